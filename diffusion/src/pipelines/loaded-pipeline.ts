import { InvalidSettingsError } from '../errors.ts';
import type { ModelFacts } from '../model-folder/model-facts.ts';
import { createPipelineScheduler, requireFittingScheduler } from '../model-folder/pipeline-scheduler.ts';
import { fitPicture } from '../pictures/fit-picture.ts';
import type { PromptReading } from '../prompts/prompt-reading.ts';
import type { PromptWords } from '../prompts/prompt-words.ts';
import type { Scheduler } from '../schedulers/scheduler.ts';
import { SchedulerConfigError, SchedulerOptionsError, UnknownSchedulerError } from '../schedulers/scheduler-errors.ts';
import { requireLatentCounts } from '../settings/require-latent-counts.ts';
import { requireLayers } from '../settings/require-layers.ts';
import { isInpainting } from '../settings/resolve-mask.ts';
import { resolvePromptSettings } from '../settings/resolve-prompt-settings.ts';
import { resolveSettings } from '../settings/resolve-settings.ts';
import { isLatentPicture } from '../settings/resolve-source.ts';
import type { Conditioning } from '../stages/conditioning.ts';
import { encodeConditioning } from '../stages/encode-conditioning.ts';
import { encodeSource } from '../stages/encode-source.ts';
import { planVaeTiles } from '../stages/vae-tiling.ts';
import type { LoadedTextualInversion, TextualInversion } from '../textual-inversion/textual-inversion-types.ts';
import type { PaintSource } from './first-latents.ts';
import type { EncodedInpainting } from './inpainting-latents.ts';
import type { InpaintingRequest } from './inpainting-request.ts';
import { type LoadedModel, paintPictures } from './paint-picture.ts';
import { planWalk } from './plan-walk.ts';
import { prepareInpainting } from './prepare-inpainting.ts';
import { type PromptReader, type ReadPrompts, readPrompts } from './read-prompts.ts';
import { createRequestTimer, type RequestTimer } from './request-timer.ts';
import type { TextToImagePipeline } from './text-to-image-pipeline.ts';
import type {
  ImageToImageRequest,
  ResolvedSettings,
  SkippedExecutionProvider,
  TextToImageRequest,
  TextToImageResult,
} from './text-to-image-types.ts';
import { TurnQueue } from './turn-queue.ts';

type Request = TextToImageRequest | ImageToImageRequest | InpaintingRequest;

/** A request that can be followed. */
interface CheckedRequest {
  readonly request: Request;
  readonly settings: ResolvedSettings;
  readonly scheduler: Scheduler;
  readonly prompts: readonly ReadPrompts[];
}

/** A model in memory that takes requests one by one. */
export class LoadedPipeline implements TextToImagePipeline {
  readonly facts: ModelFacts;
  readonly executionProvider: string;
  readonly skippedExecutionProviders: readonly SkippedExecutionProvider[];
  readonly #model: LoadedModel;
  readonly #reader: PromptReader;
  readonly #queue = new TurnQueue();
  #disposed = false;

  constructor(model: LoadedModel) {
    this.#model = model;
    this.facts = model.facts;
    this.executionProvider = model.networks.executionProvider;
    this.skippedExecutionProviders = model.networks.skipped;
    this.#reader = { parts: model.parts, vocabulary: model.vocabulary, takesChunks: model.takesChunks };
  }

  get textualInversions(): readonly LoadedTextualInversion[] {
    return this.#model.vocabulary.list();
  }

  resolveSettings(request: Request): ResolvedSettings {
    const settings = this.#resolveSettings(request);
    this.#createScheduler(request, settings);
    readPrompts(settings, this.#reader);
    return settings;
  }

  findUnknownWords(prompt: string, settings: PromptReading = {}): PromptWords {
    return readPrompts(resolvePromptSettings({ prompt, ...settings, seed: 0 }), this.#reader)[0]!.positive[0]!.words;
  }

  async generate(request: Request): Promise<TextToImageResult> {
    const settings = this.#resolveSettings(request);
    const scheduler = this.#createScheduler(request, settings);
    const prompts = readPrompts(settings, this.#reader);
    return await this.#queue.run(() => this.#paint({ request, settings, scheduler, prompts }), request.signal);
  }

  async loadTextualInversion(inversion: TextualInversion): Promise<LoadedTextualInversion> {
    return await this.#queue.run(() => {
      this.#requireLoaded();
      return this.#model.vocabulary.load(inversion);
    });
  }

  async unloadTextualInversion(token: string): Promise<void> {
    await this.#queue.run(async () => this.#model.vocabulary.unload(token));
  }

  async dispose(): Promise<void> {
    await this.#queue.run(async () => {
      this.#disposed = true;
      await this.#model.networks.release();
    });
  }

  #requireLoaded(): void {
    if (this.#disposed) throw new Error('The pipeline is disposed. Load it again.');
  }

  async #paint({ request, settings, scheduler, prompts }: CheckedRequest): Promise<TextToImageResult> {
    this.#requireLoaded();
    request.signal?.throwIfAborted();
    const timer = createRequestTimer(this.#model.clock);
    const conditionings: Conditioning[] = [];
    for (const read of prompts) {
      request.signal?.throwIfAborted();
      conditionings.push(await this.#encodePrompts(request, { settings, prompts: read, timer }));
    }
    const inpainting = isInpainting(request) ? await this.#encodeInpainting(request, settings, timer) : undefined;
    const startsFromSource = 'source' in request && inpainting === undefined;
    const source = startsFromSource ? await this.#readSource(request, settings, timer) : undefined;
    const job = { request, settings, scheduler, timer, conditionings, source, inpainting };
    const { images, latents } = await paintPictures(this.#model, job);
    const reports = prompts.map(({ positive, negative }) => ({
      words: positive[0]!.words,
      negativeWords: negative[0]!.words,
    }));
    const { ignoredOptions: ignoredSchedulerOptions } = scheduler;
    const timings = timer.read();
    return { images, latents, settings, ...reports[0]!, prompts: reports, ignoredSchedulerOptions, timings };
  }

  async #encodePrompts(
    request: Request,
    { settings, prompts, timer }: { settings: ResolvedSettings; prompts: ReadPrompts; timer: RequestTimer },
  ): Promise<Conditioning> {
    const { conditioning, elapsed } = await encodeConditioning({
      parts: this.#model.parts,
      ...{ settings, prompts },
      hasNegative: request.negativePrompt !== undefined,
      isImageToImage: 'source' in request,
      getNetwork: (component) => this.#model.networks.get(component),
    });
    timer.add('textEncoder', elapsed);
    return conditioning;
  }

  #resolveSettings(request: Request): ResolvedSettings {
    const settings = resolveSettings(request, this.facts);
    requireLatentCounts(request, settings, this.#model.parts.latentSpace);
    requireLayers(settings, this.#model.parts.textEncoders);
    return settings;
  }

  /** A scheduler that can make the run, so that options which it can't follow are refused before anything runs. */
  #createScheduler(request: Request, settings: ResolvedSettings): Scheduler {
    const { family, schedulerConfig } = this.#model.parts;
    try {
      requireFittingScheduler(schedulerConfig, settings.scheduler);
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
    { source, sourceFit }: ImageToImageRequest,
    settings: ResolvedSettings,
    timer: RequestTimer,
  ): Promise<PaintSource> {
    if (isLatentPicture(source)) return { kind: 'latents', latents: source.latents };
    const image = await fitPicture(source, settings, sourceFit);
    const vaeEncoder = await this.#model.networks.get('vae_encoder');
    const tiles = planVaeTiles(this.#model.vaeTiling, 'vae_encoder', settings);
    const encoded = await encodeSource(vaeEncoder, image, this.#model.parts.latentSpace, { tiles });
    timer.add('vaeEncoder', encoded.elapsed);
    return { kind: 'picture', encoded };
  }

  async #encodeInpainting(
    request: InpaintingRequest,
    settings: ResolvedSettings,
    timer: RequestTimer,
  ): Promise<EncodedInpainting> {
    const { latentSpace, readsMask } = this.#model.parts;
    const prepared = await prepareInpainting(request, settings);
    const vaeEncoder = await this.#model.networks.get('vae_encoder');
    const tiles = planVaeTiles(this.#model.vaeTiling, 'vae_encoder', settings);
    const needsSource = !readsMask || settings.strength !== 1 || settings.denoisingStart !== undefined;
    const encoded = needsSource ? await encodeSource(vaeEncoder, prepared.source, latentSpace, { tiles }) : undefined;
    timer.add('vaeEncoder', encoded?.elapsed ?? 0);
    if (!readsMask) return { ...prepared, encoded, encodedMasked: undefined };
    const encodedMasked = await encodeSource(vaeEncoder, prepared.source, latentSpace, { tiles, mask: prepared.mask });
    timer.add('vaeEncoder', encodedMasked.elapsed);
    return { ...prepared, encoded, encodedMasked };
  }
}
