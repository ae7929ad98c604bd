import type { PictureSize } from '../model-folder/model-facts.ts';
import { blurPicture } from '../pictures/blur-picture.ts';
import { cropPicture, fitPicture } from '../pictures/fit-picture.ts';
import { binariseMask, findMaskedRegion } from '../pictures/mask.ts';
import { overlayPicture, overlayRegion } from '../pictures/overlay-picture.ts';
import { createBlackMaskError } from '../settings/resolve-mask.ts';
import type { InpaintingRequest } from './inpainting-request.ts';
import type { RgbImage } from './text-to-image-types.ts';

/** A source and a mask in the size that is painted, and what becomes of a picture that was painted from them. */
export interface PreparedInpainting {
  readonly source: RgbImage;
  /** A byte per pixel, 1 where it is repainted. */
  readonly mask: Uint8Array;
  readonly finish: (painted: RgbImage) => Promise<RgbImage>;
}

/** Fit a request's source and mask to the size that is painted, or cut the masked region out of them first. */
export async function prepareInpainting(request: InpaintingRequest, size: PictureSize): Promise<PreparedInpainting> {
  const { source: original, maskPadding, keepOriginal = false, sourceFit = 'cover' } = request;
  const blurred = blurPicture(request.mask, request.maskBlur ?? 0);
  if (maskPadding === undefined) {
    const source = await fitPicture(original, size, sourceFit);
    // Stretched twice is blurred twice: a mask that is stretched anyway goes there at once, as in diffusers.
    const whole = sourceFit === 'stretch' ? blurred : await fitPicture(blurred, original, 'stretch');
    const mask = await fitPicture(whole, size, sourceFit);
    const finish = async (painted: RgbImage) => (keepOriginal ? overlayPicture(painted, source, mask) : painted);
    return { source, mask: binariseMask(mask), finish };
  }
  const mask = await fitPicture(blurred, original, 'stretch');
  const region = findMaskedRegion(mask, size, maskPadding);
  if (region === undefined) throw createBlackMaskError();
  return {
    source: await fitPicture(cropPicture(original, region), size, 'extend'),
    mask: binariseMask(await fitPicture(cropPicture(mask, region), size, 'extend')),
    finish: (painted) => overlayRegion({ painted, original, mask, region }),
  };
}
