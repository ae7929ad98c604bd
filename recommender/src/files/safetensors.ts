import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { BrokenModelFileError } from '../errors.ts';
import type { ModelArray } from '../scorers/scorer.ts';
import { readRange } from './read-whole-file.ts';

const LENGTH_BYTES = 8;
const ALIGNMENT_BYTES = 64;
const LARGEST_HEADER_BYTES = 100_000_000;
const METADATA = '__metadata__';

/** safetensors' names for the element types, the widest first: data in this order are aligned without gaps. */
const arrayTypes = [
  ['F64', Float64Array],
  ['F32', Float32Array],
  ['U32', Uint32Array],
  ['I32', Int32Array],
  ['F16', Float16Array],
  ['U8', Uint8Array],
] as const;

/** Arrays by name, and facts about them as text. */
export interface Safetensors {
  readonly arrays: ReadonlyMap<string, ModelArray>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Where an array lies in a file. */
interface ArrayPlace {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [start: number, end: number];
}

/**
 * The bytes of a safetensors file, in pieces, the arrays themselves without copying. The data start at a multiple of 64
 * bytes and the widest types come first, so that every array could be a view of the file.
 *
 * @param describe gets the CRC-32 of the data and gives the metadata
 */
export function formatSafetensors(
  arrays: ReadonlyMap<string, ModelArray>,
  describe: (checksum: number) => Readonly<Record<string, string>>,
): Uint8Array[] {
  const sorted = [...arrays].sort(([, a], [, b]) => typeIndex(a) - typeIndex(b));
  const header: Record<string, unknown> = {};
  const pieces: Uint8Array[] = [];
  let offset = 0;
  let checksum = 0;
  for (const [name, { shape, values }] of sorted) {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    requireShape(name, shape, values.length);
    header[name] = {
      dtype: arrayTypes[typeIndex({ shape, values })]![0],
      shape,
      data_offsets: [offset, offset + bytes.length],
    };
    offset += bytes.length;
    checksum = crc32(bytes, checksum);
    pieces.push(bytes);
  }
  const text = JSON.stringify({ [METADATA]: describe(checksum), ...header });
  const textBytes = Buffer.from(text);
  const filledBytes = Math.ceil((LENGTH_BYTES + textBytes.length) / ALIGNMENT_BYTES) * ALIGNMENT_BYTES - LENGTH_BYTES;
  const start = Buffer.alloc(LENGTH_BYTES + filledBytes, ' ');
  start.writeBigUInt64LE(BigInt(filledBytes), 0);
  start.set(textBytes, LENGTH_BYTES);
  return [start, ...pieces];
}

/** How many bytes the header takes, its length included, from a file's first eight bytes. @throws BrokenModelFileError */
export function parseHeaderLength(bytes: Uint8Array, file: string): number {
  if (bytes.length < LENGTH_BYTES) throw new BrokenModelFileError(`${file} is too short to be a model: copy it again.`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > LARGEST_HEADER_BYTES) {
    throw new BrokenModelFileError(`${file} isn't a safetensors file: its header would take ${length} bytes.`);
  }
  return LENGTH_BYTES + Number(length);
}

/** The header of a safetensors file: its metadata and where each array lies. @throws BrokenModelFileError */
export function parseHeader(bytes: Uint8Array, file: string) {
  const headerBytes = parseHeaderLength(bytes, file);
  if (bytes.length < headerBytes) throw new BrokenModelFileError(`${file} is cut off in its header: copy it again.`);
  try {
    const text = Buffer.from(bytes.slice(LENGTH_BYTES, headerBytes)).toString('utf8');
    const { [METADATA]: metadata = {}, ...places } = JSON.parse(text) as Record<string, unknown>;
    for (const [name, place] of Object.entries(places)) requirePlace(name, place);
    const facts = Object.entries(metadata as object).filter((entry) => typeof entry[1] === 'string');
    return {
      metadata: Object.fromEntries(facts) as Record<string, string>,
      places: places as Record<string, ArrayPlace>,
      headerBytes,
    };
  } catch (cause) {
    throw new BrokenModelFileError(`The header of ${file} can't be read: copy or fit the model again.`, { cause });
  }
}

/**
 * The arrays of a file, each read into a buffer of its own: what is copied elsewhere doesn't keep the others in memory.
 *
 * @throws BrokenModelFileError when it is cut off or inconsistent; what the system says when it can't be read
 */
export async function readSafetensors(file: string): Promise<Safetensors & { readonly checksum: number }> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const length = await readRange(handle, 0, Math.min(size, LENGTH_BYTES));
    const header = await readRange(handle, 0, Math.min(size, parseHeaderLength(length, file)));
    const { metadata, places, headerBytes } = parseHeader(header, file);
    const fields = listFields(places, { file, dataBytes: size - headerBytes });
    return { metadata, ...(await readArrays(handle, headerBytes, fields)) };
  } finally {
    await handle.close();
  }
}

interface ArrayField {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: ArrayType;
  /** From the start of the data. */
  readonly start: number;
  readonly end: number;
}

/** The arrays in the order in which they lie, without gaps between them. */
function listFields(
  places: Readonly<Record<string, ArrayPlace>>,
  { file, dataBytes }: { readonly file: string; readonly dataBytes: number },
): readonly ArrayField[] {
  let filled = 0;
  const sorted = Object.entries(places).sort((a, b) => a[1].data_offsets[0] - b[1].data_offsets[0]);
  const fields = sorted.map(([name, { dtype, shape, data_offsets: offsets }]) => {
    const [start, end] = offsets;
    if (start !== filled) {
      throw new BrokenModelFileError(`The arrays of ${file} overlap or leave gaps at “${name}”: fit the model again.`);
    }
    filled = end;
    const length = shape.reduce((product, size) => product * size, 1);
    const type = arrayTypes.find(([known]) => known === dtype)?.[1];
    if (type === undefined || length * type.BYTES_PER_ELEMENT !== end - start) {
      throw new BrokenModelFileError(
        `“${name}” in ${file} has an unknown type or doesn't fill its place: fit the model again.`,
      );
    }
    if (end > dataBytes) {
      throw new BrokenModelFileError(`${file} is cut off in “${name}”: copy it again, or fit the model again.`);
    }
    return { name, shape, type, start, end };
  });
  if (filled === dataBytes) return fields;
  throw new BrokenModelFileError(`${file} is longer than its arrays: copy it again, or fit the model again.`);
}

/** Reads all arrays; each is held against the checksum while those after it are still on their way. */
async function readArrays(handle: FileHandle, headerBytes: number, fields: readonly ArrayField[]) {
  const reads = fields.map(({ start, end }) => {
    const read = readRange(handle, headerBytes + start, end - start);
    // Its failure is told where it is waited for.
    read.catch(() => undefined);
    return read;
  });
  const arrays = new Map<string, ModelArray>();
  let checksum = 0;
  for (const [place, { name, shape, type, start, end }] of fields.entries()) {
    const bytes = await reads[place]!;
    if (bytes.length < end - start) throw new Error(`The file became shorter while “${name}” was read.`);
    checksum = crc32(bytes, checksum);
    // The constructors' overloads differ for shared buffers, so that TypeScript can't call a union of them.
    const View = type as new (buffer: ArrayBufferLike) => ModelArray['values'];
    arrays.set(name, { shape, values: new View(bytes.buffer) });
  }
  return { arrays, checksum };
}

type ArrayType = (typeof arrayTypes)[number][1];

function typeIndex({ values }: ModelArray): number {
  return arrayTypes.findIndex(([, Type]) => values instanceof Type);
}

function requireShape(name: string, shape: readonly number[], length: number): void {
  const product = shape.reduce((total, size) => total * size, 1);
  if (product === length && name !== METADATA) return;
  throw new RangeError(`The array “${name}” has ${length} values, but its shape is ${shape.join(' × ')}.`);
}

function requirePlace(name: string, place: unknown): void {
  const { dtype, shape, data_offsets: offsets } = place as Partial<ArrayPlace>;
  const counts = [...(shape ?? [-1]), ...(offsets ?? [-1])];
  const valid =
    typeof dtype === 'string' &&
    offsets?.length === 2 &&
    counts.every((count) => Number.isSafeInteger(count) && count >= 0);
  if (!valid) throw new Error(`The entry “${name}” isn't a place of an array.`);
}
