import { UnreadablePictureError } from '../errors.ts';
import { readJpegText } from './jpeg-text.ts';
import type { PictureSettings, PictureText } from './picture-settings.ts';
import type { EmbeddedText } from './picture-text.ts';
import { readPngText } from './png-text.ts';
import { readWebpText } from './webp-text.ts';

/**
 * The settings that a PNG, JPEG or WebP file carries, from us or from AUTOMATIC1111 and its like.
 * @throws UnreadablePictureError for other files, and for damaged ones
 */
export function readPictureSettings(file: Uint8Array): PictureText {
  const text = readText(Buffer.from(file.buffer, file.byteOffset, file.byteLength));
  return { parameters: text.parameters, settings: parseSettings(text.settingsJson) };
}

function readText(file: Buffer): EmbeddedText {
  if (file.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n') return readPngText(file);
  if (file.toString('latin1', 0, 3) === '\xff\xd8\xff') return readJpegText(file);
  if (file.toString('latin1', 0, 4) === 'RIFF' && file.toString('latin1', 8, 12) === 'WEBP') return readWebpText(file);
  throw new UnreadablePictureError('The file is neither PNG nor JPEG nor WebP. Give one of these.');
}

/** Anyone can write into a file: what hasn't our form counts as not there. */
function parseSettings(json: string | undefined): PictureSettings | undefined {
  if (json === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return isSettings(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isSettings(value: unknown): value is PictureSettings {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const model = fields.get('model');
  return (
    ['prompt', 'negativePrompt', 'seed', 'scheduler'].every((name) => typeof fields.get(name) === 'string') &&
    ['width', 'height', 'steps', 'guidanceScale'].every((name) => Number.isFinite(fields.get(name))) &&
    typeof model === 'object' &&
    model !== null &&
    ['id', 'name'].every((name) => typeof new Map<string, unknown>(Object.entries(model)).get(name) === 'string')
  );
}
