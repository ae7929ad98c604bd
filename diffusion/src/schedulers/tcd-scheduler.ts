import { torchSquareRoot } from '@starweave/numerics';
import { AlphaRun, type AlphaTables, betaBetween, computePosteriorVariance } from './alpha-run.ts';
import {
  computeDistilledTimesteps,
  computeOriginTimesteps,
  type DistilledConfig,
  distilledOptions,
  strengthOf,
} from './distilled-schedule.ts';
import { computeAlphasCumprod } from './noise-schedule.ts';
import { predictNoise, predictOriginal } from './prediction.ts';
import type { SchedulerRunOptions, SchedulerStep } from './scheduler.ts';
import { defineScheduler } from './scheduler-class.ts';
import { SchedulerOptionsError } from './scheduler-errors.ts';

const DEFAULT_ETA = 0.3;

interface TcdTables extends AlphaTables {
  readonly config: DistilledConfig;
}

/**
 * TCD: trajectory consistency distillation's strategic stochastic sampling. A step goes down to s = ⌊(1 − η) t'⌋
 * without noise, then back up to t' with it; `eta` (0 to 1, default 0.3) is how stochastic that is.
 *
 * y = √ᾱ_s x_0 + √(1 − ᾱ_s) ε; x' = √(ᾱ'/ᾱ_s) y + √(1 − ᾱ'/ᾱ_s) z. As in diffusers, clipping and thresholding options
 * have no effect. Source: J. Zheng et al., "Trajectory Consistency Distillation", arXiv 2402.19159, algorithm 4.
 */
export const tcdScheduler = defineScheduler({
  className: 'TCDScheduler',
  order: 1,
  options: distilledOptions,
  prepare: (config): TcdTables => {
    const alphasCumprod = computeAlphasCumprod(config, { rescaleToZeroSnr: config.rescale_betas_zero_snr });
    return { config, alphasCumprod, finalAlpha: config.set_alpha_to_one ? 1 : alphasCumprod[0]! };
  },
  start: (tables, runOptions) => new TcdRun(tables, runOptions),
});

class TcdRun extends AlphaRun {
  readonly #config: DistilledConfig;
  readonly #eta: number;

  constructor(tables: TcdTables, runOptions: SchedulerRunOptions) {
    const origin = tcdOrigin(tables.config, runOptions);
    super(tables, { timesteps: computeDistilledTimesteps(tables.config, runOptions, origin) }, runOptions);
    this.#config = tables.config;
    this.#eta = runOptions.eta ?? DEFAULT_ETA;
    if (!(this.#eta >= 0 && this.#eta <= 1)) {
      throw new SchedulerOptionsError(`eta is ${this.#eta}, but must be from 0 (deterministic) to 1 for TCD.`);
    }
  }

  step(modelOutput: Float32Array, timestep: number, sample: Float32Array): SchedulerStep {
    const next = this.timesteps[this.placeOf(timestep) + 1];
    const level = this.levelAt(timestep);
    const prediction = { type: this.#config.prediction_type, sample, modelOutput, arithmetic: this.arithmetic };
    const original = predictOriginal(this.buffer('original', sample.length), prediction, level);
    const noise = predictNoise(this.buffer('noise', sample.length), prediction, level);
    const lower = Math.floor((1 - this.#eta) * (next ?? 0));
    const reached = this.levelAt(lower);
    const previous = this.arithmetic.weightedSum(
      this.outputBuffer(sample.length),
      { scale: reached.alpha, values: original },
      { scale: reached.sigma, values: noise },
    );
    if (this.#eta > 0 && next !== undefined) {
      const [alpha, lowerAlpha] = [this.alphaAt(next), this.alphaAt(lower)];
      const kept = { scale: torchSquareRoot(Math.fround(alpha / lowerAlpha)), values: previous };
      const deviation = torchSquareRoot(betaBetween(alpha, lowerAlpha));
      this.arithmetic.weightedSum(previous, kept, { scale: deviation, values: this.noise.draw(sample.length) });
    }
    this.advance();
    return { previous, predictedOriginal: original };
  }

  previousTimestep(timestep: number): number {
    return this.nextInList(timestep);
  }

  variance(timestep: number, previousTimestep = this.nextInList(timestep)): number {
    return computePosteriorVariance(this.alphaAt(timestep), this.alphaAt(previousTimestep));
  }
}

/** Where a run names its own original steps, TCD picks from all training timesteps. */
function tcdOrigin(config: DistilledConfig, runOptions: SchedulerRunOptions): Float64Array {
  if (runOptions.originalSteps === undefined) return computeOriginTimesteps(config, runOptions);
  const count = Math.trunc(config.num_train_timesteps * strengthOf(runOptions));
  return new Float64Array(count).map((_, index) => index);
}
