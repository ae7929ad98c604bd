import type { ResolvedSizeConditioning, SizeConditioning } from '../families/size-conditioning.ts';
import type { PreviewMethod } from '../previews/preview-method.ts';
import type { Emphasis } from '../prompts/emphasis.ts';
import type { PromptReading, PromptSyntax } from '../prompts/prompt-reading.ts';
import type { PromptWords } from '../prompts/prompt-words.ts';
import type { Scheduler } from '../schedulers/scheduler.ts';
import type { VaeTilingOptions } from '../stages/vae-tiling.ts';
import type { TextualInversion } from '../textual-inversion/textual-inversion-types.ts';

/** An 8-bit picture: `rgb` holds height × width × 3 bytes, row by row from the top left. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** A finished picture; painting it again with `seed` and the same settings gives the same bytes. */
export interface GeneratedImage extends RgbImage {
  readonly seed: bigint;
}

/** A picture as latents, the way one pipeline hands it to another whose model has the same latent space. */
export interface LatentPicture {
  /** The size in pixels that it decodes to. */
  readonly width: number;
  readonly height: number;
  /** [channels, height, width] flat, one latent for every 8 × 8 pixels; scaled as the U-Net knows them. */
  readonly latents: Float32Array;
}

/** One denoising step that is done. */
export interface StepProgress {
  /** Which picture of the request, from 0. */
  readonly picture: number;
  readonly pictures: number;
  /** Model calls done for this picture, from 1 to `steps` (a scheduler of order 2 makes nearly two per step). */
  readonly step: number;
  readonly steps: number;
  /** The scheduler's timestep, in training steps. */
  readonly timestep: number;
  /**
   * A rough view of the picture so far: small (a pixel per latent) by the table, in full size by a tiny decoder;
   * `undefined` when the model has neither, and for steps that `preview` and `previewEvery` leave out.
   */
  readonly preview: RgbImage | undefined;
  /** The sample after the step, [channels, height, width] flat; valid only during the callback. */
  readonly latents: Float32Array;
}

/** What to paint. Settings left out take the model's defaults (`facts.defaults`). */
export interface TextToImageRequest extends PromptReading {
  /**
   * At most 10,000 UTF-16 units, without null characters, and 32 chunks of 75 tokens. Brackets give weights, as
   * `(word:1.3)`; see `promptSyntax`. Several prompts as a list, 1 to 16: each is painted `count` times, one prompt after
   * the other.
   */
  readonly prompt: string | readonly string[];
  /**
   * What shouldn't be seen; used when `guidanceScale` is above 1. Default: the empty text, or for Stable Diffusion XL
   * zeros in place of its embeddings, as its `model_index.json` says. One text goes with all prompts; a list has one for
   * each.
   */
  readonly negativePrompt?: string | readonly string[];
  /**
   * Stable Diffusion XL, not its refiner: the prompt for the second text encoder (default: `prompt`; the empty text means
   * it too). One for all prompts, or a list of one for each.
   */
  readonly prompt2?: string | readonly string[];
  /**
   * Stable Diffusion XL, not its refiner: the negative prompt for the second text encoder (default: `negativePrompt`). One
   * for all prompts, or a list of one for each.
   */
  readonly negativePrompt2?: string | readonly string[];
  /** Pixels: up to 4096 and a multiple of `facts.sizeMultiple`, or one of `facts.sizes` (default: the model's). */
  readonly width?: number;
  /** Pixels, as `width`; with `sizes`, the two belong together. */
  readonly height?: number;
  /** A whole number from 1 to 1000 (default: the model's). Not with `timesteps` or `sigmas`. */
  readonly steps?: number;
  /**
   * The timesteps to visit in place of `steps`: 1 to 1000 of them, falling, in training steps. Not every scheduler takes
   * them.
   */
  readonly timesteps?: readonly number[];
  /**
   * The noise levels to visit in place of `steps`: 1 to 1001 of them, falling, with the final one (mostly 0) where the
   * scheduler takes it. Not every scheduler takes them.
   */
  readonly sigmas?: readonly number[];
  /**
   * 0 to 50 (default: the model's); 1 and below is without guidance. Models that were distilled with guidance (Latent Consistency) are told the
   * number instead, and have no negative prompt.
   */
  readonly guidanceScale?: number;
  /** How far guided outputs are scaled back to the contrast of unguided ones, 0 (default) to 1; 0.7 is usual. */
  readonly guidanceRescale?: number;
  /** Share of fresh noise in every step, 0 (default) to 1; only DDIM and TCD heed it. */
  readonly eta?: number;
  /** Stable Diffusion XL: how many more layers of the text encoders to leave out for the prompt, 0 (default) to 64. */
  readonly clipSkip?: number;
  /** LCM and TCD schedulers: how many steps the schedule of the distillation has, 1 to 1000 (default: the model's, usually 50). */
  readonly originalSteps?: number;
  /** Stable Diffusion XL: what the model is told about the picture's size. */
  readonly sizeConditioning?: SizeConditioning;
  /**
   * Stable Diffusion XL: leave the last steps to another model (the refiner): stop when this share of the training
   * schedule is done, above 0 and below 1 (default: all are done). Goes with an `output` of latents.
   */
  readonly denoisingEnd?: number;
  /**
   * The starting noise in place of the seed's: standard-normal numbers, [channels, height, width] flat for each picture
   * one after the other. Not with a `source`.
   */
  readonly latents?: Float32Array;
  /** What comes out: decoded pictures (default), or their latents, as `latents` of the result. */
  readonly output?: 'picture' | 'latents';
  /** 0 to 2^63 − 1, beyond 2^53 as a bigint. Picture i is painted with seed + i, or with the i-th of a list of seeds. */
  readonly seed: bigint | number | readonly (bigint | number)[];
  /** How many pictures of each prompt, 1 (default) to 16; a request has at most 16 pictures. */
  readonly count?: number;
  /** Blend the starting noise of picture i towards that of `variation.seed` + i (default: not at all). */
  readonly variation?: NoiseVariation;
  /**
   * A class name of `listSchedulers()`, which takes over the model's scheduler options, or a scheduler of your own
   * (default: the model's).
   */
  readonly scheduler?: string | Scheduler;
  /** Checked while the request waits, before every step and before the decoding; an abort rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /**
   * How the previews of `onStep` are made: `tiny decoder` (the default where the model ships one, in `taesd_decoder/` or
   * `vae_tiny_decoder/`), `factors` (the default elsewhere: a linear map, nearly free), or `none`.
   */
  readonly preview?: PreviewMethod;
  /**
   * Preview every so many steps, 1 to 1000, and the last one. Default: every step, but the tiny decoder only so often
   * that it takes at most a tenth of the time.
   */
  readonly previewEvery?: number;
  /**
   * Called after every step; awaited. What it throws ends the request. It mustn't await another call of this pipeline,
   * which would wait for the request in turn; nor must `onImage`.
   */
  readonly onStep?: (progress: StepProgress) => void | Promise<void>;
  /** Called with every picture as soon as it is done; awaited. */
  readonly onImage?: (image: GeneratedImage, picture: number) => void | Promise<void>;
}

/** How far a picture goes from the one of its seed. */
export interface NoiseVariation {
  /** 0 (the seed's own noise) to 1 (the other seed's); along the arc between the two, so that it stays as loud. */
  readonly strength: number;
  /** 0 to 2^63 − 1, as `seed`. */
  readonly seed: bigint | number;
}

/**
 * What to paint out of another picture. Without `width` and `height` the picture's own size is taken, cut to the model's
 * multiple, or the model's size where it paints one only.
 */
export interface ImageToImageRequest extends TextToImageRequest {
  /** The picture to start from, fitted to the size that is painted by `sourceFit`. Latents must have that size already. */
  readonly source: RgbImage | LatentPicture;
  /**
   * How a source of another shape is fitted, by Pillow's Lanczos: `cover` (default) keeps its proportions and cuts off
   * evenly what sticks out, `stretch` doesn't keep them, which is what diffusers does.
   */
  readonly sourceFit?: 'cover' | 'stretch';
  /**
   * How much of it may change, above 0 to 1 (default: `facts.defaults.strength`, mostly 0.8): that share of the steps is
   * run. Latent Consistency runs all steps, from that share of the schedule.
   */
  readonly strength?: number;
  /**
   * Stable Diffusion XL: go on where another model has stopped, at this share of the training schedule, above 0 and below
   * 1 (default: not); `strength` doesn't count then, and no noise is added.
   */
  readonly denoisingStart?: number;
}

/** What one prompt of a request says. */
export interface PromptTexts {
  readonly prompt: string;
  readonly negativePrompt: string;
  /** The second text encoder's prompts, where they differ from the first one's. */
  readonly prompt2: string | undefined;
  readonly negativePrompt2: string | undefined;
}

/** The settings in force, every default filled in. The texts that stand here by themselves are those of the first prompt. */
export interface ResolvedSettings extends PromptTexts {
  /** All prompts, in the order of the request. */
  readonly prompts: readonly PromptTexts[];
  readonly width: number;
  readonly height: number;
  readonly steps: number;
  readonly guidanceScale: number;
  /** The first picture's. */
  readonly seed: bigint;
  /** Every picture's, in order. */
  readonly seeds: readonly bigint[];
  /** Pictures of each prompt. */
  readonly count: number;
  /** Class name of the scheduler. */
  readonly scheduler: string;
  /** Only for pictures out of pictures. */
  readonly strength: number | undefined;
  readonly promptSyntax: PromptSyntax;
  readonly emphasis: Emphasis;
  readonly commaBacktrack: number;
  /** In place of `steps`, which then says how many there are. */
  readonly timesteps: readonly number[] | undefined;
  readonly sigmas: readonly number[] | undefined;
  readonly guidanceRescale: number;
  readonly eta: number;
  readonly clipSkip: number;
  readonly originalSteps: number | undefined;
  readonly denoisingStart: number | undefined;
  readonly denoisingEnd: number | undefined;
  /** Only for models that are told about sizes. */
  readonly sizeConditioning: ResolvedSizeConditioning | undefined;
}

/** Where the time of one request went, in milliseconds. */
export interface GenerationTimings {
  readonly total: number;
  /** Inside ONNX Runtime, per network. */
  readonly textEncoder: number;
  readonly unet: number;
  readonly vaeEncoder: number;
  readonly vaeDecoder: number;
  /** Inside the callbacks of the request. */
  readonly callbacks: number;
  /** The rest: our own code. */
  readonly own: number;
}

/** How the model read one prompt of a request. */
export interface PromptReport {
  readonly words: PromptWords;
  /** Those of the negative prompt. */
  readonly negativeWords: PromptWords;
}

/** The pictures of one request: those of the first prompt, then those of the second, and so on. */
export interface TextToImageResult {
  /** Empty where `output` asked for latents. */
  readonly images: readonly GeneratedImage[];
  /** The pictures' latents where `output` asked for them. */
  readonly latents: readonly LatentPicture[];
  readonly settings: ResolvedSettings;
  /** The first prompt's words; its negative prompt's are in `negativeWords`. */
  readonly words: PromptWords;
  readonly negativeWords: PromptWords;
  /** How each prompt was read, in the order of the request. */
  readonly prompts: readonly PromptReport[];
  /**
   * Options of the scheduler's configuration that its class doesn't take, such as those of the model's own class where a
   * request names another; they had no effect, as in diffusers.
   */
  readonly ignoredSchedulerOptions: readonly string[];
  readonly timings: GenerationTimings;
}

/** An execution provider that was wanted but couldn't be used. */
export interface SkippedExecutionProvider {
  readonly name: string;
  readonly reason: string;
}

/** How to open a pipeline. */
export interface LoadPipelineOptions extends VaeTilingOptions {
  /**
   * ONNX Runtime's names in order of preference (default `cuda`, `webgpu`, `coreml`, `dml`, `cpu`); the first that works
   * and takes the model is used for all networks. Each but `cpu` is first tried in a process of its own, which may take
   * up to 30 seconds where a driver hangs. Give `['cpu']` for pictures that are the same on every machine, up to rounding.
   */
  readonly executionProviders?: readonly string[];
  /** Threads for one network's run, 1 to 1024 (default: ONNX Runtime's own choice, one per physical core). */
  readonly threads?: number;
  /** Textual inversions to load at once, as `loadTextualInversion` does. */
  readonly textualInversions?: readonly TextualInversion[];
  /** Milliseconds from any fixed point, for `timings` (default `performance.now`); results never depend on it. */
  readonly clock?: () => number;
  /** Ends the loading between two networks. */
  readonly signal?: AbortSignal;
}
