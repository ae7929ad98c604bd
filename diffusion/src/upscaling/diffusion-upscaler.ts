import type { PictureSize } from '../model-folder/model-facts.ts';
import type { OpenNetworkOptions } from '../picture-networks/open-picture-network.ts';
import type { LatentPicture, RgbImage, SkippedExecutionProvider } from '../pipelines/text-to-image-types.ts';

/** What to enlarge, and how. */
export interface DiffusionUpscaleRequest {
  /**
   * The small picture; edges are cut evenly to multiples of `sizeMultiple`. The ×2 upscaler also takes latents of Stable
   * Diffusion 1 or 2, as `generate` gives them with `output: 'latents'`: their size must be such a multiple already.
   */
  readonly image: RgbImage | LatentPicture;
  /** What the picture shows (default: nothing). */
  readonly prompt?: string;
  /** What shouldn't be seen; used when `guidanceScale` is above 1. Default: nothing. */
  readonly negativePrompt?: string;
  /** 1 to 1000 (default 75, as diffusers has it). */
  readonly steps?: number;
  /** 0 to 50 (default 9); 1 and below is without guidance, and 0 without the prompt for the ×2 upscaler. */
  readonly guidanceScale?: number;
  /** Only ×4: how much noise the small picture gets before it is looked at, 0 to the model's limit of 350 (default 20). */
  readonly noiseLevel?: number;
  /** Only ×4: a class name of `listSchedulers()`, which takes over the model's scheduler options (default: the model's). */
  readonly scheduler?: string;
  /** 0 to 2^63 − 1. */
  readonly seed: bigint | number;
  /** Checked before every step and before the decoding; an abort rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after every step; awaited. What it throws ends the request. */
  readonly onStep?: (progress: UpscaleProgress) => void | Promise<void>;
}

/** One step that is done. */
export interface UpscaleProgress {
  /** From 1 to `steps`. */
  readonly step: number;
  readonly steps: number;
  readonly timestep: number;
  /** A rough view of the picture so far; `undefined` when there is no table for the model's latents. */
  readonly preview: RgbImage | undefined;
  /** The sample after the step, [channels, height, width] flat; valid only during the callback. */
  readonly latents: Float32Array;
}

/** A diffusion model in memory that enlarges pictures. Requests run one after the other. */
export interface DiffusionUpscaler {
  /** 2 or 4. */
  readonly scale: number;
  /** The pipeline's class, such as `StableDiffusionUpscalePipeline`. */
  readonly pipeline: string;
  /** Edges of the small picture must be multiples of this many pixels. */
  readonly sizeMultiple: number;
  readonly executionProvider: string;
  readonly skippedExecutionProviders: readonly SkippedExecutionProvider[];
  /** The size that a picture of this size comes to. */
  computeSize(size: PictureSize): PictureSize;
  /**
   * Enlarge a picture by painting it anew under its guidance. The same request gives the same bytes on one machine, and
   * what Python diffusers gives on a CPU up to rounding: the noise is torch's.
   *
   * @throws InvalidSettingsError before anything runs, for what can't be followed
   * @throws ModelRunError when a network fails
   */
  upscale(request: DiffusionUpscaleRequest): Promise<RgbImage>;
  /** Give back the memory; waits for the request that is running. Later calls are refused. */
  dispose(): Promise<void>;
}

/** How to open a diffusion upscaler. */
export interface LoadDiffusionUpscalerOptions extends OpenNetworkOptions {}
