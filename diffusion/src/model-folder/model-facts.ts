import type { ModelFault } from '../errors.ts';
import type { ModelFamilyName, ModelTask } from '../families/family-names.ts';
import type { LatentSpace } from './latent-space.ts';

/** A picture's width and height in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** What a request gets where it says nothing. */
export interface ModelDefaults extends PictureSize {
  readonly steps: number;
  readonly guidanceScale: number;
  /** How much of a picture may change that is painted out of another one. */
  readonly strength: number;
  /** Scheduler class in diffusers' vocabulary, such as `DDIMScheduler`. */
  readonly scheduler: string;
}

/** A built-in scheduler that doesn't go with a model. */
export interface UnfitScheduler {
  /** Its class name. */
  readonly name: string;
  /** Whole sentences. */
  readonly reason: string;
}

/** A model folder's facts, as `inspectModelFolder` finds them without loading any network. */
export interface ModelFacts {
  readonly folder: string;
  /** From `starweave.json`, or else the folder's name. */
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly license: string | undefined;
  /** The pipeline's class in `model_index.json` without a runtime's prefix, such as `StableDiffusionPipeline`. */
  readonly pipeline: string;
  /** `undefined` for pipelines that can't be opened. */
  readonly family: ModelFamilyName | undefined;
  /** What it can paint from; empty for pipelines that can't be opened. */
  readonly tasks: readonly ModelTask[];
  /** The sizes that the model paints, or `undefined` when any multiple of `sizeMultiple` is allowed. */
  readonly sizes: readonly PictureSize[] | undefined;
  /** Widths and heights must be multiples of this many pixels, as the VAE and the U-Net halve them (at least 8). */
  readonly sizeMultiple: number;
  /** How its pictures become latents; `undefined` when the folder can't be read. */
  readonly latentSpace: LatentSpace | undefined;
  readonly defaults: ModelDefaults;
  /**
   * Class names of the built-in schedulers that paint with it in its default number of steps, in alphabetical order; empty
   * when the folder can't be read.
   */
  readonly schedulers: readonly string[];
  /** Those of `listSchedulers()` that don't, each with the reason. */
  readonly unfitSchedulers: readonly UnfitScheduler[];
  /** Names of styles that the model knows; empty when it doesn't list any. */
  readonly styles: readonly string[];
  /** All words that the model knows, in groups; `undefined` for models with an open vocabulary. */
  readonly vocabulary: Readonly<Record<string, readonly string[]>> | undefined;
  /** Whether previews are possible: by a latent-to-RGB table, its own or its family's, or by a tiny decoder. */
  readonly hasPreview: boolean;
  /** Whether pictures can be put in (the folder has a `vae_encoder`). */
  readonly hasEncoder: boolean;
  /** Size of all files of the model together. */
  readonly sizeBytes: number;
  /** What keeps the model from being opened; empty when nothing was found. */
  readonly faults: readonly ModelFault[];
}
