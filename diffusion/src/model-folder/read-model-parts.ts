import path from 'node:path';
import type { ModelFault } from '../errors.ts';
import { parsePipelineName } from '../families/family-registry.ts';
import { type FamilyConfigs, listRequiredNetworks, type ModelFamily } from '../families/model-family.ts';
import type { JsonObject } from '../tokenizers/tokenizer-files.ts';
import { readAutoencoderShape } from './autoencoder-shape.ts';
import { findComponentFile } from './component-files.ts';
import type { Attempt } from './fault-list.ts';
import type { ChannelStatistics, LatentSpace } from './latent-space.ts';
import type { ModelParts } from './model-contents.ts';
import { createPipelineScheduler } from './pipeline-scheduler.ts';
import { findJson } from './read-json.ts';
import { findHalvings, findNumber, findNumbers } from './read-numbers.ts';
import { readPreviewParts } from './read-preview-parts.ts';
import { readTextEncoders } from './read-text-encoders.ts';
import type { StarweaveJson } from './starweave-json.ts';

/** What `readModelParts` needs. */
export interface PartsContext {
  /** The contents of `model_index.json`. */
  readonly index: JsonObject;
  readonly family: ModelFamily;
  readonly starweave: StarweaveJson | undefined;
  readonly attempt: Attempt;
}

/** What was found of a model's parts. */
export interface FoundParts {
  readonly unetConfig: JsonObject | undefined;
  readonly latentSpace: LatentSpace;
  readonly schedulerConfig: JsonObject | undefined;
  readonly networkFiles: ReadonlyMap<string, string>;
  readonly hasPreview: boolean;
  /** Whether the U-Net sees a mask and the masked picture beside the latents. */
  readonly readsMask: boolean;
  /** `undefined` when one is missing. */
  readonly parts: ModelParts | undefined;
}

/** Read the parts of a model that its family asks for, without loading its networks. */
export async function readModelParts(folder: string, context: PartsContext): Promise<FoundParts> {
  const { index, family, starweave, attempt } = context;
  const readConfig = (component: string) =>
    attempt(component, () => findJson(path.join(folder, component, 'config.json')));
  const unetConfig = await readConfig('unet');
  const vaeConfig = await attempt('vae_decoder', () => readVaeConfig(folder));
  const latentSpace = createLatentSpace(vaeConfig, family);
  const readsMask = await attempt('unet', async () => readReadsMask(unetConfig, latentSpace, context));
  const textEncoders = await readTextEncoders(folder, family, attempt);
  const configs = { index, unet: unetConfig, textEncoder2: await readConfig('text_encoder_2') };
  const hasScore = await attempt('unet', async () => readHasScore(family, configs));
  const schedulerConfig = await attempt('scheduler', () => readSchedulerConfig(folder, context));
  const { tinyDecoderFile, ...previews } = await readPreviewParts(folder, { family, latentSpace, starweave });
  const networkFiles = await findNetworkFiles(folder, family, attempt);
  if (tinyDecoderFile !== undefined) networkFiles.set(previews.tinyDecoder!.component, tinyDecoderFile);
  const hasPreview = previews.latentRgb !== undefined || previews.tinyDecoder !== undefined;
  const read = { unetConfig, latentSpace, schedulerConfig, networkFiles, hasPreview };
  const found = { ...read, readsMask: readsMask ?? false };
  if (textEncoders.length < family.textEncoders.length || schedulerConfig === undefined) {
    return { ...found, parts: undefined };
  }
  const parts: ModelParts = {
    ...{ family, networkFiles, textEncoders, schedulerConfig, latentSpace },
    autoencoder: readAutoencoderShape(vaeConfig),
    guidanceWidth: findNumber(unetConfig, 'time_cond_proj_dim') ?? family.usualGuidanceWidth,
    zeroesEmptyNegative: family.zeroesEmptyNegative && index.force_zeros_for_empty_prompt !== false,
    hasScore: hasScore ?? false,
    readsMask: found.readsMask,
    ...previews,
    synonyms: starweave?.synonyms ?? new Map<string, string>(),
  };
  return { ...found, parts };
}

async function readVaeConfig(folder: string): Promise<JsonObject | undefined> {
  return (
    (await findJson(path.join(folder, 'vae_decoder', 'config.json'))) ??
    (await findJson(path.join(folder, 'vae', 'config.json')))
  );
}

function createLatentSpace(config: JsonObject | undefined, { usualLatentSpace }: ModelFamily): LatentSpace {
  const halvings = findHalvings(config);
  const channels = findNumber(config, 'latent_channels') ?? usualLatentSpace.channels;
  return {
    channels,
    scaleFactor: halvings === undefined ? usualLatentSpace.scaleFactor : 2 ** halvings,
    scalingFactor: findNumber(config, 'scaling_factor') ?? usualLatentSpace.scalingFactor,
    shiftFactor: findNumber(config, 'shift_factor') ?? usualLatentSpace.shiftFactor,
    statistics: findStatistics(config, channels),
  };
}

/** Both lists, one number per channel, or nothing: as diffusers has it. */
function findStatistics(config: JsonObject | undefined, channels: number): ChannelStatistics | undefined {
  const [means, deviations] = [findNumbers(config, 'latents_mean'), findNumbers(config, 'latents_std')];
  if (means?.length !== channels || deviations?.length !== channels) return undefined;
  return { means, deviations };
}

/** Whether the U-Net sees a mask and the masked picture beside the latents; legacy exports tell by the pipeline alone. */
function readReadsMask(
  unetConfig: JsonObject | undefined,
  { channels: own }: LatentSpace,
  { family, index }: PartsContext,
): boolean {
  const channels = findNumber(unetConfig, 'in_channels');
  if (channels === undefined) return family.tasks.includes('inpainting') && /Inpaint/.test(parsePipelineName(index));
  if (channels === own) return false;
  if (channels === 2 * own + 1 && family.tasks.includes('inpainting')) return true;
  throw new Error(
    `The U-Net takes ${channels} channels, but a latent has ${own}, and with a mask and the masked picture it would be ${2 * own + 1}: a model for upscaling or for following instructions, which can't be used.`,
  );
}

/** Optimum writes it into the U-Net's configuration, diffusers into the pipeline's. */
function readHasScore(family: ModelFamily, configs: FamilyConfigs): boolean {
  const hasScore = (configs.index.requires_aesthetics_score ?? configs.unet?.requires_aesthetics_score) === true;
  const problem = family.findProblem?.(configs, hasScore);
  if (problem !== undefined) throw new Error(problem);
  return hasScore;
}

/** The scheduler's configuration, once it is sure that schedulers can be made of it. */
async function readSchedulerConfig(folder: string, { family, starweave }: PartsContext): Promise<JsonObject> {
  const config = await findJson(path.join(folder, 'scheduler', 'scheduler_config.json'));
  if (config === undefined) throw new Error('scheduler/scheduler_config.json is missing. Download the model again.');
  createPipelineScheduler(config, undefined, family);
  if (starweave?.defaults.scheduler !== undefined)
    createPipelineScheduler(config, starweave.defaults.scheduler, family);
  return config;
}

/** Paths of the networks' files; the `vae_encoder` may be missing. */
async function findNetworkFiles(folder: string, family: ModelFamily, attempt: Attempt): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const component of [...listRequiredNetworks(family), 'vae_encoder']) {
    const { file, fault } = await findComponentFile(folder, component);
    if (file !== undefined) files.set(component, file);
    else if (component !== 'vae_encoder') await attempt(component, () => refuse(fault));
  }
  return files;
}

async function refuse(fault: ModelFault): Promise<never> {
  throw new Error(fault.reason);
}
