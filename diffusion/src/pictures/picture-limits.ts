import { InvalidSettingsError } from '../errors.ts';
import type { RgbImage } from '../pipelines/text-to-image-types.ts';

const LARGEST_EDGE = 32_768;
const MOST_PIXELS = 2 ** 27;

/** Throws `InvalidSettingsError` unless a picture has three bytes for every pixel of its size, and at most 2^27 pixels. */
export function requirePicture(field: string, picture: RgbImage): void {
  const { width, height, rgb } = picture ?? {};
  if (!(rgb instanceof Uint8Array)) {
    throw new InvalidSettingsError(
      field,
      `The ${field} isn't a picture with a Uint8Array of bytes as its rgb. Read a file with readPicture, or give width, height and rgb.`,
    );
  }
  if (![width, height].every((pixels) => Number.isSafeInteger(pixels) && pixels > 0)) {
    throw new InvalidSettingsError(
      field,
      `The ${field} can't have ${width} × ${height} pixels. Give a whole number of 1 or more for both.`,
    );
  }
  if (rgb.length !== width * height * 3) {
    const hint =
      rgb.length === width * height * 4 ? ' These look like red, green, blue and alpha; leave alpha out.' : '';
    throw new InvalidSettingsError(
      field,
      `The ${field} has ${rgb.length} bytes, but ${width} × ${height} pixels take ${width * height * 3}: red, green and blue for each.${hint}`,
    );
  }
  requireResultSize(field, width, height);
}

/** Throws `InvalidSettingsError` for a picture too large to be made. */
export function requireResultSize(field: string, width: number, height: number): void {
  if (width <= LARGEST_EDGE && height <= LARGEST_EDGE && width * height <= MOST_PIXELS) return;
  throw new InvalidSettingsError(
    field,
    `A picture of ${width} × ${height} pixels is too large: at most ${LARGEST_EDGE} along an edge and ${MOST_PIXELS} together are possible. Shrink it first, or enlarge it less.`,
  );
}
