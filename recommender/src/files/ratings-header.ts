import { BrokenRatingsFileError } from '../errors.ts';

const MAGIC = 'STARRATE';
const VERSION = 1;
/** The header's fixed size: eight letters, version and length of the text (four bytes each), the text, spaces. */
export const HEADER_BYTES = 4096;
const TEXT_START = 16;
const ALIGNMENT_BYTES = 64;

/** Where an array lies: `start` in bytes from the file's start, `length` in elements. */
export interface ArrayPlace {
  readonly name: string;
  readonly type: 'u32' | 'u8';
  readonly start: number;
  readonly length: number;
}

/** What a file of ratings says about itself. */
export interface RatingsHeader {
  readonly dataHash: string;
  /** CRC-32 of the arrays, one after the other, without the gaps between them. */
  readonly checksum: number;
  readonly places: readonly ArrayPlace[];
}

/** Places for arrays after the header, in this order, each at a multiple of 64 bytes. */
export function placeArrays(arrays: readonly (readonly [string, Uint32Array | Uint8Array])[]): ArrayPlace[] {
  let start = HEADER_BYTES;
  return arrays.map(([name, values]) => {
    const place = { name, type: values instanceof Uint32Array ? 'u32' : 'u8', start, length: values.length } as const;
    start = Math.ceil((start + values.byteLength) / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    return place;
  });
}

/** The header's bytes. Numbers have their lowest byte first; the text is JSON. */
export function formatRatingsHeader(header: RatingsHeader): Uint8Array {
  const text = Buffer.from(JSON.stringify(header));
  const bytes = Buffer.alloc(HEADER_BYTES, ' ');
  bytes.write(MAGIC, 0, 'latin1');
  bytes.writeUInt32LE(VERSION, 8);
  bytes.writeUInt32LE(text.length, 12);
  text.copy(bytes, TEXT_START);
  return bytes;
}

/**
 * Read a file's header and hold its places against the file's size.
 *
 * @param bytes the file, or as much of its start as the header takes
 * @throws BrokenRatingsFileError
 */
export function parseRatingsHeader(bytes: Uint8Array, file: string, sizeBytes = bytes.length): RatingsHeader {
  const start = Buffer.from(bytes.slice(0, HEADER_BYTES));
  if (start.length < HEADER_BYTES || start.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw new BrokenRatingsFileError(
      `${file} isn't a file of stored ratings, or is cut off. Import the ratings again.`,
    );
  }
  const version = start.readUInt32LE(8);
  if (version !== VERSION) {
    const versions = `version ${version}; version ${VERSION} can be opened`;
    throw new BrokenRatingsFileError(`${file} has ${versions}. Import the ratings again with this version.`);
  }
  const header = parseText(start.toString('utf8', TEXT_START, TEXT_START + start.readUInt32LE(12)), file);
  for (const { name, type, start: position, length } of header.places) {
    const end = position + length * (type === 'u32' ? 4 : 1);
    const valid = position >= HEADER_BYTES && position % ALIGNMENT_BYTES === 0 && length >= 0;
    if (!valid || end > sizeBytes) {
      throw new BrokenRatingsFileError(`${file} is cut off in its ${name}. Copy it or import the ratings again.`);
    }
  }
  return header;
}

function parseText(text: string, file: string): RatingsHeader {
  try {
    return JSON.parse(text) as RatingsHeader;
  } catch (cause) {
    throw new BrokenRatingsFileError(`The header of ${file} can't be read. Import the ratings again.`, { cause });
  }
}
