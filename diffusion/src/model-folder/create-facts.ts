import path from 'node:path';
import type { ModelFault } from '../errors.ts';
import type { ModelTask } from '../families/family-names.ts';
import type { ModelFamily } from '../families/model-family.ts';
import { stableDiffusion } from '../families/stable-diffusion.ts';
import type { JsonObject } from '../tokenizers/tokenizer-files.ts';
import type { LatentSpace } from './latent-space.ts';
import type { ModelDefaults, ModelFacts, PictureSize } from './model-facts.ts';
import { findModelSchedulers, type ModelSchedulers } from './model-schedulers.ts';
import { findHalvings, findNumber } from './read-numbers.ts';
import type { StarweaveJson } from './starweave-json.ts';

const smallestSizeMultiple = 8;
/** Models that were distilled to a few steps without guidance are told by their name alone. */
const TURBO = /turbo/i;
const turboDefaults = { steps: 4, guidanceScale: 0 };

/** What `createFacts` makes facts of, as far as it could be read. */
export interface FactSources {
  readonly faults: readonly ModelFault[];
  readonly index?: JsonObject | undefined;
  readonly pipeline?: string | undefined;
  readonly family?: ModelFamily | undefined;
  readonly starweave?: StarweaveJson | undefined;
  readonly unetConfig?: JsonObject | undefined;
  readonly latentSpace?: LatentSpace | undefined;
  readonly scheduler?: unknown;
  readonly schedulerConfig?: JsonObject | undefined;
  readonly hasEncoder?: boolean;
  readonly hasPreview?: boolean;
  readonly readsMask?: boolean;
  readonly sizeBytes?: number;
}

/** A model's facts, from what could be read of its folder. */
export function createFacts(folder: string, sources: FactSources): ModelFacts {
  const { starweave } = sources;
  const id = starweave?.id ?? path.basename(path.resolve(folder));
  const { scaleFactor } = sources.latentSpace ?? (sources.family ?? stableDiffusion).usualLatentSpace;
  // An exported U-Net can't pad, so that latents must be a multiple of how far it shrinks them.
  const sizeMultiple = scaleFactor * 2 ** (findHalvings(sources.unetConfig) ?? 0);
  const defaults = createDefaults(sources, { id, scaleFactor });
  return {
    folder,
    id,
    name: starweave?.name ?? id,
    description: starweave?.description,
    license: starweave?.license,
    pipeline: sources.pipeline ?? 'unknown',
    family: sources.family?.name,
    tasks: listTasks(sources),
    sizes: starweave?.sizes,
    sizeMultiple: Math.max(smallestSizeMultiple, sizeMultiple),
    latentSpace: sources.latentSpace,
    defaults,
    ...listModelSchedulers(sources, defaults),
    styles: starweave?.styles ?? [],
    vocabulary: starweave?.vocabulary,
    hasPreview: sources.hasPreview ?? starweave?.latentRgb !== undefined,
    hasEncoder: sources.hasEncoder ?? false,
    sizeBytes: sources.sizeBytes ?? 0,
    faults: sources.faults,
  };
}

function listModelSchedulers({ schedulerConfig, family }: FactSources, { steps }: ModelDefaults): ModelSchedulers {
  if (schedulerConfig === undefined || family === undefined) return { schedulers: [], unfitSchedulers: [] };
  return findModelSchedulers(schedulerConfig, family, steps);
}

/** What the family can do, less what needs an encoder that isn't there, or a U-Net that doesn't wait for a mask. */
function listTasks({ family, hasEncoder, readsMask }: FactSources): readonly ModelTask[] {
  return (family?.tasks ?? []).filter((task) => {
    if (readsMask === true && task !== 'inpainting') return false;
    return task === 'text-to-image' || hasEncoder === true;
  });
}

function createDefaults(sources: FactSources, model: { id: string; scaleFactor: number }): ModelDefaults {
  const { starweave, unetConfig, scheduler, family = stableDiffusion } = sources;
  const sampleSize = findNumber(unetConfig, 'sample_size') ?? family.defaults.sampleSize;
  const edge = sampleSize * model.scaleFactor;
  const size: PictureSize = starweave?.sizes?.[0] ?? { width: edge, height: edge };
  const isTurbo = TURBO.test(`${model.id} ${sources.index?._name_or_path ?? ''}`);
  const usual = isTurbo ? turboDefaults : family.defaults;
  return {
    width: size.width,
    height: size.height,
    steps: starweave?.defaults.steps ?? usual.steps,
    guidanceScale: starweave?.defaults.guidanceScale ?? usual.guidanceScale,
    strength: family.defaults.strength,
    scheduler: typeof scheduler === 'string' ? scheduler : 'unknown',
  };
}
