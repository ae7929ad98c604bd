import { InvalidSettingsError } from '../errors.ts';
import { requirePicture, requireResultSize } from '../pictures/picture-limits.ts';
import { resizePicture } from '../pictures/resize-picture.ts';
import type { RgbImage } from '../pipelines/text-to-image-types.ts';

const LARGEST_FACTOR = 8;

/** Details of an enlargement. */
export interface EnlargeOptions {
  /** Ends the work between rows with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * A picture 1 to 8 times as large by Lanczos' windowed sinc (three lobes): what works for every picture, without a model,
 * and adds no details. Edges are rounded to whole pixels.
 *
 * Same bytes as Pillow's `Image.resize` with `LANCZOS`. Up to 2^27 pixels and 32,768 along an edge.
 *
 * @throws InvalidSettingsError for a factor beyond 1 to 8, bytes that don't fit the size, and results that are too large
 */
export async function enlargePicture(image: RgbImage, factor: number, options: EnlargeOptions = {}): Promise<RgbImage> {
  requirePicture('image', image);
  requireFactor(factor);
  const [width, height] = [Math.round(image.width * factor), Math.round(image.height * factor)];
  requireResultSize('factor', width, height);
  const { rgb } = await resizePicture(image, { width, height }, options.signal);
  return { width, height, rgb };
}

/** Throws `InvalidSettingsError` unless a factor is 1 to 8. */
function requireFactor(factor: number): void {
  if (factor >= 1 && factor <= LARGEST_FACTOR) return;
  throw new InvalidSettingsError('factor', `The factor can't be ${factor}: give a number from 1 to ${LARGEST_FACTOR}.`);
}
