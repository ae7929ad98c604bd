import { InvalidSettingsError } from '../errors.ts';
import { createBrokenNetworkError } from '../model-folder/broken-network-error.ts';
import { createPipelineScheduler } from '../model-folder/pipeline-scheduler.ts';
import type { Network } from '../onnx/network.ts';
import { loadNetworkSet, type NetworkSet } from '../onnx/network-set.ts';
import { TurnQueue } from '../pipelines/turn-queue.ts';
import type { Scheduler } from '../schedulers/scheduler.ts';
import { SchedulerConfigError, SchedulerOptionsError, UnknownSchedulerError } from '../schedulers/scheduler-errors.ts';
import { resolveLoadingOptions } from '../settings/resolve-loading-options.ts';
import type { DiffusionUpscaler, LoadDiffusionUpscalerOptions } from './diffusion-upscaler.ts';
import { paintLarger } from './paint-larger.ts';
import { readUpscalerFolder, type UpscalerParts } from './read-upscaler-folder.ts';
import { type ResolvedUpscale, resolveUpscaleRequest } from './resolve-upscale-request.ts';

/** The inputs that each kind of U-Net is given. */
const unetInputs = {
  latents: ['sample', 'timestep', 'encoder_hidden_states', 'timestep_cond'],
  picture: ['sample', 'timestep', 'encoder_hidden_states', 'class_labels'],
} as const;

/**
 * Open a diffusion upscaler's folder and load its networks: `StableDiffusionLatentUpscalePipeline` (×2, on the latents of
 * Stable Diffusion 1 and 2) or `StableDiffusionUpscalePipeline` (×4, on the picture).
 *
 * The folder has the Hugging Face layout with ONNX networks in `text_encoder/`, `unet/`, `vae_decoder/` and, for ×2,
 * `vae_encoder/`. The ×2 text encoder must give `hidden_states.<layers>`, the states before its last norm, and
 * `pooler_output`; its U-Net takes `timestep_cond`, the ×4 one `class_labels`.
 *
 * @throws InvalidSettingsError for options that can't be followed
 * @throws BrokenModelFolderError when the folder or a network can't be used; `faults` says why
 * @throws ExecutionProviderError when none of the execution providers starts
 */
export async function loadDiffusionUpscaler(
  folder: string,
  options: LoadDiffusionUpscalerOptions = {},
): Promise<DiffusionUpscaler> {
  const loading = resolveLoadingOptions(options);
  const parts = await readUpscalerFolder(folder);
  const networks = await loadNetworkSet({
    files: parts.networkFiles,
    ...loading,
    clock: () => performance.now(),
    signal: options.signal,
    findProblem: (network) => findNetworkProblem(parts, network),
    createError: (failure) => createBrokenNetworkError(folder, failure),
  });
  return createUpscaler(parts, networks);
}

function findNetworkProblem(parts: UpscalerParts, { component, inputs, outputNames }: Network): string | undefined {
  if (component === 'unet') {
    const wanted = unetInputs[parts.kind];
    const names = inputs.map(({ name }) => name);
    if (names.length === wanted.length && wanted.every((name) => names.includes(name))) return undefined;
    return `The network unet has the inputs ${names.join(', ')}, but should have ${wanted.join(', ')}. Export it for ${parts.pipeline}.`;
  }
  if (component !== 'text_encoder' || parts.kind === 'picture') return undefined;
  const { layers } = parts.textEncoder;
  const missing = [`hidden_states.${layers}`, 'pooler_output'].find((name) => !outputNames.includes(name));
  if (missing === undefined) return undefined;
  return `The network text_encoder has no output "${missing}". Export it with its hidden states and its pooled output.`;
}

function createUpscaler(parts: UpscalerParts, networks: NetworkSet): DiffusionUpscaler {
  const { kind, pipeline, sizeMultiple } = parts;
  const scale = kind === 'latents' ? 2 : 4;
  const queue = new TurnQueue();
  let disposed = false;
  const cut = (pixels: number) => Math.floor(pixels / sizeMultiple) * sizeMultiple * scale;
  return {
    ...{ scale, pipeline, sizeMultiple },
    executionProvider: networks.executionProvider,
    skippedExecutionProviders: networks.skipped,
    computeSize: ({ width, height }) => ({ width: cut(width), height: cut(height) }),
    upscale: async (request) => {
      const settings = resolveUpscaleRequest(request, parts);
      const scheduler = createUpscaleScheduler(parts, settings, request.scheduler);
      return await queue.run(async () => {
        if (disposed) throw new Error('The upscaler is disposed. Load it again.');
        request.signal?.throwIfAborted();
        return await paintLarger({ parts, networks, request, settings, scheduler });
      }, request.signal);
    },
    dispose: () =>
      queue.run(async () => {
        disposed = true;
        await networks.release();
      }),
  };
}

/** A scheduler that can make the run, so that options which it can't follow are refused before anything runs. */
function createUpscaleScheduler(
  { kind, schedulerConfig }: UpscalerParts,
  { steps }: ResolvedUpscale,
  className: string | undefined,
): Scheduler {
  if (kind === 'latents' && className !== undefined && className !== 'EulerDiscreteScheduler') {
    const message = `The latent upscaler goes with EulerDiscreteScheduler, not ${className}. Leave the scheduler out.`;
    throw new InvalidSettingsError('scheduler', message);
  }
  try {
    const scheduler = createPipelineScheduler(schedulerConfig, className, { correctsScheduler: false });
    scheduler.start({ steps });
    return scheduler;
  } catch (cause) {
    if (cause instanceof SchedulerOptionsError) throw new InvalidSettingsError('steps', cause.message, { cause });
    if (cause instanceof UnknownSchedulerError || cause instanceof SchedulerConfigError) {
      throw new InvalidSettingsError('scheduler', cause.message, { cause });
    }
    throw cause;
  }
}
