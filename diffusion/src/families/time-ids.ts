import type { PictureSize } from '../model-folder/model-facts.ts';
import type { CropCorner, ResolvedSizeConditioning } from './size-conditioning.ts';

/** What the numbers are made for. */
export interface TimeIdTerms {
  readonly side: 'positive' | 'negative';
  readonly isImageToImage: boolean;
  /** Whether the U-Net reads an aesthetic score in place of the target size. */
  readonly hasScore: boolean;
}

/**
 * The numbers that Stable Diffusion XL knows as `time_ids`: original height and width, top and left of the crop, then
 * target height and width, or an aesthetic score where the model has one.
 *
 * For the negative prompt the rules are diffusers': from noise its own sizes count only when both are given; out of a
 * picture each counts by itself, and its own corner only beside a score. Source: Podell et al., "SDXL" (2023), §2.2;
 * `_get_add_time_ids` in diffusers.
 */
export function createTimeIds(size: ResolvedSizeConditioning, terms: TimeIdTerms): Float32Array {
  const { side, isImageToImage, hasScore } = terms;
  if (side === 'positive') {
    return join(size.originalSize, size.cropCorner, hasScore ? size.aestheticScore : size.targetSize);
  }
  const { negativeOriginalSize, negativeTargetSize, negativeCropCorner } = size;
  if (isImageToImage) {
    const original = negativeOriginalSize ?? size.originalSize;
    if (hasScore) return join(original, negativeCropCorner, size.negativeAestheticScore);
    return join(original, size.cropCorner, negativeTargetSize ?? size.targetSize);
  }
  if (negativeOriginalSize !== undefined && negativeTargetSize !== undefined) {
    return join(negativeOriginalSize, negativeCropCorner, negativeTargetSize);
  }
  return createTimeIds(size, { ...terms, side: 'positive' });
}

function join(original: PictureSize, corner: CropCorner, last: PictureSize | number): Float32Array {
  const end = typeof last === 'number' ? [last] : [last.height, last.width];
  return Float32Array.of(original.height, original.width, corner.top, corner.left, ...end);
}
