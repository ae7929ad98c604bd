import { InvalidSettingsError } from '../errors.ts';
import type { PictureSize } from '../model-folder/model-facts.ts';
import { requirePicture, requireResultSize } from '../pictures/picture-limits.ts';
import type { LatentPicture, RgbImage } from '../pipelines/text-to-image-types.ts';
import type { DiffusionUpscaleRequest } from './diffusion-upscaler.ts';
import type { UpscalerParts } from './read-upscaler-folder.ts';

const usual = { steps: 75, guidanceScale: 9, noiseLevel: 20 };
const HIGHEST_SEED = 2n ** 63n - 1n;
const LONGEST_PROMPT = 10_000;

/** A request with every default filled in. */
export interface ResolvedUpscale {
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly steps: number;
  readonly guidanceScale: number;
  readonly noiseLevel: number;
  readonly seed: bigint;
  /** Of the small picture, once it is cut. */
  readonly size: PictureSize;
}

/** The settings of a request; throws `InvalidSettingsError` for what can't be followed. */
export function resolveUpscaleRequest(request: DiffusionUpscaleRequest, parts: UpscalerParts): ResolvedUpscale {
  const { steps = usual.steps, guidanceScale = usual.guidanceScale, image } = request;
  if (parts.kind === 'latents' && request.noiseLevel !== undefined) {
    throw new InvalidSettingsError('noiseLevel', 'The latent upscaler has no noiseLevel. Leave it out.');
  }
  const scale = parts.kind === 'latents' ? 2 : 4;
  const size = isLatents(image) ? requireLatents(image, parts) : cutToMultiple(image, parts);
  requireResultSize('image', size.width * scale, size.height * scale);
  return {
    prompt: requirePrompt('prompt', request.prompt ?? ''),
    negativePrompt: requirePrompt('negativePrompt', request.negativePrompt ?? ''),
    steps: requireNumber('steps', steps, { lowest: 1, highest: 1000, whole: true }),
    guidanceScale: requireNumber('guidanceScale', guidanceScale, { lowest: 0, highest: 50 }),
    noiseLevel: requireNumber('noiseLevel', request.noiseLevel ?? usual.noiseLevel, {
      lowest: 0,
      highest: parts.mostNoise,
      whole: true,
    }),
    seed: requireSeed(request.seed),
    size,
  };
}

/** Whether an image is given as latents. */
export function isLatents(image: RgbImage | LatentPicture): image is LatentPicture {
  return 'latents' in image;
}

function requireLatents({ width, height, latents }: LatentPicture, parts: UpscalerParts): PictureSize {
  const { kind, latentSpace, sizeMultiple } = parts;
  const wanted = (latentSpace.channels * width * height) / latentSpace.scaleFactor ** 2;
  const least = findLeastEdge(parts);
  const fits = [width, height].every((edge) => edge >= least && edge % sizeMultiple === 0) && latents.length === wanted;
  if (kind === 'latents' && fits) return { width, height };
  throw new InvalidSettingsError(
    'image',
    kind === 'latents'
      ? `${latents.length} latents don't fit ${width} × ${height} pixels: edges must be multiples of ${sizeMultiple} from ${least} on, with ${latentSpace.channels} numbers for every ${latentSpace.scaleFactor} × ${latentSpace.scaleFactor} pixels.`
      : 'The ×4 upscaler takes pictures, not latents. Decode them first.',
  );
}

/** The ×2 U-Net mirrors latents at their edges, also where it has halved them: it needs two of them there. */
function findLeastEdge({ kind, sizeMultiple }: UpscalerParts): number {
  return kind === 'latents' ? 2 * sizeMultiple : sizeMultiple;
}

function cutToMultiple(image: RgbImage, parts: UpscalerParts): PictureSize {
  const { sizeMultiple } = parts;
  const least = findLeastEdge(parts);
  requirePicture('image', image);
  const cut = (pixels: number) => Math.floor(pixels / sizeMultiple) * sizeMultiple;
  const size = { width: cut(image.width), height: cut(image.height) };
  if (size.width >= least && size.height >= least) return size;
  throw new InvalidSettingsError(
    'image',
    `A picture of ${image.width} × ${image.height} pixels is too small for this upscaler: ${least} × ${least} is the least. Enlarge it with enlargePicture.`,
  );
}

function requirePrompt(field: string, text: string): string {
  if (typeof text === 'string' && text.length <= LONGEST_PROMPT && !text.includes('\0')) return text;
  throw new InvalidSettingsError(
    field,
    `The ${field} must be a text of at most ${LONGEST_PROMPT} characters, without null characters.`,
  );
}

function requireNumber(
  field: string,
  value: number,
  { lowest, highest, whole = false }: { readonly lowest: number; readonly highest: number; readonly whole?: boolean },
): number {
  if (value >= lowest && value <= highest && (!whole || Number.isSafeInteger(value))) return value;
  throw new InvalidSettingsError(
    field,
    `The ${field} can't be ${value}: give a ${whole ? 'whole ' : ''}number from ${lowest} to ${highest}.`,
  );
}

function requireSeed(seed: bigint | number): bigint {
  const exact = typeof seed === 'bigint' ? seed : Number.isSafeInteger(seed) ? BigInt(seed) : -1n;
  if (exact >= 0n && exact <= HIGHEST_SEED) return exact;
  throw new InvalidSettingsError('seed', `The seed can't be ${seed}: give a whole number from 0 to ${HIGHEST_SEED}.`);
}
