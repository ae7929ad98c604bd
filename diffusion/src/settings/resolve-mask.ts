import { InvalidSettingsError } from '../errors.ts';
import type { ModelFacts } from '../model-folder/model-facts.ts';
import { findMaskedRegion } from '../pictures/mask.ts';
import { requirePicture } from '../pictures/picture-limits.ts';
import type { InpaintingRequest } from '../pipelines/inpainting-request.ts';
import type { ImageToImageRequest, TextToImageRequest } from '../pipelines/text-to-image-types.ts';
import { isLatentPicture } from './resolve-source.ts';

const WIDEST_PADDING = 4096;
const WIDEST_BLUR = 512;

type Request = TextToImageRequest | ImageToImageRequest | InpaintingRequest;

/** Whether a request paints through a mask. */
export function isInpainting(request: Request): request is InpaintingRequest {
  return 'mask' in request && request.mask !== undefined;
}

/** Throws for a mask that can't be followed, for one that is missing, and for options that go with one only. */
export function requireMask(request: Request, { name, tasks }: ModelFacts): void {
  if (!isInpainting(request)) {
    if (tasks.includes('inpainting') && tasks.length === 1) {
      throw createError(
        'mask',
        `${name} was trained to repaint parts of pictures. Give a source, the picture, and a mask that is white where it is repainted; or choose another model.`,
      );
    }
    const alone = ['maskPadding', 'maskBlur', 'keepOriginal'].find((option) => option in request);
    if (alone !== undefined) throw createError(alone, `${alone} goes with a mask. Give a mask, or leave it out.`);
    return;
  }
  if (request.source === undefined) {
    throw createError('source', 'A mask says which part of a picture is repainted. Give the picture as the source.');
  }
  if (!tasks.includes('inpainting')) {
    throw createError('mask', `${name} can't paint through a mask. Leave the mask out, or choose another model.`);
  }
  if (isLatentPicture(request.source)) {
    throw createError('source', 'Through a mask a picture is needed, not latents. Decode them first.');
  }
  requirePicture('mask', request.mask);
  requireOptions(request);
}

function requireOptions({ mask, maskPadding, maskBlur = 0 }: InpaintingRequest): void {
  if (!(maskBlur >= 0 && maskBlur <= WIDEST_BLUR)) {
    throw createError('maskBlur', `The maskBlur can't be ${maskBlur}: give a number from 0 (sharp) to ${WIDEST_BLUR}.`);
  }
  if (maskPadding === undefined) return;
  if (!Number.isSafeInteger(maskPadding) || maskPadding < 0 || maskPadding > WIDEST_PADDING) {
    throw createError(
      'maskPadding',
      `The maskPadding can't be ${maskPadding}: give a whole number of pixels from 0 to ${WIDEST_PADDING}.`,
    );
  }
  if (findMaskedRegion(mask, mask, 0) === undefined) throw createBlackMaskError();
}

/** For a mask that leaves no region to paint. */
export function createBlackMaskError(): InvalidSettingsError {
  return createError(
    'mask',
    'The mask is black everywhere, so that there is no region to paint with maskPadding. Make white what is repainted.',
  );
}

function createError(field: string, message: string): InvalidSettingsError {
  return new InvalidSettingsError(field, message);
}
