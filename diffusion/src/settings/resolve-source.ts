import { InvalidSettingsError } from '../errors.ts';
import { getFamily } from '../families/family-registry.ts';
import type { ModelFacts, PictureSize } from '../model-folder/model-facts.ts';
import { requirePicture } from '../pictures/picture-limits.ts';
import type {
  ImageToImageRequest,
  LatentPicture,
  RgbImage,
  TextToImageRequest,
} from '../pipelines/text-to-image-types.ts';

type Source = RgbImage | LatentPicture;

/** Whether a picture is given as latents. */
export function isLatentPicture(source: Source): source is LatentPicture {
  return typeof source === 'object' && 'latents' in source;
}

/** What a request starts from, or `undefined` for noise; throws when the model can't, or when it isn't what it says. */
export function requireSource(
  request: TextToImageRequest | ImageToImageRequest,
  facts: ModelFacts,
): Source | undefined {
  const { name, hasEncoder, tasks } = facts;
  if (!('source' in request)) {
    if (tasks.includes('text-to-image')) return undefined;
    throw createError(`${name} doesn't paint from a prompt alone: give a source, a picture to start from.`);
  }
  const { source } = request;
  if (request.latents !== undefined) {
    throw new InvalidSettingsError('latents', 'With a source there is no starting noise to give. Leave latents out.');
  }
  if (isLatentPicture(source)) return requireLatentSource(source, facts);
  if (!hasEncoder) {
    throw createError(`${name} has no vae_encoder, so it can't start from a picture. Choose another model.`);
  }
  requirePicture('source', source);
  const { sourceFit = 'cover' } = request;
  if (sourceFit === 'cover' || sourceFit === 'stretch') return source;
  throw new InvalidSettingsError('sourceFit', `The sourceFit can't be ${sourceFit}: give 'cover' or 'stretch'.`);
}

function requireLatentSource(source: LatentPicture, { name, family }: ModelFacts): LatentPicture {
  if (family !== undefined && !getFamily(family).tasks.includes('image-to-image')) {
    throw createError(`${name} can't start from latents. Choose another model.`);
  }
  return source;
}

/** The size that a source asks for when the request names none: latents as they are, pictures cut to the multiple. */
export function fitToMultiple(source: Source, { sizeMultiple }: ModelFacts, largestEdge: number): PictureSize {
  const { width, height } = source;
  if (isLatentPicture(source)) return { width, height };
  const fit = (pixels: number) => Math.max(1, Math.floor(Math.min(pixels, largestEdge) / sizeMultiple)) * sizeMultiple;
  return { width: fit(width), height: fit(height) };
}

/** Latents can't be fitted: they must have the size that is painted. */
export function requireLatentSize(source: Source | undefined, { width, height }: PictureSize): void {
  if (source === undefined || !isLatentPicture(source)) return;
  if (source.width === width && source.height === height) return;
  throw createError(
    `The source's latents are of ${source.width} × ${source.height} pixels, which can't be fitted to ${width} × ${height}. Leave width and height out.`,
  );
}

/** The share of a picture that may change; `undefined` for pictures from noise. */
export function resolveStrength(
  request: TextToImageRequest | ImageToImageRequest,
  steps: number,
  { defaults, family }: ModelFacts,
): number | undefined {
  if (!('source' in request)) return undefined;
  const usual =
    family !== undefined && 'mask' in request ? getFamily(family).defaults.inpaintingStrength : defaults.strength;
  const strength = request.strength ?? usual;
  const isRange = strength > 0 && strength <= 1;
  // Where it shortens the schedule, the scheduler says how much it needs.
  const runsAll = family !== undefined && getFamily(family).strengthShortens === 'schedule';
  if (isRange && (runsAll || request.denoisingStart !== undefined || Math.trunc(steps * strength) >= 1))
    return strength;
  throw new InvalidSettingsError(
    'strength',
    `The strength can't be ${strength}: give a number up to 1 that leaves at least one of the ${steps} steps, so ${1 / steps} or more. For the picture as it is, take the source itself.`,
  );
}

function createError(message: string): InvalidSettingsError {
  return new InvalidSettingsError('source', message);
}
