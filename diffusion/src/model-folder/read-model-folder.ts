import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { ModelFault } from '../errors.ts';
import { createTokenizer } from '../tokenizers/create-tokenizer.ts';
import type { PromptTokenizer } from '../tokenizers/prompt-tokenizer.ts';
import type { JsonObject } from '../tokenizers/tokenizer-files.ts';
import { computeFolderSize, findComponentFile } from './component-files.ts';
import type { LatentSpace } from './latent-space.ts';
import { type ModelContents, requiredNetworks } from './model-contents.ts';
import type { ModelDefaults, ModelFacts, PictureSize } from './model-facts.ts';
import { createPipelineScheduler } from './pipeline-scheduler.ts';
import { findJson, findText } from './read-json.ts';
import { parseStarweaveJson, type StarweaveJson } from './starweave-json.ts';

/** Pipelines whose networks text to image knows how to feed, without a runtime's prefix. */
const knownPipelines = ['StableDiffusionPipeline', 'StableDiffusionImg2ImgPipeline'];
/** What the Stable Diffusion 1 family has where a configuration doesn't say: legacy exports have none. */
const usualLatentSpace: LatentSpace = { channels: 4, scaleFactor: 8, scalingFactor: 0.18215, shiftFactor: 0 };
const usualSteps = 30;
const usualGuidanceScale = 7.5;
const usualSampleSize = 64;
const smallestSizeMultiple = 8;

type Attempt = <T>(component: string, read: () => Promise<T>) => Promise<T | undefined>;

/** Read a model folder without loading its networks. What is wrong with it is in `facts.faults`; never throws for that. */
export async function readModelFolder(folder: string): Promise<ModelContents> {
  const faults: ModelFault[] = [];
  const attempt: Attempt = async (component, read) => {
    try {
      return await read();
    } catch (error) {
      faults.push({ component, reason: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
  };
  const isFolder = await attempt('folder', () => requireFolder(folder));
  if (isFolder === undefined) return { facts: createFacts(folder, { faults }), parts: undefined };
  const pipeline = await attempt('model_index.json', () => readPipelineName(folder));
  const starweave = await attempt('starweave.json', async () =>
    parseStarweaveJson((await findJson(path.join(folder, 'starweave.json'))) ?? {}),
  );
  const unetConfig = await attempt('unet', () => findJson(path.join(folder, 'unet', 'config.json')));
  const latentSpace = (await attempt('vae_decoder', () => readLatentSpace(folder))) ?? usualLatentSpace;
  await attempt('unet', async () => requireMatchingChannels(unetConfig, latentSpace));
  const tokenizer = await attempt('tokenizer', () => readTokenizer(path.join(folder, 'tokenizer')));
  const schedulerConfig = await attempt('scheduler', () => readSchedulerConfig(folder, starweave));
  const networkFiles = new Map<string, string>();
  for (const component of requiredNetworks) {
    const found = await findComponentFile(folder, component);
    if (found.fault === undefined) networkFiles.set(component, found.file);
    else faults.push(found.fault);
  }
  const encoder = await findComponentFile(folder, 'vae_encoder');
  if (encoder.file !== undefined) networkFiles.set('vae_encoder', encoder.file);
  const facts = createFacts(folder, {
    faults,
    pipeline,
    starweave,
    unetConfig,
    latentSpace,
    scheduler: starweave?.defaults.scheduler ?? schedulerConfig?._class_name,
    hasEncoder: encoder.file !== undefined,
    sizeBytes: await computeFolderSize(folder),
  });
  if (faults.length > 0 || tokenizer === undefined || schedulerConfig === undefined) return { facts, parts: undefined };
  const { latentRgb, synonyms = new Map<string, string>() } = starweave ?? {};
  return { facts, parts: { networkFiles, tokenizer, schedulerConfig, latentSpace, latentRgb, synonyms } };
}

async function requireFolder(folder: string): Promise<true> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) throw new Error('There is no such folder. Check the path.');
  return true;
}

async function readPipelineName(folder: string): Promise<string> {
  const index = await findJson(path.join(folder, 'model_index.json'));
  if (index === undefined) {
    throw new Error(
      "It is missing, so this isn't a Hugging Face pipeline folder. Check the path, or export the model again.",
    );
  }
  const name = String(index._class_name ?? '').replace(/^(ORT|Onnx)/, '');
  if (!knownPipelines.includes(name)) {
    throw new Error(`The pipeline "${name}" isn't supported; supported are ${knownPipelines.join(' and ')}.`);
  }
  return name;
}

async function readLatentSpace(folder: string): Promise<LatentSpace> {
  const config =
    (await findJson(path.join(folder, 'vae_decoder', 'config.json'))) ??
    (await findJson(path.join(folder, 'vae', 'config.json'))) ??
    {};
  const levels = config.block_out_channels;
  return {
    channels: numberOr(config.latent_channels, usualLatentSpace.channels),
    scaleFactor: Array.isArray(levels) ? 2 ** (levels.length - 1) : usualLatentSpace.scaleFactor,
    scalingFactor: numberOr(config.scaling_factor, usualLatentSpace.scalingFactor),
    shiftFactor: numberOr(config.shift_factor, usualLatentSpace.shiftFactor),
  };
}

function requireMatchingChannels(unetConfig: JsonObject | undefined, latentSpace: LatentSpace): void {
  const channels = numberOr(unetConfig?.in_channels, latentSpace.channels);
  if (channels !== latentSpace.channels) {
    throw new Error(
      `The U-Net takes ${channels} channels, but a latent has ${latentSpace.channels}: a model for inpainting or upscaling, which text to image can't use.`,
    );
  }
}

async function readTokenizer(folder: string): Promise<PromptTokenizer> {
  return createTokenizer({
    tokenizer: await findJson(path.join(folder, 'tokenizer.json')),
    config: await findJson(path.join(folder, 'tokenizer_config.json')),
    specialTokens: await findJson(path.join(folder, 'special_tokens_map.json')),
    vocabulary: await findJson(path.join(folder, 'vocab.json')),
    merges: await findText(path.join(folder, 'merges.txt')),
  });
}

/** The scheduler's configuration, once it is sure that schedulers can be made of it. */
async function readSchedulerConfig(folder: string, starweave: StarweaveJson | undefined): Promise<JsonObject> {
  const config = await findJson(path.join(folder, 'scheduler', 'scheduler_config.json'));
  if (config === undefined) throw new Error('scheduler/scheduler_config.json is missing. Download the model again.');
  createPipelineScheduler(config, undefined);
  if (starweave?.defaults.scheduler !== undefined) createPipelineScheduler(config, starweave.defaults.scheduler);
  return config;
}

/** What `createFacts` makes facts of, as far as it could be read. */
interface FactSources {
  readonly faults: readonly ModelFault[];
  readonly pipeline?: string | undefined;
  readonly starweave?: StarweaveJson | undefined;
  readonly unetConfig?: JsonObject | undefined;
  readonly latentSpace?: LatentSpace;
  readonly scheduler?: unknown;
  readonly hasEncoder?: boolean;
  readonly sizeBytes?: number;
}

function createFacts(folder: string, sources: FactSources): ModelFacts {
  const { starweave } = sources;
  const id = starweave?.id ?? path.basename(path.resolve(folder));
  const scaleFactor = sources.latentSpace?.scaleFactor ?? usualLatentSpace.scaleFactor;
  return {
    folder,
    id,
    name: starweave?.name ?? id,
    description: starweave?.description,
    license: starweave?.license,
    pipeline: sources.pipeline ?? 'unknown',
    sizes: starweave?.sizes,
    sizeMultiple: Math.max(smallestSizeMultiple, scaleFactor * computeHalvings(sources.unetConfig)),
    defaults: createDefaults(sources, scaleFactor),
    styles: starweave?.styles ?? [],
    vocabulary: starweave?.vocabulary,
    hasPreview: starweave?.latentRgb !== undefined,
    hasEncoder: sources.hasEncoder ?? false,
    sizeBytes: sources.sizeBytes ?? 0,
    faults: sources.faults,
  };
}

/** How far the U-Net shrinks a latent inside: an exported graph can't pad, so that latents must be a multiple of it. */
function computeHalvings(unetConfig: JsonObject | undefined): number {
  const levels = unetConfig?.block_out_channels;
  return Array.isArray(levels) ? 2 ** (levels.length - 1) : 1;
}

function createDefaults({ starweave, unetConfig, scheduler }: FactSources, scaleFactor: number): ModelDefaults {
  const edge = numberOr(unetConfig?.sample_size, usualSampleSize) * scaleFactor;
  const size: PictureSize = starweave?.sizes?.[0] ?? { width: edge, height: edge };
  return {
    width: size.width,
    height: size.height,
    steps: starweave?.defaults.steps ?? usualSteps,
    guidanceScale: starweave?.defaults.guidanceScale ?? usualGuidanceScale,
    scheduler: typeof scheduler === 'string' ? scheduler : 'unknown',
  };
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
}
