import { createExifComment, findExifComment } from './exif-comment.ts';
import { type EmbeddedText, readSafely } from './picture-text.ts';
import { createXmp, findXmpSettings } from './xmp-settings.ts';

const FILE_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const EXIF_FLAG = 0x08;
const XMP_FLAG = 0x04;

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

/** Put texts into a plain WebP file of this size: the parameters as Exif user comment, our settings as XMP. */
export function insertWebpText(
  webp: Buffer,
  text: EmbeddedText,
  size: { readonly width: number; readonly height: number },
): Buffer {
  const plain = parseChunks(webp).filter((chunk) => chunk.type !== 'VP8X');
  const exif = text.parameters === undefined ? [] : [{ type: 'EXIF', data: createExifComment(text.parameters) }];
  const xmp = text.settingsJson === undefined ? [] : [{ type: 'XMP ', data: createXmp(text.settingsJson) }];
  const extended = Buffer.alloc(10);
  extended[0] = (exif.length > 0 ? EXIF_FLAG : 0) | (xmp.length > 0 ? XMP_FLAG : 0);
  extended.writeUIntLE(size.width - 1, 4, 3);
  extended.writeUIntLE(size.height - 1, 7, 3);
  return joinChunks([{ type: 'VP8X', data: extended }, ...plain, ...exif, ...xmp]);
}

/** The texts in a WebP file. */
export function readWebpText(webp: Buffer): EmbeddedText {
  return readSafely('WebP', () => {
    const chunks = parseChunks(webp);
    const exif = chunks.find((chunk) => chunk.type === 'EXIF');
    const xmp = chunks.find((chunk) => chunk.type === 'XMP ');
    return { parameters: exif && findExifComment(exif.data), settingsJson: xmp && findXmpSettings(xmp.data) };
  });
}

function parseChunks(webp: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  let position = FILE_HEADER_BYTES;
  while (position + CHUNK_HEADER_BYTES <= webp.length) {
    const length = webp.readUInt32LE(position + 4);
    const start = position + CHUNK_HEADER_BYTES;
    chunks.push({ type: webp.toString('latin1', position, position + 4), data: webp.subarray(start, start + length) });
    position = start + length + (length % 2);
  }
  return chunks;
}

function joinChunks(chunks: readonly Chunk[]): Buffer {
  const parts = chunks.flatMap(({ type, data }) => {
    const head = Buffer.alloc(CHUNK_HEADER_BYTES);
    head.write(type, 0, 'latin1');
    head.writeUInt32LE(data.length, 4);
    return [head, data, Buffer.alloc(data.length % 2)];
  });
  const body = Buffer.concat([Buffer.from('WEBP', 'latin1'), ...parts]);
  const head = Buffer.alloc(8);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}
