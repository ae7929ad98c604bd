import { InvalidSettingsError } from '../errors.ts';
import type { ModelFacts } from '../model-folder/model-facts.ts';
import { createPipelineScheduler } from '../model-folder/pipeline-scheduler.ts';
import { fitPicture } from '../pictures/fit-picture.ts';
import type { Scheduler } from '../schedulers/scheduler.ts';
import { SchedulerConfigError, SchedulerOptionsError, UnknownSchedulerError } from '../schedulers/scheduler-errors.ts';
import { requireLatentCounts } from '../settings/require-latent-counts.ts';
import { resolveSettings } from '../settings/resolve-settings.ts';
import { isLatentPicture } from '../settings/resolve-source.ts';
import { encodeConditioning } from '../stages/encode-conditioning.ts';
import { encodeSource } from '../stages/encode-source.ts';
import type { PaintSource } from './first-latents.ts';
import { type LoadedModel, paintPictures } from './paint-picture.ts';
import { planWalk } from './plan-walk.ts';
import { readPrompts, readPromptWords } from './read-prompts.ts';
import { createRequestTimer, type RequestTimer } from './request-timer.ts';
import type {
  ImageToImageRequest,
  PromptWords,
  ResolvedSettings,
  SkippedExecutionProvider,
  TextToImagePipeline,
  TextToImageRequest,
  TextToImageResult,
} from './text-to-image-types.ts';
import { TurnQueue } from './turn-queue.ts';

type Request = TextToImageRequest | ImageToImageRequest;

/** A model in memory that takes requests one by one. */
export class LoadedPipeline implements TextToImagePipeline {
  readonly facts: ModelFacts;
  readonly executionProvider: string;
  readonly skippedExecutionProviders: readonly SkippedExecutionProvider[];
  readonly #model: LoadedModel;
  readonly #queue = new TurnQueue();
  #disposed = false;

  constructor(model: LoadedModel) {
    this.#model = model;
    this.facts = model.facts;
    this.executionProvider = model.networks.executionProvider;
    this.skippedExecutionProviders = model.networks.skipped;
  }

  resolveSettings(request: Request): ResolvedSettings {
    const settings = this.#resolveSettings(request);
    this.#createScheduler(request, settings);
    return settings;
  }

  findUnknownWords(prompt: string): PromptWords {
    return readPromptWords(prompt, this.#model.parts);
  }

  async generate(request: Request): Promise<TextToImageResult> {
    const settings = this.#resolveSettings(request);
    const scheduler = this.#createScheduler(request, settings);
    return await this.#queue.run(() => this.#paint(request, settings, scheduler));
  }

  async dispose(): Promise<void> {
    await this.#queue.run(async () => {
      this.#disposed = true;
      await this.#model.networks.release();
    });
  }

  async #paint(request: Request, settings: ResolvedSettings, scheduler: Scheduler): Promise<TextToImageResult> {
    if (this.#disposed) throw new Error('The pipeline is disposed. Load it again.');
    request.signal?.throwIfAborted();
    const timer = createRequestTimer(this.#model.clock);
    const prompts = readPrompts(settings, this.#model.parts);
    const { conditioning, elapsed } = await encodeConditioning({
      parts: this.#model.parts,
      ...{ settings, prompts },
      hasNegative: request.negativePrompt !== undefined,
      isImageToImage: 'source' in request,
      getNetwork: (component) => this.#model.networks.get(component),
    });
    timer.add('textEncoder', elapsed);
    const source = 'source' in request ? await this.#readSource(request, settings, timer) : undefined;
    const job = { request, settings, scheduler, timer, conditioning, source };
    const { images, latents } = await paintPictures(this.#model, job);
    const [words, negativeWords] = [prompts.positive[0]!.words, prompts.negative[0]!.words];
    return { images, latents, settings, words, negativeWords, timings: timer.read() };
  }

  #resolveSettings(request: Request): ResolvedSettings {
    const settings = resolveSettings(request, this.facts);
    requireLatentCounts(request, settings, this.#model.parts.latentSpace);
    return settings;
  }

  /** A scheduler that can make the run, so that options which it can't follow are refused before anything runs. */
  #createScheduler(request: Request, settings: ResolvedSettings): Scheduler {
    const { family, schedulerConfig } = this.#model.parts;
    try {
      const scheduler =
        typeof request.scheduler === 'object'
          ? request.scheduler
          : createPipelineScheduler(schedulerConfig, settings.scheduler, family);
      planWalk({ scheduler, family }, settings);
      return scheduler;
    } catch (cause) {
      if (cause instanceof SchedulerOptionsError) throw new InvalidSettingsError('steps', cause.message, { cause });
      if (cause instanceof UnknownSchedulerError || cause instanceof SchedulerConfigError) {
        throw new InvalidSettingsError('scheduler', cause.message, { cause });
      }
      throw cause;
    }
  }

  async #readSource(
    { source }: ImageToImageRequest,
    settings: ResolvedSettings,
    timer: RequestTimer,
  ): Promise<PaintSource> {
    if (isLatentPicture(source)) return { kind: 'latents', latents: source.latents };
    const image = await fitPicture(source, settings);
    const vaeEncoder = await this.#model.networks.get('vae_encoder');
    const encoded = await encodeSource(vaeEncoder, image, this.#model.parts.latentSpace);
    timer.add('vaeEncoder', encoded.elapsed);
    return { kind: 'picture', encoded };
  }
}
