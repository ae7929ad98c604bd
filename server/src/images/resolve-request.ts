import { type ImageRequest, type ImageSettings, OutputFormat } from '@starweave/contract';
import { type FieldViolation, InvalidRequestError } from '../errors.ts';
import type { ImageVariation, ResolvedImageRequest } from '../jobs/job-record.ts';
import type { ImageModel } from '../models/model-registry.ts';
import { roundFloat32 } from './round-float32.ts';
import { applyStyle, findStyle, listStyles, type StylePreset } from './styles.ts';

const longestPrompt = 10_000;
const mostPictures = 16;
const largestSeed = 2n ** 63n - 1n;
const largestInt32 = 2 ** 31 - 1;
const smallestSide = 8;
const largestSide = 4096;

export interface ResolveOptions {
  readonly model: ImageModel;
  /** A random whole number from 0 to `limit` − 1. */
  readonly randomInteger: (limit: number) => number;
  readonly variation?: ImageVariation | undefined;
}

/**
 * Decides every setting of a request: what is not sent takes the model's default, an explicit bad value is refused.
 *
 * Throws InvalidRequestError with every field at fault, by its path in the contract, and what is allowed there.
 */
export function resolveImageRequest(request: ImageRequest, options: ResolveOptions): ResolvedImageRequest {
  const violations: FieldViolation[] = [];
  const check: Check = (field, isAllowed, description) => {
    if (!isAllowed) violations.push({ field, description });
  };
  const { model, variation } = options;
  const prompts = resolvePrompts(request, check);
  const style = resolveStyle(request.settings?.style, model, check);
  const painted = applyStyle(prompts, style);
  const count = resolveCount(request.count, check);
  const resolved: ResolvedImageRequest = {
    ...prompts,
    modelPrompt: painted.prompt,
    modelNegativePrompt: painted.negativePrompt,
    model: model.id,
    modelHash: model.hash,
    ...resolveSize(request.settings, model, check),
    ...resolveSampling(request.settings, model, check),
    style: style?.id ?? '',
    seed: resolveSeed(request.settings, { count, randomInteger: options.randomInteger }, check),
    count,
    format: resolveFormat(request.outputFormat, check),
    ...(variation && { variation }),
  };
  if (violations.length > 0) throw new InvalidRequestError(violations);
  return resolved;
}

type Check = (field: string, isAllowed: boolean, description: string) => void;

function resolvePrompts(request: ImageRequest, check: Check): { prompt: string; negativePrompt: string } {
  const prompt = (request.prompt ?? '').trim();
  const negativePrompt = (request.negativePrompt ?? '').trim();
  check('prompt', prompt !== '', `Say what to paint, in 1 to ${formatNumber(longestPrompt)} characters.`);
  for (const [field, text] of [
    ['prompt', prompt],
    ['negative_prompt', negativePrompt],
  ] as const) {
    const limit = formatNumber(longestPrompt);
    check(field, text.length <= longestPrompt, `At most ${limit} characters; this has ${formatNumber(text.length)}.`);
    check(field, !text.includes('\0'), 'It contains a null character; leave it out.');
    check(field, text.isWellFormed(), 'It contains half of a surrogate pair, which is not Unicode text.');
  }
  return { prompt, negativePrompt };
}

function resolveStyle(name: string | undefined, model: ImageModel, check: Check): StylePreset | undefined {
  if (name === undefined || name.trim() === '') return undefined;
  const style = findStyle(model, name);
  const known = listStyles(model).map(({ id }) => id);
  const allowed = known.length === 0 ? `The model "${model.id}" has no styles.` : `Known styles: ${known.join(', ')}.`;
  check('settings.style', style !== undefined, `There is no style "${shorten(name)}". ${allowed}`);
  return style;
}

function resolveCount(sent: number | undefined, check: Check): number {
  const count = sent ?? 1;
  const isAllowed = Number.isInteger(count) && count >= 1 && count <= mostPictures;
  check('count', isAllowed, `1 to ${mostPictures} pictures; this asks for ${count}.`);
  return isAllowed ? count : 1;
}

function resolveSize(
  settings: ImageSettings | undefined,
  { id, facts }: ImageModel,
  check: Check,
): { width: number; height: number } {
  const width = settings?.width ?? facts.defaults.width;
  const height = settings?.height ?? facts.defaults.height;
  if (facts.sizes !== undefined) {
    const sizes = facts.sizes.map((size) => `${size.width}x${size.height}`).join(', ');
    const isAllowed = facts.sizes.some((size) => size.width === width && size.height === height);
    const field = settings?.width === undefined && settings?.height !== undefined ? 'height' : 'width';
    const reason = `The model "${id}" does not paint ${width}x${height}. It paints: ${sizes}.`;
    check(`settings.${field}`, isAllowed, reason);
    return { width, height };
  }
  const multiple = facts.sizeMultiple;
  const smallest = Math.ceil(smallestSide / multiple) * multiple;
  for (const [field, pixels] of [
    ['width', width],
    ['height', height],
  ] as const) {
    const isAllowed = pixels >= smallest && pixels <= largestSide && pixels % multiple === 0;
    const range = `${smallest} to ${largestSide} pixels in steps of ${multiple}`;
    check(`settings.${field}`, isAllowed, `The model "${id}" paints ${range}; this is ${pixels}.`);
  }
  return { width, height };
}

function resolveSampling(
  settings: ImageSettings | undefined,
  model: ImageModel,
  check: Check,
): Pick<ResolvedImageRequest, 'steps' | 'guidanceScale' | 'scheduler'> {
  const { defaults, schedulers, unfitSchedulers } = model.facts;
  const steps = settings?.steps ?? defaults.steps;
  check('settings.steps', Number.isInteger(steps) && steps >= 1 && steps <= 1000, `1 to 1000; this is ${steps}.`);
  const guidanceScale = settings?.guidanceScale ?? defaults.guidanceScale;
  const isInRange = guidanceScale >= 0 && guidanceScale <= 50;
  check('settings.guidance_scale', isInRange, `A number from 0 to 50; this is ${guidanceScale}.`);
  const sent = settings?.scheduler;
  const scheduler = sent === undefined || sent === '' ? defaults.scheduler : sent;
  const isKnown = scheduler === defaults.scheduler || schedulers.includes(scheduler);
  const unfit = unfitSchedulers.find(({ name }) => name === scheduler);
  const refusal =
    unfit === undefined
      ? `There is no scheduler "${shorten(scheduler)}".`
      : `The model "${model.id}" doesn't paint with ${scheduler}. ${unfit.reason}`;
  check('settings.scheduler', isKnown, `${refusal} Known schedulers: ${schedulers.join(', ')}.`);
  return { steps, guidanceScale: roundFloat32(guidanceScale), scheduler };
}

function resolveSeed(
  settings: ImageSettings | undefined,
  { count, randomInteger }: { count: number; randomInteger: (limit: number) => number },
  check: Check,
): string {
  const wide = settings?.seed64;
  const sent = wide ?? settings?.seed;
  // The last picture's seed stays within 32 bits as well, so that `seed` and `seed_64` say the same.
  if (sent === undefined) return `${randomInteger(largestInt32 - mostPictures)}`;
  const seed = BigInt(sent);
  const [field, limit] = wide === undefined ? (['seed', '2147483647'] as const) : (['seed_64', '2^63 - 1'] as const);
  const isAllowed = seed >= 0n && seed + BigInt(count - 1) <= largestSeed;
  check(`settings.${field}`, isAllowed, `0 to ${limit} (picture i takes the seed + i); this is ${seed}.`);
  return `${seed}`;
}

function resolveFormat(sent: OutputFormat | undefined, check: Check): ResolvedImageRequest['format'] {
  switch (sent) {
    case OutputFormat.JPEG:
      return 'jpeg';
    case OutputFormat.WEBP:
      return 'webp';
    case undefined:
    case OutputFormat.UNSPECIFIED:
    case OutputFormat.PNG:
      return 'png';
    default:
      check('output_format', false, 'One of OUTPUT_FORMAT_PNG, OUTPUT_FORMAT_JPEG, OUTPUT_FORMAT_WEBP.');
      return 'png';
  }
}

function formatNumber(value: number): string {
  return value.toLocaleString('en-US');
}

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
