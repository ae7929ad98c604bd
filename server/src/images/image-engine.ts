import type { PromptWords, RgbImage } from '@starweave/diffusion';
import type { ResolvedImageRequest } from '../jobs/job-record.ts';

/** What opens models and paints with them: one object in the worker process. A new engine is one more of these. */
export interface ImageEngine {
  /**
   * Opens a model. Rejects with ModelUnusableError when its files can't be used, with the signal's reason when it
   * is aborted.
   */
  load(folder: string, signal: AbortSignal): Promise<LoadedImageModel>;
  /** Proves that a model can be opened, with less memory than opening it; rejects as `load` does. */
  verify(folder: string, signal: AbortSignal): Promise<void>;
}

/** The model's files are at fault; the message says which, and what would fix it. */
export class ModelUnusableError extends Error {
  override readonly name = 'ModelUnusableError';
  readonly code = 'model-unusable';
}

export interface LoadedImageModel {
  /** What it runs on, such as "cpu". */
  readonly device: string;
  findUnknownWords(prompt: string): PromptWords;
  /**
   * Paints one picture and encodes its file. The same request and index give the same bytes every time. An abort
   * is seen within one step; nothing is decoded after it.
   */
  paint(order: PaintOrder): Promise<PaintedPicture>;
  /** Gives back the memory. */
  dispose(): Promise<void>;
}

export interface PaintOrder {
  readonly request: ResolvedImageRequest;
  /** Which picture of the request, from 0; it takes the request's seed + index. */
  readonly index: number;
  /** Written into the file. */
  readonly modelHash: string;
  readonly signal: AbortSignal;
  readonly onStep: (step: PaintStep) => void;
}

export interface PaintStep {
  /** Steps that are done, from 1. */
  readonly step: number;
  readonly steps: number;
  /** A small, rough view; undefined where the model can't give one. */
  readonly preview: RgbImage | undefined;
}

export interface PaintedPicture {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly seed: bigint;
}
