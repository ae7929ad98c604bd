import { InvalidSettingsError } from '../errors.ts';
import { getFamily } from '../families/family-registry.ts';
import type { FamilyOption } from '../families/model-family.ts';
import type { CropCorner, ResolvedSizeConditioning, SizeConditioning } from '../families/size-conditioning.ts';
import type { ModelFacts, PictureSize } from '../model-folder/model-facts.ts';
import type { ImageToImageRequest, ResolvedSettings, TextToImageRequest } from '../pipelines/text-to-image-types.ts';

const MOST_ORIGINAL_STEPS = 1000;
const MOST_SKIPPED_LAYERS = 64;
const LONGEST_EDGE = 16_384;
const HIGHEST_SCORE = 10;
const usualScore = 6;
const usualNegativeScore = 2.5;

/** The settings that only some families have, and those that shape guidance and noise. */
export type FamilySettings = Pick<
  ResolvedSettings,
  'guidanceRescale' | 'eta' | 'clipSkip' | 'originalSteps' | 'denoisingStart' | 'denoisingEnd' | 'sizeConditioning'
>;

type Request = TextToImageRequest & Partial<ImageToImageRequest>;

/** Those settings of a request with their defaults; throws for options that the model's family doesn't have. */
export function resolveFamilySettings(request: Request, facts: ModelFacts, size: PictureSize): FamilySettings {
  const options = facts.family === undefined ? [] : getFamily(facts.family).options;
  refuseUnknownOptions(request, options, facts);
  const { denoisingStart, denoisingEnd } = request;
  requireBetween('denoisingStart', denoisingStart);
  requireBetween('denoisingEnd', denoisingEnd);
  if (denoisingStart !== undefined && request.source === undefined) {
    throw new InvalidSettingsError(
      'denoisingStart',
      'A denoisingStart goes on with what another model has begun: give its latents as source, or leave it out.',
    );
  }
  if (denoisingStart !== undefined && denoisingEnd !== undefined && denoisingStart >= denoisingEnd) {
    throw new InvalidSettingsError(
      'denoisingStart',
      `The denoisingStart of ${denoisingStart} isn't before the denoisingEnd of ${denoisingEnd}. Give a smaller number.`,
    );
  }
  return {
    guidanceRescale: requireRange('guidanceRescale', request.guidanceRescale ?? 0, 1),
    eta: requireRange('eta', request.eta ?? 0, 1),
    clipSkip: requireWhole('clipSkip', request.clipSkip ?? 0, [0, MOST_SKIPPED_LAYERS]),
    originalSteps:
      request.originalSteps && requireWhole('originalSteps', request.originalSteps, [1, MOST_ORIGINAL_STEPS]),
    denoisingStart,
    denoisingEnd,
    sizeConditioning: options.includes('sizeConditioning')
      ? resolveSizeConditioning(request.sizeConditioning ?? {}, size)
      : undefined,
  };
}

function refuseUnknownOptions(request: Request, options: readonly FamilyOption[], facts: ModelFacts): void {
  const familyOptions: readonly FamilyOption[] = [
    'prompt2',
    'negativePrompt2',
    'originalSteps',
    'sizeConditioning',
    'denoisingStart',
    'denoisingEnd',
  ];
  const unknown = familyOptions.find((option) => request[option] !== undefined && !options.includes(option));
  if (unknown !== undefined) {
    throw new InvalidSettingsError(unknown, `${facts.name} has no option "${unknown}". Leave it out.`);
  }
  if (request.clipSkip === undefined || request.clipSkip === 0 || options.includes('clipSkip')) return;
  throw new InvalidSettingsError(
    'clipSkip',
    `${facts.name} was exported with the last states of its text encoder only, so its layers can't be skipped. Leave clipSkip out, or export a text encoder that has fewer layers.`,
  );
}

function resolveSizeConditioning(given: SizeConditioning, size: PictureSize): ResolvedSizeConditioning {
  const corner = { top: 0, left: 0 };
  return {
    originalSize: requireEdges('originalSize', given.originalSize ?? size),
    cropCorner: requireCorner('cropCorner', given.cropCorner ?? corner),
    targetSize: requireEdges('targetSize', given.targetSize ?? size),
    negativeOriginalSize:
      given.negativeOriginalSize && requireEdges('negativeOriginalSize', given.negativeOriginalSize),
    negativeCropCorner: requireCorner('negativeCropCorner', given.negativeCropCorner ?? corner),
    negativeTargetSize: given.negativeTargetSize && requireEdges('negativeTargetSize', given.negativeTargetSize),
    aestheticScore: requireRange('sizeConditioning.aestheticScore', given.aestheticScore ?? usualScore, HIGHEST_SCORE),
    negativeAestheticScore: requireRange(
      'sizeConditioning.negativeAestheticScore',
      given.negativeAestheticScore ?? usualNegativeScore,
      HIGHEST_SCORE,
    ),
  };
}

function requireEdges(name: string, { width, height }: PictureSize): PictureSize {
  const range = [1, LONGEST_EDGE] as const;
  return {
    width: requireWhole(`sizeConditioning.${name}.width`, width, range),
    height: requireWhole(`sizeConditioning.${name}.height`, height, range),
  };
}

function requireCorner(name: string, { top, left }: CropCorner): CropCorner {
  const range = [0, LONGEST_EDGE] as const;
  return {
    top: requireWhole(`sizeConditioning.${name}.top`, top, range),
    left: requireWhole(`sizeConditioning.${name}.left`, left, range),
  };
}

function requireWhole(field: string, value: number, [lowest, highest]: readonly [number, number]): number {
  if (Number.isSafeInteger(value) && value >= lowest && value <= highest) return value;
  throw new InvalidSettingsError(
    field,
    `The ${field} can't be ${value}: give a whole number from ${lowest} to ${highest}.`,
  );
}

function requireRange(field: string, value: number, highest: number): number {
  if (value >= 0 && value <= highest) return value;
  throw new InvalidSettingsError(field, `The ${field} can't be ${value}: give a number from 0 to ${highest}.`);
}

function requireBetween(field: string, value: number | undefined): void {
  if (value === undefined || (value > 0 && value < 1)) return;
  throw new InvalidSettingsError(field, `The ${field} can't be ${value}: give a number above 0 and below 1.`);
}
