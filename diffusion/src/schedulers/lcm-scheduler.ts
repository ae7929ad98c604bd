import { torchSquareRoot } from '@starweave/numerics';
import { AlphaRun, type AlphaTables } from './alpha-run.ts';
import {
  computeDistilledTimesteps,
  computeOriginTimesteps,
  type DistilledConfig,
  distilledOptions,
} from './distilled-schedule.ts';
import { computeAlphasCumprod } from './noise-schedule.ts';
import { OriginalLimiter } from './original-limiter.ts';
import { predictOriginal } from './prediction.ts';
import type { SchedulerRunOptions, SchedulerStep } from './scheduler.ts';
import { defineScheduler } from './scheduler-class.ts';

/** The data's standard deviation that the boundary condition of consistency models is written with. */
const SIGMA_DATA = 0.5;
const f32 = Math.fround;

interface LcmTables extends AlphaTables {
  readonly config: DistilledConfig;
}

/**
 * LCM: sampling of latent consistency models. Each step predicts the clean sample and, but for the last, adds noise
 * for the next timestep. `predictedOriginal` is that prediction, which pipelines decode.
 *
 * f = c_out x_0 + c_skip x, c_skip = ¼/(s² + ¼), c_out = s/√(s² + ¼), s = t · `timestep_scaling`;
 * x' = √ᾱ' f + √(1 − ᾱ') z. Source: S. Luo et al., "Latent Consistency Models", arXiv 2310.04378, §4 and algorithm 3.
 */
export const lcmScheduler = defineScheduler({
  className: 'LCMScheduler',
  order: 1,
  options: distilledOptions,
  prepare: (config): LcmTables => {
    const alphasCumprod = computeAlphasCumprod(config, { rescaleToZeroSnr: config.rescale_betas_zero_snr });
    return { config, alphasCumprod, finalAlpha: config.set_alpha_to_one ? 1 : alphasCumprod[0]! };
  },
  start: (tables, runOptions) => new LcmRun(tables, runOptions),
});

class LcmRun extends AlphaRun {
  readonly #config: DistilledConfig;
  readonly #limiter: OriginalLimiter;

  constructor(tables: LcmTables, runOptions: SchedulerRunOptions) {
    const origin = computeOriginTimesteps(tables.config, runOptions);
    super(tables, { timesteps: computeDistilledTimesteps(tables.config, runOptions, origin) }, runOptions);
    this.#config = tables.config;
    this.#limiter = new OriginalLimiter(tables.config, this.batchSize);
  }

  step(modelOutput: Float32Array, timestep: number, sample: Float32Array): SchedulerStep {
    const place = this.placeOf(timestep);
    const prediction = { type: this.#config.prediction_type, sample, modelOutput, arithmetic: this.arithmetic };
    const original = predictOriginal(this.buffer('original', sample.length), prediction, this.levelAt(timestep));
    this.arithmetic.round(this.#limiter.limit(original));
    const scaled = f32(timestep * this.#config.timestep_scaling);
    const norm = f32(f32(scaled * scaled) + SIGMA_DATA * SIGMA_DATA);
    const denoised = this.arithmetic.weightedSum(
      this.buffer('denoised', sample.length),
      { scale: scaled / torchSquareRoot(norm), values: original },
      { scale: (SIGMA_DATA * SIGMA_DATA) / norm, values: sample },
    );
    const previous = this.outputBuffer(sample.length);
    const next = this.timesteps[place + 1];
    if (next === undefined) {
      previous.set(denoised);
    } else {
      const { alpha, sigma } = this.levelAt(next);
      const noise = { scale: sigma, values: this.noise.draw(sample.length) };
      this.arithmetic.weightedSum(previous, { scale: alpha, values: denoised }, noise);
    }
    this.advance();
    return { previous, predictedOriginal: denoised };
  }

  previousTimestep(timestep: number): number {
    return this.nextInList(timestep);
  }
}
