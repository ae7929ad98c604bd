import { torchSquareRoot } from '@starweave/numerics';
import { AlphaRun, type AlphaTables, computePosteriorVariance } from './alpha-run.ts';
import { betaOptions, computeAlphasCumprod, zeroSnrOptions } from './noise-schedule.ts';
import { clippingOptions, OriginalLimiter } from './original-limiter.ts';
import { NOISE_PREDICTION_TYPES, predictNoise, predictOriginal } from './prediction.ts';
import type { SchedulerRunOptions, SchedulerStep } from './scheduler.ts';
import { defineScheduler } from './scheduler-class.ts';
import { type ConfigOf, choiceOption, flagOption } from './scheduler-config.ts';
import { computeIntegerTimesteps, refuseOptions, requireSteps, spacingOptions } from './timestep-spacing.ts';

const f32 = Math.fround;

const options = {
  ...betaOptions(),
  ...zeroSnrOptions,
  ...spacingOptions('leading'),
  ...clippingOptions(true),
  set_alpha_to_one: flagOption(true),
  prediction_type: choiceOption('epsilon', NOISE_PREDICTION_TYPES),
} as const;

interface DdimTables extends AlphaTables {
  readonly config: ConfigOf<typeof options>;
}

/**
 * DDIM: deterministic sampling along the training schedule, or stochastic with `eta` above 0 (1 is DDPM's variance).
 *
 * x_{t'} = √ᾱ_{t'} x_0 + √(1 − ᾱ_{t'} − σ²) ε + σ z, with σ² = η² (1 − ᾱ_{t'})/(1 − ᾱ_t) (1 − ᾱ_t/ᾱ_{t'}) and
 * t' = t − ⌊T/N⌋. Source: J. Song, C. Meng, S. Ermon, "Denoising Diffusion Implicit Models", arXiv 2010.02502,
 * equations 12 and 16.
 */
export const ddimScheduler = defineScheduler({
  className: 'DDIMScheduler',
  order: 1,
  options,
  prepare: (config): DdimTables => {
    const alphasCumprod = computeAlphasCumprod(config, { rescaleToZeroSnr: config.rescale_betas_zero_snr });
    return { config, alphasCumprod, finalAlpha: config.set_alpha_to_one ? 1 : alphasCumprod[0]! };
  },
  start: (tables, runOptions) => new DdimRun(tables, runOptions),
});

class DdimRun extends AlphaRun {
  readonly #config: DdimTables['config'];
  readonly #stride: number;
  readonly #limiter: OriginalLimiter;

  constructor(tables: DdimTables, runOptions: SchedulerRunOptions) {
    const { config } = tables;
    refuseOptions(runOptions, ['timesteps', 'sigmas'], 'DDIM walks the training schedule in equal strides');
    const steps = runOptions.steps ?? config.num_train_timesteps;
    requireSteps(steps, config.num_train_timesteps);
    super(tables, { timesteps: computeIntegerTimesteps(config, steps) }, runOptions);
    this.#config = config;
    this.#stride = Math.floor(config.num_train_timesteps / steps);
    this.#limiter = new OriginalLimiter(config, this.batchSize);
  }

  step(modelOutput: Float32Array, timestep: number, sample: Float32Array): SchedulerStep {
    const { eta = 0, useClippedModelOutput = false } = this.options;
    const level = this.levelAt(timestep);
    const previousAlpha = this.alphaAt(timestep - this.#stride);
    const prediction = { type: this.#config.prediction_type, sample, modelOutput, arithmetic: this.arithmetic };
    const original = predictOriginal(this.buffer('original', sample.length), prediction, level);
    const noise = predictNoise(this.buffer('noise', sample.length), prediction, level);
    this.arithmetic.round(this.#limiter.limit(original));
    if (useClippedModelOutput) {
      this.arithmetic.scaledDifference(noise, sample, { scale: level.alpha, values: original }, level.sigma);
    }
    const deviation = eta > 0 ? f32(eta * torchSquareRoot(this.variance(timestep))) : 0;
    const direction = torchSquareRoot(Math.max(f32(f32(1 - previousAlpha) - f32(deviation * deviation)), 0));
    const terms = [
      { scale: torchSquareRoot(previousAlpha), values: original },
      { scale: direction, values: noise },
    ];
    if (eta > 0) terms.push({ scale: deviation, values: this.noise.draw(sample.length) });
    const previous = this.arithmetic.weightedSum(this.outputBuffer(sample.length), ...terms);
    return { previous, predictedOriginal: original };
  }

  variance(timestep: number, previousTimestep = timestep - this.#stride): number {
    return computePosteriorVariance(this.alphaAt(timestep), this.alphaAt(previousTimestep));
  }
}
