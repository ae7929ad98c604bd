/** A field of a protobuf message: where it lies in the bytes, and where its content does. */
export interface ProtobufField {
  readonly number: number;
  readonly wireType: number;
  /** Offset of the field with its tag. */
  readonly start: number;
  /** Offset of the content: of a varint, or of what a length stands before. */
  readonly contentStart: number;
  readonly end: number;
}

/** A part of some bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;
const LONGEST_VARINT = 10;

/** The fields of the message in `range`, in order. Throws an `Error` where the bytes aren't protobuf. */
export function readFields(bytes: Uint8Array, range: ByteRange): ProtobufField[] {
  const fields: ProtobufField[] = [];
  for (let offset = range.start; offset < range.end; ) {
    const field = readField(bytes, { start: offset, end: range.end });
    fields.push(field);
    offset = field.end;
  }
  return fields;
}

/**
 * The field that starts a range of a message. Its content may lie beyond the range as long as it ends by `messageEnd`
 * (the range's end, if not given). Throws an `Error` where the bytes aren't protobuf.
 */
export function readField(bytes: Uint8Array, { start, end }: ByteRange, messageEnd: number = end): ProtobufField {
  const tag = readVarint(bytes, start, end);
  const number = Number(tag.value >> 3n);
  const wireType = Number(tag.value & 7n);
  const content = measureContent(bytes, { start: tag.end, end }, wireType);
  if (number === 0 || content.end > messageEnd) throw createDamageError(start);
  return { number, wireType, start, contentStart: content.start, end: content.end };
}

function measureContent(bytes: Uint8Array, { start, end }: ByteRange, wireType: number): ByteRange {
  switch (wireType) {
    case VARINT:
      return { start, end: readVarint(bytes, start, end).end };
    case FIXED_64:
      return { start, end: start + 8 };
    case FIXED_32:
      return { start, end: start + 4 };
    case LENGTH_DELIMITED: {
      const length = readVarint(bytes, start, end);
      return { start: length.end, end: length.end + Number(length.value) };
    }
    default:
      throw createDamageError(start);
  }
}

/** The varint at an offset, and where it ends. */
function readVarint(bytes: Uint8Array, start: number, end: number): { value: bigint; end: number } {
  let value = 0n;
  for (let index = 0; index < LONGEST_VARINT && start + index < end; index += 1) {
    const byte = bytes[start + index]!;
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return { value, end: start + index + 1 };
  }
  throw createDamageError(start);
}

function createDamageError(offset: number): Error {
  return new Error(`It is damaged at byte ${offset}. Download or export it again.`);
}

/** The text of a length-delimited field. */
export function readText(bytes: Uint8Array, field: ProtobufField): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + field.contentStart, field.end - field.contentStart).toString();
}

/** The numbers of a repeated integer field, packed or one by one. */
export function readIntegers(bytes: Uint8Array, field: ProtobufField): number[] {
  const values: number[] = [];
  let offset = field.contentStart;
  while (offset < field.end) {
    const varint = readVarint(bytes, offset, field.end);
    values.push(Number(BigInt.asIntN(64, varint.value)));
    offset = varint.end;
  }
  return values;
}

/** A field with a number that isn't negative. */
export function writeInteger(number: number, value: number): Uint8Array {
  return Buffer.concat([writeVarint(number * 8 + VARINT), writeVarint(value)]);
}

/** A field with a text. */
export function writeText(number: number, text: string): Uint8Array {
  return writeMessage(number, [Buffer.from(text)]);
}

/** A field with a message, or other bytes, made of parts. */
export function writeMessage(number: number, parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(frameMessage(number, parts));
}

/** The same as parts, tag and length first, so that a large message needn't be copied twice. */
export function frameMessage(number: number, parts: readonly Uint8Array[]): readonly Uint8Array[] {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return [writeVarint(number * 8 + LENGTH_DELIMITED), writeVarint(length), ...parts];
}

function writeVarint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Uint8Array.of(...bytes, rest);
}
