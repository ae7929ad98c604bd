import { InvalidSettingsError, UnsupportedSizeError } from '../errors.ts';
import type { ModelFacts } from '../model-folder/model-facts.ts';
import type { InpaintingRequest } from '../pipelines/inpainting-request.ts';
import type {
  ImageToImageRequest,
  NoiseVariation,
  ResolvedSettings,
  TextToImageRequest,
} from '../pipelines/text-to-image-types.ts';
import { requirePreviewSettings } from '../previews/preview-maker.ts';
import { requireOneOf } from './require-one-of.ts';
import { resolveFamilySettings } from './resolve-family-settings.ts';
import { isInpainting, requireMask } from './resolve-mask.ts';
import { resolvePromptSettings } from './resolve-prompt-settings.ts';
import { fitToMultiple, isLatentPicture, requireLatentSize, requireSource, resolveStrength } from './resolve-source.ts';

const LARGEST_EDGE = 4096;
const MOST_STEPS = 1000;
const HIGHEST_GUIDANCE = 50;
const MOST_PICTURES = 16;
const HIGHEST_SEED = 2n ** 63n - 1n;
const outputs = ['picture', 'latents'] as const;

/** The settings that a request asks for, with the model's defaults for the others; throws for what can't be followed. */
export function resolveSettings(
  request: TextToImageRequest | ImageToImageRequest | InpaintingRequest,
  facts: ModelFacts,
): ResolvedSettings {
  const { defaults } = facts;
  requireMask(request, facts);
  const source = requireSource(request, facts);
  const paintsRegion = isInpainting(request) && request.maskPadding !== undefined;
  const takesUsualSize =
    source === undefined || paintsRegion || (facts.sizes !== undefined && !isLatentPicture(source));
  const usualSize = takesUsualSize ? defaults : fitToMultiple(source, facts, LARGEST_EDGE);
  const width = request.width ?? usualSize.width;
  const height = request.height ?? usualSize.height;
  requireSize('width', width, facts);
  requireSize('height', height, facts);
  requirePaintedSize(width, height, facts);
  requireLatentSize(source, { width, height });
  const schedule = resolveSchedule(request, defaults.steps);
  const { steps } = schedule;
  const prompts = resolvePromptSettings(request);
  const count = requireInteger('count', request.count ?? 1, MOST_PICTURES);
  const pictures = requirePictures(prompts.prompts.length, count);
  const seeds = resolveSeeds(request.seed, pictures);
  requireVariation(request.variation, pictures);
  requirePreviewSettings(request);
  requireOneOf('output', request.output ?? 'picture', outputs);
  return {
    ...prompts,
    width,
    height,
    ...schedule,
    guidanceScale: requireGuidanceScale(request.guidanceScale ?? defaults.guidanceScale),
    seed: seeds[0]!,
    seeds,
    count,
    scheduler: findSchedulerName(request) ?? defaults.scheduler,
    strength: resolveStrength(request, steps, facts),
    ...resolveFamilySettings(request, facts, { width, height }),
  };
}

/** A number of steps, or the timesteps or noise levels that the request gives instead. */
function resolveSchedule(
  { steps, timesteps, sigmas }: TextToImageRequest,
  usualSteps: number,
): Pick<ResolvedSettings, 'steps' | 'timesteps' | 'sigmas'> {
  const given = Object.entries({ steps, timesteps, sigmas }).filter(([, value]) => value !== undefined);
  if (given.length > 1) {
    const names = given.map(([name]) => name).join(' and ');
    throw new InvalidSettingsError(given[1]![0], `The request has ${names}, which exclude each other. Give one.`);
  }
  for (const [field, list, most] of [
    ['timesteps', timesteps, MOST_STEPS],
    ['sigmas', sigmas, MOST_STEPS + 1],
  ] as const) {
    if (
      list === undefined ||
      (Array.isArray(list) && list.length >= 1 && list.length <= most && list.every(Number.isFinite))
    )
      continue;
    throw new InvalidSettingsError(
      field,
      `The ${field} must be a list of 1 to ${most} numbers. Give such a list, or leave it out.`,
    );
  }
  const count = timesteps?.length ?? sigmas?.length ?? steps ?? usualSteps;
  return { steps: sigmas === undefined ? requireInteger('steps', count, MOST_STEPS) : count, timesteps, sigmas };
}

function findSchedulerName({ scheduler }: TextToImageRequest): string | undefined {
  return typeof scheduler === 'object' ? scheduler.className : scheduler;
}

function requireSize(field: 'width' | 'height', pixels: number, { sizeMultiple }: ModelFacts): void {
  if (Number.isSafeInteger(pixels) && pixels >= sizeMultiple && pixels <= LARGEST_EDGE && pixels % sizeMultiple === 0) {
    return;
  }
  throw new InvalidSettingsError(
    field,
    `A ${field} of ${pixels} pixels isn't possible: give a multiple of ${sizeMultiple} from ${sizeMultiple} to ${LARGEST_EDGE}.`,
  );
}

function requirePaintedSize(width: number, height: number, { sizes, name }: ModelFacts): void {
  if (sizes === undefined || sizes.some((size) => size.width === width && size.height === height)) return;
  const painted = sizes.map((size) => `${size.width} × ${size.height}`).join(', ');
  throw new UnsupportedSizeError(
    `${name} doesn't paint ${width} × ${height}; it paints ${painted}. Choose one of these, or another model.`,
    sizes,
  );
}

function requireInteger(field: string, value: number, highest: number): number {
  if (Number.isSafeInteger(value) && value >= 1 && value <= highest) return value;
  throw new InvalidSettingsError(field, `The ${field} can't be ${value}: give a whole number from 1 to ${highest}.`);
}

function requireGuidanceScale(value: number): number {
  if (Number.isFinite(value) && value >= 0 && value <= HIGHEST_GUIDANCE) return value;
  throw new InvalidSettingsError(
    'guidanceScale',
    `The guidanceScale can't be ${value}: give a number from 0 to ${HIGHEST_GUIDANCE}; about 7 is usual.`,
  );
}

/** The pictures of a request: `count` of each prompt. */
function requirePictures(prompts: number, count: number): number {
  const pictures = prompts * count;
  if (pictures <= MOST_PICTURES) return pictures;
  throw new InvalidSettingsError(
    count > 1 ? 'count' : 'prompt',
    `${prompts} prompts with a count of ${count} are ${pictures} pictures, but a request has at most ${MOST_PICTURES}. Make several requests.`,
  );
}

function requireVariation(variation: NoiseVariation | undefined, pictures: number): void {
  if (variation === undefined) return;
  requireSeed(variation.seed, pictures);
  if (variation.strength >= 0 && variation.strength <= 1) return;
  throw new InvalidSettingsError(
    'variation.strength',
    `A variation's strength can't be ${variation.strength}: give a number from 0 (the same picture) to 1.`,
  );
}

/** A seed for each picture: counted up from one, or those of a list. */
function resolveSeeds(seed: TextToImageRequest['seed'], pictures: number): readonly bigint[] {
  if (typeof seed !== 'object') {
    const first = requireSeed(seed, pictures);
    return Array.from({ length: pictures }, (_, picture) => first + BigInt(picture));
  }
  if (Array.isArray(seed) && seed.length === pictures) return seed.map((each) => requireSeed(each, 1));
  throw new InvalidSettingsError(
    'seed',
    `There are ${Array.isArray(seed) ? seed.length : 'no'} seeds in the list for ${pictures} pictures. Give one for each, or a single one to count up from.`,
  );
}

function requireSeed(seed: bigint | number, count: number): bigint {
  const exact = typeof seed === 'bigint' ? seed : Number.isSafeInteger(seed) ? BigInt(seed) : -1n;
  if (exact >= 0n && exact + BigInt(count) - 1n <= HIGHEST_SEED) return exact;
  throw new InvalidSettingsError(
    'seed',
    `The seed can't be ${seed}: give a whole number from 0 to ${HIGHEST_SEED} (less the pictures after the first), as a bigint beyond ${Number.MAX_SAFE_INTEGER}.`,
  );
}
