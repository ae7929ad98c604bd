const EXIF_IFD_TAG = 0x8769;
const USER_COMMENT_TAG = 0x9286;
const TYPE_LONG = 4;
const TYPE_UNDEFINED = 7;
const IFD_ENTRY_BYTES = 12;
const CODE_BYTES = 8;

/** An Exif block (TIFF, big-endian) that holds nothing but a user comment in UTF-16, as AUTOMATIC1111 writes it. */
export function createExifComment(text: string): Buffer {
  const comment = Buffer.concat([Buffer.from('UNICODE\0', 'latin1'), Buffer.from(text, 'utf16le').swap16()]);
  const exifIfdOffset = 26;
  const commentOffset = 44;
  const head = Buffer.alloc(commentOffset);
  head.write('MM\0*', 0, 'latin1');
  head.writeUInt32BE(8, 4);
  writeOnlyEntry(head, 8, { tag: EXIF_IFD_TAG, type: TYPE_LONG, count: 1, value: exifIfdOffset });
  writeOnlyEntry(head, exifIfdOffset, {
    tag: USER_COMMENT_TAG,
    type: TYPE_UNDEFINED,
    count: comment.length,
    value: commentOffset,
  });
  return Buffer.concat([head, comment]);
}

/** The user comment of an Exif block, or `undefined`. */
export function findExifComment(exif: Buffer): string | undefined {
  const prefix = exif.toString('latin1', 0, 6) === 'Exif\0\0' ? 6 : 0;
  const tiff = exif.subarray(prefix);
  const bigEndian = tiff.toString('latin1', 0, 2) === 'MM';
  const reader: TiffReader = {
    tiff,
    read16: (offset) => (bigEndian ? tiff.readUInt16BE(offset) : tiff.readUInt16LE(offset)),
    read32: (offset) => (bigEndian ? tiff.readUInt32BE(offset) : tiff.readUInt32LE(offset)),
  };
  const exifIfd = findEntry(reader, reader.read32(4), EXIF_IFD_TAG);
  const comment = exifIfd && findEntry(reader, reader.read32(exifIfd + 8), USER_COMMENT_TAG);
  if (comment === undefined) return undefined;
  const offset = reader.read32(comment + 8);
  return decodeComment(tiff.subarray(offset, offset + reader.read32(comment + 4)));
}

interface TiffReader {
  readonly tiff: Buffer;
  readonly read16: (offset: number) => number;
  readonly read32: (offset: number) => number;
}

function writeOnlyEntry(
  block: Buffer,
  offset: number,
  entry: { readonly tag: number; readonly type: number; readonly count: number; readonly value: number },
): void {
  block.writeUInt16BE(1, offset);
  block.writeUInt16BE(entry.tag, offset + 2);
  block.writeUInt16BE(entry.type, offset + 4);
  block.writeUInt32BE(entry.count, offset + 6);
  block.writeUInt32BE(entry.value, offset + 10);
}

/** Offset of a directory's entry with this tag. */
function findEntry(reader: TiffReader, directory: number, tag: number): number | undefined {
  const count = reader.read16(directory);
  for (let index = 0; index < count; index += 1) {
    const entry = directory + 2 + index * IFD_ENTRY_BYTES;
    if (reader.read16(entry) === tag) return entry;
  }
  return undefined;
}

function decodeComment(comment: Buffer): string {
  const code = comment.toString('latin1', 0, CODE_BYTES);
  const text = comment.subarray(CODE_BYTES);
  if (!code.startsWith('UNICODE')) return text.toString('utf8');
  const even = Buffer.from(text.subarray(0, text.length - (text.length % 2)));
  return even.swap16().toString('utf16le');
}
