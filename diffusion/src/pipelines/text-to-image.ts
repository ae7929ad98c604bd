import { TorchGenerator } from '@starweave/numerics';
import { BrokenModelFolderError, InvalidSettingsError } from '../errors.ts';
import { isGuided } from '../guidance/classifier-free-guidance.ts';
import { type ModelParts, requiredNetworks } from '../model-folder/model-contents.ts';
import type { ModelFacts } from '../model-folder/model-facts.ts';
import { createPipelineScheduler } from '../model-folder/pipeline-scheduler.ts';
import { readModelFolder } from '../model-folder/read-model-folder.ts';
import type { FloatTensor } from '../onnx/tensor.ts';
import { computePreview } from '../previews/latent-preview.ts';
import type { Scheduler } from '../schedulers/scheduler.ts';
import { SchedulerConfigError, SchedulerOptionsError, UnknownSchedulerError } from '../schedulers/scheduler-errors.ts';
import { resolveSettings } from '../settings/resolve-settings.ts';
import { decodeLatents } from '../stages/decode-latents.ts';
import { type DenoisedStep, denoise } from '../stages/denoise.ts';
import { encodePrompt } from '../stages/encode-prompt.ts';
import { type OtherNoise, prepareLatents } from '../stages/prepare-latents.ts';
import { type ReadPrompt, readPrompt } from '../tokenizers/prompt-words.ts';
import { loadNetworkSet, type NetworkSet } from './network-set.ts';
import { createRequestTimer, type RequestTimer } from './request-timer.ts';
import type {
  GeneratedImage,
  LoadPipelineOptions,
  ResolvedSettings,
  StepProgress,
  TextToImagePipeline,
  TextToImageRequest,
  TextToImageResult,
} from './text-to-image-types.ts';
import { TurnQueue } from './turn-queue.ts';

/**
 * Open a model folder and load its networks into memory.
 *
 * The folder has the Hugging Face layout that Optimum exports: `model_index.json`, `scheduler/`, `tokenizer/`,
 * `text_encoder/`, `unet/` and `vae_decoder/`, of the Stable Diffusion 1 or 2 family; `starweave.json` may add sizes,
 * defaults, synonyms and a table for previews. Element types and ranks of the networks' inputs are read from the files.
 *
 * ONNX Runtime runs on the calling thread: use a process or a worker of its own where other things must go on.
 *
 * @throws BrokenModelFolderError when the folder or a network can't be read; `faults` says why
 * @throws ExecutionProviderError when none of the execution providers starts
 */
export async function loadTextToImagePipeline(
  folder: string,
  options: LoadPipelineOptions = {},
): Promise<TextToImagePipeline> {
  const { facts, parts } = await readModelFolder(folder);
  if (parts === undefined) throw new BrokenModelFolderError(folder, facts.faults);
  const clock = options.clock ?? (() => performance.now());
  const networks = await loadNetworkSet({
    folder,
    files: new Map(requiredNetworks.map((component) => [component, parts.networkFiles.get(component)!])),
    executionProviders: options.executionProviders ?? ['cpu'],
    threads: options.threads,
    clock,
    signal: options.signal,
  });
  return new LoadedPipeline({ facts, parts, networks, clock });
}

interface LoadedModel {
  readonly facts: ModelFacts;
  readonly parts: ModelParts;
  readonly networks: NetworkSet;
  readonly clock: () => number;
}

/** One request on its way: what all of its pictures share. */
interface Job {
  readonly request: TextToImageRequest;
  readonly settings: ResolvedSettings;
  readonly scheduler: Scheduler;
  readonly timer: RequestTimer;
  readonly promptEmbeddings: FloatTensor;
  readonly negativeEmbeddings: FloatTensor | undefined;
}

class LoadedPipeline implements TextToImagePipeline {
  readonly facts: ModelFacts;
  readonly executionProvider: string;
  readonly skippedExecutionProviders: NetworkSet['skipped'];
  readonly #model: LoadedModel;
  readonly #queue = new TurnQueue();
  #disposed = false;

  constructor(model: LoadedModel) {
    this.#model = model;
    this.facts = model.facts;
    this.executionProvider = model.networks.executionProvider;
    this.skippedExecutionProviders = model.networks.skipped;
  }

  resolveSettings(request: TextToImageRequest): ResolvedSettings {
    const settings = resolveSettings(request, this.facts);
    this.#createScheduler(request, settings);
    return settings;
  }

  findUnknownWords(prompt: string): ReadPrompt['words'] {
    return this.#readPrompt(prompt).words;
  }

  async generate(request: TextToImageRequest): Promise<TextToImageResult> {
    const settings = resolveSettings(request, this.facts);
    const scheduler = this.#createScheduler(request, settings);
    return await this.#queue.run(() => this.#paint(request, settings, scheduler));
  }

  async dispose(): Promise<void> {
    await this.#queue.run(async () => {
      this.#disposed = true;
      await this.#model.networks.release();
    });
  }

  /** A scheduler that can make the run, so that options which it can't follow are refused before anything runs. */
  #createScheduler(request: TextToImageRequest, settings: ResolvedSettings): Scheduler {
    try {
      const scheduler =
        typeof request.scheduler === 'object'
          ? request.scheduler
          : createPipelineScheduler(this.#model.parts.schedulerConfig, settings.scheduler);
      scheduler.start({ steps: settings.steps });
      return scheduler;
    } catch (cause) {
      if (cause instanceof SchedulerOptionsError) throw new InvalidSettingsError('steps', cause.message, { cause });
      if (cause instanceof UnknownSchedulerError || cause instanceof SchedulerConfigError) {
        throw new InvalidSettingsError('scheduler', cause.message, { cause });
      }
      throw cause;
    }
  }

  #readPrompt(prompt: string): ReadPrompt {
    return readPrompt(prompt, this.#model.parts.tokenizer, this.#model.parts.synonyms);
  }

  async #paint(
    request: TextToImageRequest,
    settings: ResolvedSettings,
    scheduler: Scheduler,
  ): Promise<TextToImageResult> {
    if (this.#disposed) throw new Error('The pipeline is disposed. Load it again.');
    request.signal?.throwIfAborted();
    const timer = createRequestTimer(this.#model.clock);
    const prompt = this.#readPrompt(settings.prompt);
    const negative = this.#readPrompt(settings.negativePrompt);
    const promptEmbeddings = await this.#encode(prompt, timer);
    const guided = isGuided(settings.guidanceScale);
    const negativeEmbeddings = guided ? await this.#encode(negative, timer) : undefined;
    const job = { request, settings, scheduler, timer, promptEmbeddings, negativeEmbeddings };
    const images: GeneratedImage[] = [];
    for (let picture = 0; picture < settings.count; picture += 1) {
      const image = await this.#paintPicture(job, picture);
      images.push(image);
      await timer.timeCallback(() => request.onImage?.(image, picture));
    }
    return { images, settings, words: prompt.words, negativeWords: negative.words, timings: timer.read() };
  }

  async #encode(prompt: ReadPrompt, timer: RequestTimer): Promise<FloatTensor> {
    const { embeddings, elapsed } = await encodePrompt(this.#model.networks.get('text_encoder'), prompt.encoded);
    timer.add('textEncoder', elapsed);
    return embeddings;
  }

  async #paintPicture(job: Job, picture: number): Promise<GeneratedImage> {
    const { settings, request, timer } = job;
    const { networks, parts } = this.#model;
    const { channels, scaleFactor } = parts.latentSpace;
    const latentDims = [channels, settings.height / scaleFactor, settings.width / scaleFactor] as const;
    const seed = settings.seed + BigInt(picture);
    const generator = new TorchGenerator(seed);
    const run = job.scheduler.start({ steps: settings.steps, generator });
    const count = latentDims.reduce((product, size) => product * size, 1);
    const denoised = await denoise({
      unet: networks.get('unet'),
      run,
      latents: prepareLatents(count, generator, run.initNoiseSigma, createOtherNoise(request, picture)),
      latentDims,
      promptEmbeddings: job.promptEmbeddings,
      negativeEmbeddings: job.negativeEmbeddings,
      guidanceScale: settings.guidanceScale,
      signal: request.signal,
      onStep: (step) => this.#reportStep(job, picture, { ...step, latentDims, steps: run.timesteps.length }),
    });
    timer.add('unet', denoised.elapsed);
    const decoded = await decodeLatents({
      vaeDecoder: networks.get('vae_decoder'),
      latents: denoised.latents,
      latentDims,
      latentSpace: parts.latentSpace,
      signal: request.signal,
    });
    timer.add('vaeDecoder', decoded.elapsed);
    return { width: decoded.width, height: decoded.height, rgb: decoded.rgb, seed };
  }

  async #reportStep(
    job: Job,
    picture: number,
    step: DenoisedStep & { readonly latentDims: readonly [number, number, number]; readonly steps: number },
  ): Promise<void> {
    const { onStep } = job.request;
    if (onStep === undefined) return;
    const table = this.#model.parts.latentRgb;
    const clean = step.predictedOriginal ?? step.latents;
    const progress: StepProgress = {
      picture,
      pictures: job.settings.count,
      step: step.index + 1,
      steps: step.steps,
      timestep: step.timestep,
      latents: step.latents,
      preview: table && computePreview(clean, step.latentDims, table),
    };
    await job.timer.timeCallback(() => onStep(progress));
  }
}

function createOtherNoise({ variation }: TextToImageRequest, picture: number): OtherNoise | undefined {
  if (variation === undefined) return undefined;
  return { generator: new TorchGenerator(BigInt(variation.seed) + BigInt(picture)), strength: variation.strength };
}
