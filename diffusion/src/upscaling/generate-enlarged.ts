import { InvalidSettingsError } from '../errors.ts';
import type { ModelFacts, PictureSize } from '../model-folder/model-facts.ts';
import { fitPicture } from '../pictures/fit-picture.ts';
import type { TextToImagePipeline } from '../pipelines/text-to-image-pipeline.ts';
import type {
  GeneratedImage,
  ImageToImageRequest,
  LatentPicture,
  PromptTexts,
  ResolvedSettings,
  RgbImage,
  StepProgress,
  TextToImageRequest,
  TextToImageResult,
} from '../pipelines/text-to-image-types.ts';
import { enlargeLatents } from './enlarge-latents.ts';
import type { Upscaler } from './load-upscaler.ts';

/** How the second pass goes. */
export interface Enlargement {
  /** Above 1 to 4 (default 2); edges are cut down to the model's multiple. */
  readonly factor?: number;
  /**
   * What is enlarged between the passes: the picture by Lanczos (`picture`, the default), its latents by straight lines
   * (`latents`: softer, needs no encoder and no decoding), or the picture by an upscaler of yours, fitted to the size.
   */
  readonly by?: 'picture' | 'latents' | Upscaler;
  /** How much of the enlarged picture may change, above 0 to 1 (default 0.5). */
  readonly strength?: number;
  /** Of the second pass, of which `strength` is run (default: the request's). */
  readonly steps?: number;
}

/** One step that is done, in the first pass (the small picture) or the second. */
export interface EnlargedProgress extends StepProgress {
  readonly pass: 1 | 2;
}

/** What to paint, small first. */
export interface EnlargedRequest extends Omit<TextToImageRequest, 'onStep' | 'output' | 'denoisingEnd'> {
  /** How the second pass goes; every part of it has a default. */
  readonly enlargement?: Enlargement;
  /** Called after every step of both passes; awaited. What it throws ends the request. */
  readonly onStep?: (progress: EnlargedProgress) => void | Promise<void>;
}

/** The pictures of both passes. */
export interface EnlargedResult {
  /** The large pictures. */
  readonly images: readonly GeneratedImage[];
  /** The settings of the first pass and of the second. */
  readonly settings: readonly [small: ResolvedSettings, large: ResolvedSettings];
  /** What the first pass gave; its `latents` in place of its `images` where these are enlarged. */
  readonly small: TextToImageResult;
}

type TextField = keyof PromptTexts;

const usualFactor = 2;
const LARGEST_FACTOR = 4;
const usualStrength = 0.5;

/**
 * Paint a picture small, where models compose best, enlarge it, and paint it over at the large size with a low strength:
 * what others call the hires fix. Works with every pipeline that paints out of pictures (or `latents`) and whose sizes
 * allow the large one; both passes are checked before anything runs.
 *
 * Every picture has the same prompt and seed in both passes, so that it equals `generate` for the small picture followed by `generate` with
 * the enlarged one as `source`.
 *
 * @throws InvalidSettingsError for a factor beyond 1 to 4 and for all that `generate` refuses
 * @throws UnsupportedSizeError when the model doesn't paint the large size
 * @throws ModelRunError when a network fails
 */
export async function generateEnlarged(
  pipeline: TextToImagePipeline,
  request: EnlargedRequest,
): Promise<EnlargedResult> {
  const { enlargement = {}, onStep, onImage, ...first } = request;
  const { by = 'picture' } = enlargement;
  const small = pipeline.resolveSettings(first);
  const size = computeLargeSize(small, pipeline.facts, enlargement.factor ?? usualFactor);
  const second = { ...withoutNoise(first), ...size, ...createSecondPass(enlargement) };
  const large = pipeline.resolveSettings({ ...second, source: createPlaceholder(by, size, pipeline.facts) });
  const pictures = small.seeds.length;
  const painted = await pipeline.generate({
    ...first,
    output: by === 'latents' ? 'latents' : 'picture',
    ...(onStep && { onStep: (progress: StepProgress) => onStep({ ...progress, pass: 1 }) }),
  });
  const images: GeneratedImage[] = [];
  for (let picture = 0; picture < pictures; picture += 1) {
    const source = await enlarge(painted, { picture, by, size, pipeline, signal: request.signal });
    const progressOf = { picture, pictures, pass: 2 as const };
    const result = await pipeline.generate({
      ...pickPicture(second, small, picture),
      source,
      ...(onStep && { onStep: (progress: StepProgress) => onStep({ ...progress, ...progressOf }) }),
    });
    const image = result.images[0]!;
    images.push(image);
    await onImage?.(image, picture);
  }
  return { images, settings: [small, large], small: painted };
}

/** The request for one picture alone: its own prompt, its own seed. */
function pickPicture<Pass extends Pick<TextToImageRequest, TextField>>(
  request: Pass,
  { seeds, count }: ResolvedSettings,
  picture: number,
) {
  const prompt = Math.floor(picture / count);
  const pick = (field: TextField) => {
    const texts = request[field];
    if (texts === undefined) return {};
    return { [field]: typeof texts === 'string' ? texts : texts[prompt]! };
  };
  const texts = { ...pick('prompt'), ...pick('negativePrompt'), ...pick('prompt2'), ...pick('negativePrompt2') };
  return { ...request, ...texts, count: 1, seed: seeds[picture]! };
}

function computeLargeSize({ width, height }: PictureSize, facts: ModelFacts, factor: number): PictureSize {
  if (!(factor > 1 && factor <= LARGEST_FACTOR)) {
    throw new InvalidSettingsError(
      'enlargement.factor',
      `The enlargement's factor can't be ${factor}: give a number above 1, up to ${LARGEST_FACTOR}.`,
    );
  }
  const cut = (pixels: number) => Math.floor((pixels * factor) / facts.sizeMultiple + 1e-9) * facts.sizeMultiple;
  return { width: cut(width), height: cut(height) };
}

function createSecondPass({ strength = usualStrength, steps }: Enlargement) {
  return { strength, ...(steps !== undefined && { steps }) };
}

/** The first pass has used up the noise that a request may bring, and the blend of the seed's own. */
function withoutNoise({ latents: _, variation: __, ...request }: Omit<TextToImageRequest, 'onStep'>) {
  return request;
}

/** Something of the right kind and size, for the check before anything runs. */
function createPlaceholder(
  by: NonNullable<Enlargement['by']>,
  { width, height }: PictureSize,
  facts: ModelFacts,
): ImageToImageRequest['source'] {
  if (by !== 'latents') return { width, height, rgb: new Uint8Array(width * height * 3) };
  return { width, height, latents: new Float32Array(computeLatentCount({ width, height }, facts)) };
}

function computeLatentCount({ width, height }: PictureSize, { latentSpace }: ModelFacts): number {
  const { channels, scaleFactor } = latentSpace!;
  return (channels * width * height) / scaleFactor ** 2;
}

interface EnlargeOptions {
  readonly picture: number;
  readonly by: NonNullable<Enlargement['by']>;
  readonly size: PictureSize;
  readonly pipeline: TextToImagePipeline;
  readonly signal: AbortSignal | undefined;
}

async function enlarge(painted: TextToImageResult, options: EnlargeOptions): Promise<RgbImage | LatentPicture> {
  const { picture, by, size, signal } = options;
  if (by === 'latents') return enlargeLatentPicture(painted.latents[picture]!, options);
  const image = painted.images[picture]!;
  if (by === 'picture') return await fitPicture(image, size);
  return await fitPicture(await by.upscale(image, signal ? { signal } : {}), size);
}

function enlargeLatentPicture(
  { width, height, latents }: LatentPicture,
  { size, pipeline }: EnlargeOptions,
): LatentPicture {
  const { channels, scaleFactor } = pipeline.facts.latentSpace!;
  const dims = [channels, height / scaleFactor, width / scaleFactor] as const;
  const target = { width: size.width / scaleFactor, height: size.height / scaleFactor };
  return { ...size, latents: enlargeLatents(latents, dims, { ...target, method: 'bilinear' }) };
}
