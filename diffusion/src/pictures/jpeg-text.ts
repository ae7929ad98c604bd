import { createExifComment, findExifComment } from './exif-comment.ts';
import { type EmbeddedText, readSafely } from './picture-text.ts';
import { createXmp, findXmpSettings } from './xmp-settings.ts';

const START_OF_IMAGE_BYTES = 2;
const APP0 = 0xe0;
const APP1 = 0xe1;
const START_OF_SCAN = 0xda;
const EXIF_PREFIX = 'Exif\0\0';
const XMP_PREFIX = 'http://ns.adobe.com/xap/1.0/\0';
/** A segment's length counts itself and has 16 bits. */
const LONGEST_SEGMENT_BYTES = 0xffff - 2;

/** Put texts into a JPEG file: the parameters as Exif user comment, our settings as XMP; each where it fits into 64 kB. */
export function insertJpegText(jpeg: Buffer, text: EmbeddedText): Buffer {
  const hasApp0 = jpeg[START_OF_IMAGE_BYTES + 1] === APP0;
  const position = START_OF_IMAGE_BYTES + (hasApp0 ? 2 + jpeg.readUInt16BE(START_OF_IMAGE_BYTES + 2) : 0);
  const segments = [
    text.parameters === undefined ? [] : createSegment(EXIF_PREFIX, createExifComment(text.parameters)),
    text.settingsJson === undefined ? [] : createSegment(XMP_PREFIX, createXmp(text.settingsJson)),
  ];
  return Buffer.concat([jpeg.subarray(0, position), ...segments.flat(), jpeg.subarray(position)]);
}

/** The texts in a JPEG file. */
export function readJpegText(jpeg: Buffer): EmbeddedText {
  return readSafely('JPEG', () => {
    let parameters: string | undefined;
    let settingsJson: string | undefined;
    let position = START_OF_IMAGE_BYTES;
    while (position + 4 <= jpeg.length && jpeg[position] === 0xff && jpeg[position + 1] !== START_OF_SCAN) {
      const end = position + 2 + jpeg.readUInt16BE(position + 2);
      const data = jpeg.subarray(position + 4, end);
      if (jpeg[position + 1] === APP1) {
        if (startsWith(data, EXIF_PREFIX)) parameters ??= findExifComment(data);
        else if (startsWith(data, XMP_PREFIX)) settingsJson ??= findXmpSettings(data.subarray(XMP_PREFIX.length));
      }
      position = end;
    }
    return { parameters, settingsJson };
  });
}

function createSegment(prefix: string, content: Buffer): Buffer[] {
  const data = Buffer.concat([Buffer.from(prefix, 'latin1'), content]);
  if (data.length > LONGEST_SEGMENT_BYTES) return [];
  const head = Buffer.from([0xff, APP1, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return [Buffer.concat([head, data])];
}

function startsWith(data: Buffer, prefix: string): boolean {
  return data.toString('latin1', 0, prefix.length) === prefix;
}
