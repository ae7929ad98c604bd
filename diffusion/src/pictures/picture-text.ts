import { UnreadablePictureError } from '../errors.ts';
import { formatGenerationParameters } from './generation-parameters.ts';
import type { PictureSettings } from './picture-settings.ts';

/** The texts that go into a picture's file. */
export interface EmbeddedText {
  /** AUTOMATIC1111's text. */
  readonly parameters: string | undefined;
  /** Our own settings as JSON, in ASCII. */
  readonly settingsJson: string | undefined;
}

/** Both texts for a picture's settings. */
export function createEmbeddedText(
  settings: PictureSettings,
): EmbeddedText & { parameters: string; settingsJson: string } {
  const settingsJson = JSON.stringify(settings).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return { parameters: formatGenerationParameters(settings), settingsJson };
}

/** Bytes from another program may end anywhere: whatever reading them throws becomes `UnreadablePictureError`. */
export function readSafely<T>(format: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof UnreadablePictureError) throw cause;
    throw new UnreadablePictureError(`The ${format} file is damaged or cut off. Use the original file.`, { cause });
  }
}
