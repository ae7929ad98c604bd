import { torchSquareRoot } from '@starweave/numerics';
import type { NoiseLevel } from './prediction.ts';
import { type RunSchedule, SamplingRun } from './sampling-run.ts';
import type { SchedulerRunOptions } from './scheduler.ts';
import { SchedulerOptionsError } from './scheduler-errors.ts';

/** What samplers that count in training timesteps compute once from their configuration. */
export interface AlphaTables {
  /** ᾱ_t of every training step. */
  readonly alphasCumprod: Float32Array;
  /** ᾱ beyond the first training step, where a walk ends. */
  readonly finalAlpha: number;
}

/** A run of a sampler on the variance-preserving process x = √ᾱ_t x_0 + √(1 − ᾱ_t) n, by training timestep. */
export abstract class AlphaRun extends SamplingRun {
  readonly #tables: AlphaTables;

  constructor(tables: AlphaTables, schedule: RunSchedule, options: SchedulerRunOptions) {
    super(schedule, options);
    this.#tables = tables;
  }

  addNoise(original: Float32Array, noise: Float32Array, timestep: number, into?: Float32Array): Float32Array {
    const { alpha, sigma } = this.levelAt(timestep);
    const target = into ?? new Float32Array(original.length);
    return this.arithmetic.weightedSum(target, { scale: alpha, values: original }, { scale: sigma, values: noise });
  }

  /** ᾱ at a training timestep; below 0 is the end of the walk. */
  protected alphaAt(timestep: number): number {
    if (timestep < 0) return this.#tables.finalAlpha;
    const alpha = this.#tables.alphasCumprod[timestep];
    if (alpha === undefined) {
      throw new SchedulerOptionsError(
        `There is no training timestep ${timestep}: they are integers from 0 to ${this.#tables.alphasCumprod.length - 1}.`,
      );
    }
    return alpha;
  }

  protected levelAt(timestep: number): NoiseLevel {
    const alpha = this.alphaAt(timestep);
    return { alpha: torchSquareRoot(alpha), sigma: torchSquareRoot(Math.fround(1 - alpha)) };
  }

  /** The timestep after this one in the list, −1 at its end. */
  protected nextInList(timestep: number): number {
    const place = this.timesteps.indexOf(timestep);
    if (place === -1) throw new SchedulerOptionsError(`The timestep ${timestep} isn't one of this run's.`);
    return this.timesteps[place + 1] ?? -1;
  }
}

/**
 * Variance of x_{t'} given x_t and x_0: (1 − ᾱ_{t'})/(1 − ᾱ_t) · (1 − ᾱ_t/ᾱ_{t'}).
 * Source: J. Ho, A. Jain, P. Abbeel, "Denoising Diffusion Probabilistic Models", arXiv 2006.11239, equation 7.
 */
export function computePosteriorVariance(alphaCumprod: number, previousAlphaCumprod: number): number {
  const f32 = Math.fround;
  const ratio = f32(f32(1 - previousAlphaCumprod) / f32(1 - alphaCumprod));
  return f32(ratio * betaBetween(alphaCumprod, previousAlphaCumprod));
}

/** 1 − ᾱ_t/ᾱ_{t'}: the noise variance of the step between two timesteps, float32 as in torch, where it cancels. */
export function betaBetween(alphaCumprod: number, previousAlphaCumprod: number): number {
  return Math.fround(1 - Math.fround(alphaCumprod / previousAlphaCumprod));
}
