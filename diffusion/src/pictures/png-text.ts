import { crc32, inflateSync } from 'node:zlib';
import { type EmbeddedText, readSafely } from './picture-text.ts';

const SIGNATURE_BYTES = 8;
/** Length, type and checksum of a chunk. */
const CHUNK_FRAME_BYTES = 12;
/** More than this of text isn't unpacked. */
const LONGEST_TEXT_BYTES = 4_000_000;
const PARAMETERS_KEY = 'parameters';
const SETTINGS_KEY = 'starweave';

/** Put texts into a PNG file, in chunks after its header, as Python's Pillow does. */
export function insertPngText(png: Buffer, text: EmbeddedText): Buffer {
  const headerEnd = SIGNATURE_BYTES + CHUNK_FRAME_BYTES + png.readUInt32BE(SIGNATURE_BYTES);
  const chunks = [
    text.parameters === undefined ? [] : [createTextChunk(PARAMETERS_KEY, text.parameters)],
    text.settingsJson === undefined ? [] : [createTextChunk(SETTINGS_KEY, text.settingsJson)],
  ];
  return Buffer.concat([png.subarray(0, headerEnd), ...chunks.flat(), png.subarray(headerEnd)]);
}

/** The texts in a PNG file; the first of a key counts. */
export function readPngText(png: Buffer): EmbeddedText {
  return readSafely('PNG', () => {
    const texts = new Map<string, string>();
    let position = SIGNATURE_BYTES;
    while (position + CHUNK_FRAME_BYTES <= png.length) {
      const length = png.readUInt32BE(position);
      const type = png.toString('latin1', position + 4, position + 8);
      const data = png.subarray(position + 8, position + 8 + length);
      const entry = parseTextChunk(type, data);
      if (entry !== undefined && !texts.has(entry.key)) texts.set(entry.key, entry.text);
      position += CHUNK_FRAME_BYTES + length;
    }
    return { parameters: texts.get(PARAMETERS_KEY), settingsJson: texts.get(SETTINGS_KEY) };
  });
}

/** Latin-1 where the text allows it, which every reader knows; UTF-8 otherwise. */
function createTextChunk(key: string, text: string): Buffer {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Latin-1 begins at 0.
  const isLatin1 = /^[\u0000-\u00ff]*$/.test(text);
  if (isLatin1) return createChunk('tEXt', Buffer.from(`${key}\0${text}`, 'latin1'));
  return createChunk('iTXt', Buffer.from(`${key}\0\0\0\0\0${text}`, 'utf8'));
}

function createChunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(typed.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  typed.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(typed), typed.length + 4);
  return chunk;
}

function parseTextChunk(type: string, data: Buffer): { key: string; text: string } | undefined {
  if (type !== 'tEXt' && type !== 'zTXt' && type !== 'iTXt') return undefined;
  const keyEnd = data.indexOf(0);
  const key = data.toString('latin1', 0, keyEnd);
  const rest = data.subarray(keyEnd + 1);
  if (type === 'tEXt') return { key, text: rest.toString('latin1') };
  if (type === 'zTXt') return { key, text: unpack(rest.subarray(1)).toString('latin1') };
  const languageEnd = rest.indexOf(0, 2);
  const content = rest.subarray(rest.indexOf(0, languageEnd + 1) + 1);
  const isPacked = rest[0] === 1;
  return { key, text: (isPacked ? unpack(content) : content).toString('utf8') };
}

function unpack(data: Buffer): Buffer {
  return inflateSync(data, { maxOutputLength: LONGEST_TEXT_BYTES });
}
