/** A tensor of a safetensors file, as float32 whatever it was stored in. */
export interface SafeTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

const LENGTH_BYTES = 8;
/** No header that describes a handful of tensors comes near it. */
const LONGEST_HEADER = 1_000_000;

const elementSizes: Readonly<Record<string, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2 };

interface Description {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/**
 * The tensors of a safetensors file with floats (F64, F32, F16, BF16), by name.
 *
 * The format's own rules hold: eight bytes of header length, a JSON object, then the tensors' bytes without gaps or
 * overlaps up to the end of the file. Everything that a header says is checked before it is believed.
 * Throws an `Error` that says what is wrong.
 */
export function parseSafetensors(bytes: Uint8Array): Map<string, SafeTensor> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { header, dataStart } = readHeader(view, bytes);
  const descriptions = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => [name, readDescription(name, value)] as const)
    .sort(([, first], [, second]) => first.start - second.start || first.end - second.end);
  let covered = 0;
  for (const [name, { start, end }] of descriptions) {
    if (start !== covered) throw new Error(`The tensor "${name}" doesn't start where the one before it ends.`);
    covered = end;
  }
  const present = bytes.length - dataStart;
  if (covered !== present) throw new Error(`It has ${present} bytes of tensors, but its header describes ${covered}.`);
  return new Map(
    descriptions.map(([name, description]) => [
      name,
      { dims: description.shape, data: readElements(view, description, dataStart) },
    ]),
  );
}

function readHeader(view: DataView, bytes: Uint8Array): { header: Record<string, unknown>; dataStart: number } {
  if (bytes.length < LENGTH_BYTES) throw new Error(`It has only ${bytes.length} bytes.`);
  const length = view.getBigUint64(0, true);
  if (length > LONGEST_HEADER)
    throw new Error(`Its header claims ${length} bytes; at most ${LONGEST_HEADER} are read.`);
  const dataStart = LENGTH_BYTES + Number(length);
  if (dataStart > bytes.length) throw new Error(`It ends within its header, after ${bytes.length} bytes.`);
  const header = parseJson(bytes.subarray(LENGTH_BYTES, dataStart));
  if (!isObject(header)) throw new Error("Its header isn't a JSON object.");
  return { header, dataStart };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Error("Its header isn't JSON.");
  }
}

function readDescription(name: string, value: unknown): Description {
  const { dtype, shape, data_offsets: offsets } = isObject(value) ? value : {};
  if (!isListOfCounts(shape) || !isListOfCounts(offsets) || offsets.length !== 2) {
    throw new Error(`Its header describes the tensor "${name}" without a sound shape and place.`);
  }
  const elementSize = typeof dtype === 'string' && Object.hasOwn(elementSizes, dtype) ? elementSizes[dtype] : undefined;
  if (typeof dtype !== 'string' || elementSize === undefined) {
    const known = Object.keys(elementSizes).join(', ');
    throw new Error(`The tensor "${name}" has elements of type ${String(dtype)}; it must be one of ${known}.`);
  }
  const [start, end] = offsets as [number, number];
  const sizeBytes = shape.reduce((product, size) => product * size, elementSize);
  if (end - start !== sizeBytes) {
    throw new Error(`The tensor "${name}" has ${end - start} bytes, but its shape takes ${sizeBytes}.`);
  }
  return { dtype, shape, start, end };
}

function readElements(view: DataView, description: Description, dataStart: number): Float32Array {
  const { dtype, start, end } = description;
  const size = elementSizes[dtype]!;
  return Float32Array.from({ length: (end - start) / size }, (_, index) =>
    readElement(view, dtype, dataStart + start + index * size),
  );
}

function readElement(view: DataView, dtype: string, offset: number): number {
  if (dtype === 'F64') return view.getFloat64(offset, true);
  if (dtype === 'F32') return view.getFloat32(offset, true);
  if (dtype === 'F16') return view.getFloat16(offset, true);
  const upperHalf = new DataView(new ArrayBuffer(4));
  upperHalf.setUint16(2, view.getUint16(offset, true), true);
  return upperHalf.getFloat32(0, true);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}
