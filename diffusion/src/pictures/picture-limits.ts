import { InvalidSettingsError } from '../errors.ts';
import type { RgbImage } from '../pipelines/text-to-image-types.ts';

const LARGEST_EDGE = 32_768;
const MOST_PIXELS = 2 ** 27;

/** Throws `InvalidSettingsError` unless a picture has three bytes for every pixel of its size, and at most 2^27 pixels. */
export function requirePicture(field: string, { width, height, rgb }: RgbImage): void {
  const isSize = [width, height].every((pixels) => Number.isSafeInteger(pixels) && pixels > 0);
  if (!isSize || rgb.length !== width * height * 3) {
    throw new InvalidSettingsError(
      field,
      `The ${field} has ${rgb.length} bytes, but ${width} × ${height} pixels take ${width * height * 3}: red, green and blue for each.`,
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
