import { stat } from 'node:fs/promises';
import path from 'node:path';
import { BrokenModelFolderError, type ModelFault } from '../errors.ts';
import { parsePipelineName } from '../families/family-registry.ts';
import type { TextEncoderNeed } from '../families/model-family.ts';
import { stableDiffusion } from '../families/stable-diffusion.ts';
import { findComponentFile } from '../model-folder/component-files.ts';
import { createFaultList } from '../model-folder/fault-list.ts';
import type { LatentSpace } from '../model-folder/latent-space.ts';
import type { TextEncoderPart } from '../model-folder/model-contents.ts';
import { findJson } from '../model-folder/read-json.ts';
import { findHalvings, findNumber } from '../model-folder/read-numbers.ts';
import { readTextEncoders } from '../model-folder/read-text-encoders.ts';
import type { Scheduler } from '../schedulers/scheduler.ts';
import { createScheduler } from '../schedulers/scheduler-registry.ts';
import type { JsonObject } from '../tokenizers/tokenizer-files.ts';

/** What a diffusion upscaler works on: latents (×2), or the picture itself (×4). */
export type UpscalerKind = 'latents' | 'picture';

/** The parts of a diffusion upscaler's folder. */
export interface UpscalerParts {
  readonly kind: UpscalerKind;
  readonly pipeline: string;
  readonly textEncoder: TextEncoderPart;
  readonly latentSpace: LatentSpace;
  readonly schedulerConfig: JsonObject;
  /** Puts noise on the small picture; only for the ×4 kind. */
  readonly lowResolutionScheduler: Scheduler | undefined;
  readonly mostNoise: number;
  /** Pixels of the small picture that its edges must be a multiple of. */
  readonly sizeMultiple: number;
  readonly networkFiles: ReadonlyMap<string, string>;
}

const kinds: Readonly<Record<string, UpscalerKind>> = {
  StableDiffusionLatentUpscalePipeline: 'latents',
  StableDiffusionUpscalePipeline: 'picture',
};
const textEncoderNeed: TextEncoderNeed = {
  component: 'text_encoder',
  tokenizer: 'tokenizer',
  states: 'last',
  pooled: false,
};
const usualMostNoise = 350;
/** diffusers takes this for every ×4 upscaler, whatever the configuration says. */
const PICTURE_SCALING_FACTOR = 0.08333;

/** Read a diffusion upscaler's folder without loading its networks. Throws `BrokenModelFolderError` with all faults. */
export async function readUpscalerFolder(folder: string): Promise<UpscalerParts> {
  const { faults, attempt } = createFaultList();
  const index = await attempt('model_index.json', () => readIndex(folder));
  if (index === undefined) throw new BrokenModelFolderError(folder, faults);
  const pipeline = parsePipelineName(index);
  const kind = kinds[pipeline]!;
  const [textEncoder] = await readTextEncoders(
    folder,
    { ...stableDiffusion, textEncoders: [textEncoderNeed] },
    attempt,
  );
  const schedulerConfig = await attempt('scheduler', () => readScheduler(folder, kind));
  const lowResolutionScheduler =
    kind === 'picture' ? await attempt('low_res_scheduler', () => readLowResolutionScheduler(folder)) : undefined;
  const sizes = await attempt('unet', () => readSizes(folder, kind));
  const networkFiles = await findNetworks(folder, kind, faults);
  if (faults.length > 0) throw new BrokenModelFolderError(folder, faults);
  return {
    ...{ kind, pipeline, lowResolutionScheduler, networkFiles },
    ...sizes!,
    textEncoder: textEncoder!,
    schedulerConfig: schedulerConfig!,
    mostNoise: findNumber(index, 'max_noise_level') ?? usualMostNoise,
  };
}

async function readIndex(folder: string): Promise<JsonObject> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) throw new Error('There is no such folder. Check the path.');
  const index = await findJson(path.join(folder, 'model_index.json'));
  if (index === undefined) throw new Error("It is missing, so this isn't a Hugging Face pipeline folder.");
  const pipeline = parsePipelineName(index);
  if (pipeline in kinds) return index;
  const known = Object.keys(kinds).join(' and ');
  throw new Error(`The pipeline "${pipeline}" is no diffusion upscaler; supported are ${known}.`);
}

async function readScheduler(folder: string, kind: UpscalerKind): Promise<JsonObject> {
  const config = await readConfig(folder, 'scheduler');
  const { className } = createScheduler(config);
  if (kind === 'latents' && className !== 'EulerDiscreteScheduler') {
    throw new Error(
      `The latent upscaler goes with EulerDiscreteScheduler, not ${className}. Set it in the configuration.`,
    );
  }
  return config;
}

async function readLowResolutionScheduler(folder: string): Promise<Scheduler> {
  return createScheduler(await readConfig(folder, 'low_res_scheduler'));
}

async function readConfig(folder: string, component: string): Promise<JsonObject> {
  const config = await findJson(path.join(folder, component, 'scheduler_config.json'));
  if (config !== undefined) return config;
  throw new Error(`${component}/scheduler_config.json is missing. Download the model again.`);
}

async function readSizes(
  folder: string,
  kind: UpscalerKind,
): Promise<{ readonly latentSpace: LatentSpace; readonly sizeMultiple: number }> {
  const vae = await findJson(path.join(folder, 'vae_decoder', 'config.json'));
  const scaleFactor = 2 ** (findHalvings(vae) ?? (kind === 'latents' ? 3 : 2));
  const latentSpace = {
    channels: findNumber(vae, 'latent_channels') ?? 4,
    scaleFactor,
    scalingFactor: kind === 'latents' ? (findNumber(vae, 'scaling_factor') ?? 0.18215) : PICTURE_SCALING_FACTOR,
    shiftFactor: findNumber(vae, 'shift_factor') ?? 0,
  };
  const unet = await findJson(path.join(folder, 'unet', 'config.json'));
  const halved = 2 ** (findHalvings(unet) ?? 3);
  // The ×2 U-Net sees two latents for each latent of the small picture, the ×4 one a latent for each of its pixels.
  return { latentSpace, sizeMultiple: kind === 'latents' ? scaleFactor * Math.max(1, halved / 2) : halved };
}

async function findNetworks(
  folder: string,
  kind: UpscalerKind,
  faults: ModelFault[],
): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const components = ['text_encoder', 'unet', 'vae_decoder', ...(kind === 'latents' ? ['vae_encoder'] : [])];
  for (const component of components) {
    const { file, fault } = await findComponentFile(folder, component);
    if (file === undefined) faults.push(fault);
    else files.set(component, file);
  }
  return files;
}
