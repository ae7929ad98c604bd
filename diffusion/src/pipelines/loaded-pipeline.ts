import { InvalidSettingsError } from '../errors.ts';
import { isGuided } from '../guidance/classifier-free-guidance.ts';
import type { ModelFacts } from '../model-folder/model-facts.ts';
import { createPipelineScheduler } from '../model-folder/pipeline-scheduler.ts';
import type { FloatTensor } from '../onnx/tensor.ts';
import { fitPicture } from '../pictures/fit-picture.ts';
import type { Scheduler } from '../schedulers/scheduler.ts';
import { SchedulerConfigError, SchedulerOptionsError, UnknownSchedulerError } from '../schedulers/scheduler-errors.ts';
import { resolveSettings } from '../settings/resolve-settings.ts';
import { createConditioning } from '../stages/conditioning.ts';
import { encodePrompt } from '../stages/encode-prompt.ts';
import { type EncodedSource, encodeSource } from '../stages/encode-source.ts';
import { type ReadPrompt, readPrompt } from '../tokenizers/prompt-words.ts';
import { type LoadedModel, paintPicture } from './paint-picture.ts';
import { createRequestTimer, type RequestTimer } from './request-timer.ts';
import type {
  GeneratedImage,
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
    const settings = resolveSettings(request, this.facts);
    this.#createScheduler(request, settings);
    return settings;
  }

  findUnknownWords(prompt: string): PromptWords {
    return this.#readPrompt(prompt).words;
  }

  async generate(request: Request): Promise<TextToImageResult> {
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

  async #paint(request: Request, settings: ResolvedSettings, scheduler: Scheduler): Promise<TextToImageResult> {
    if (this.#disposed) throw new Error('The pipeline is disposed. Load it again.');
    request.signal?.throwIfAborted();
    const timer = createRequestTimer(this.#model.clock);
    const prompt = this.#readPrompt(settings.prompt);
    const negative = this.#readPrompt(settings.negativePrompt);
    const promptEmbeddings = await this.#encodePrompt(prompt, timer);
    const negativeEmbeddings = isGuided(settings.guidanceScale) ? await this.#encodePrompt(negative, timer) : undefined;
    const source = 'source' in request ? await this.#encodeSource(request, settings, timer) : undefined;
    const conditioning = createConditioning(
      { encoder_hidden_states: promptEmbeddings },
      negativeEmbeddings && { encoder_hidden_states: negativeEmbeddings },
    );
    const job = { request, settings, scheduler, timer, conditioning, source };
    const images: GeneratedImage[] = [];
    for (let picture = 0; picture < settings.count; picture += 1) {
      const image = await paintPicture(this.#model, job, picture);
      images.push(image);
      await timer.timeCallback(() => request.onImage?.(image, picture));
    }
    return { images, settings, words: prompt.words, negativeWords: negative.words, timings: timer.read() };
  }

  /** A scheduler that can make the run, so that options which it can't follow are refused before anything runs. */
  #createScheduler(request: Request, settings: ResolvedSettings): Scheduler {
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

  async #encodePrompt(prompt: ReadPrompt, timer: RequestTimer): Promise<FloatTensor> {
    const textEncoder = await this.#model.networks.get('text_encoder');
    const { hidden, elapsed } = await encodePrompt(textEncoder, prompt.encoded, { hidden: 'last_hidden_state' });
    timer.add('textEncoder', elapsed);
    return hidden;
  }

  async #encodeSource(
    request: ImageToImageRequest,
    settings: ResolvedSettings,
    timer: RequestTimer,
  ): Promise<EncodedSource> {
    const image = await fitPicture(request.source, settings);
    const vaeEncoder = await this.#model.networks.get('vae_encoder');
    const source = await encodeSource(vaeEncoder, image, this.#model.parts.latentSpace);
    timer.add('vaeEncoder', source.elapsed);
    return source;
  }
}
