import { torchSquareRoot } from '@starweave/numerics';
import { AlphaRun, type AlphaTables, betaBetween, computePosteriorVariance } from './alpha-run.ts';
import { meanOf, varianceOf } from './learned-variance.ts';
import { betaOptions, COMMON_BETA_SCHEDULES, computeAlphasCumprod, zeroSnrOptions } from './noise-schedule.ts';
import { clippingOptions, OriginalLimiter } from './original-limiter.ts';
import { NOISE_PREDICTION_TYPES, predictOriginal } from './prediction.ts';
import type { SchedulerRunOptions, SchedulerStep } from './scheduler.ts';
import { defineScheduler } from './scheduler-class.ts';
import { type ConfigOf, choiceOption } from './scheduler-config.ts';
import { SchedulerOptionsError } from './scheduler-errors.ts';
import {
  computeIntegerTimesteps,
  parseOwnTimesteps,
  refuseOptions,
  requireOneSchedule,
  requireSteps,
  spacingOptions,
} from './timestep-spacing.ts';

const f32 = Math.fround;
const SMALLEST_VARIANCE = f32(1e-20);

const options = {
  ...betaOptions({ allowed: [...COMMON_BETA_SCHEDULES, 'laplace', 'sigmoid'] }),
  ...zeroSnrOptions,
  ...spacingOptions('leading'),
  ...clippingOptions(true),
  variance_type: choiceOption('fixed_small', [
    'fixed_small',
    'fixed_small_log',
    'fixed_large',
    'fixed_large_log',
    'learned',
    'learned_range',
  ]),
  prediction_type: choiceOption('epsilon', NOISE_PREDICTION_TYPES),
} as const;

interface DdpmTables extends AlphaTables {
  readonly config: ConfigOf<typeof options>;
}

/**
 * DDPM: ancestral sampling, the stochastic reverse of the training process.
 *
 * x_{t'} = √ᾱ_{t'} β/(1 − ᾱ_t) x_0 + √α (1 − ᾱ_{t'})/(1 − ᾱ_t) x_t + σ z, with α = ᾱ_t/ᾱ_{t'}, β = 1 − α; no noise
 * at t = 0. Models with learned variance give twice the channels, the variance in the second half.
 *
 * Source: J. Ho, A. Jain, P. Abbeel, "Denoising Diffusion Probabilistic Models", arXiv 2006.11239, equations 6 and 7;
 * A. Nichol, P. Dhariwal, arXiv 2102.09672, equation 15, for learned variance.
 */
export const ddpmScheduler = defineScheduler({
  className: 'DDPMScheduler',
  order: 1,
  options,
  prepare: (config): DdpmTables => ({
    config,
    alphasCumprod: computeAlphasCumprod(config, { rescaleToZeroSnr: config.rescale_betas_zero_snr }),
    finalAlpha: 1,
  }),
  start: (tables, runOptions) => new DdpmRun(tables, runOptions),
});

class DdpmRun extends AlphaRun {
  readonly #config: DdpmTables['config'];
  readonly #walksAll: boolean;
  readonly #limiter: OriginalLimiter;

  constructor(tables: DdpmTables, runOptions: SchedulerRunOptions) {
    super(tables, { timesteps: ddpmTimesteps(tables.config, runOptions) }, runOptions);
    this.#config = tables.config;
    this.#walksAll = runOptions.steps === undefined && runOptions.timesteps === undefined;
    this.#limiter = new OriginalLimiter(tables.config, this.batchSize);
  }

  step(modelOutput: Float32Array, timestep: number, sample: Float32Array): SchedulerStep {
    const { mean, predictedVariance } = this.#split(modelOutput, sample.length);
    const alpha = this.alphaAt(timestep);
    const previousAlpha = this.alphaAt(this.previousTimestep(timestep));
    const beta = betaBetween(alpha, previousAlpha);
    const prediction = { type: this.#config.prediction_type, sample, modelOutput: mean, arithmetic: this.arithmetic };
    const original = predictOriginal(this.buffer('original', sample.length), prediction, this.levelAt(timestep));
    this.arithmetic.round(this.#limiter.limit(original));
    const kept = torchSquareRoot(f32(alpha / previousAlpha));
    const terms = [
      { scale: f32(torchSquareRoot(previousAlpha) * beta) / f32(1 - alpha), values: original },
      { scale: f32(kept * f32(1 - previousAlpha)) / f32(1 - alpha), values: sample },
    ];
    if (timestep > 0) terms.push(this.#scaledNoise(timestep, sample.length, predictedVariance));
    const previous = this.arithmetic.weightedSum(this.outputBuffer(sample.length), ...terms);
    return { previous, predictedOriginal: original };
  }

  previousTimestep(timestep: number): number {
    return this.#walksAll ? timestep - 1 : this.nextInList(timestep);
  }

  /** What diffusers' own function returns: for the `_log` types a standard deviation and a logarithm. */
  variance(timestep: number, previousTimestep = this.previousTimestep(timestep)): number {
    const { small, large } = this.#variances(timestep, previousTimestep);
    switch (this.#config.variance_type) {
      case 'fixed_small_log':
        return Math.sqrt(small);
      case 'fixed_large':
        return large;
      case 'fixed_large_log':
        return Math.log(large);
      default:
        return small;
    }
  }

  #variances(timestep: number, previousTimestep: number): { small: number; large: number } {
    const alpha = this.alphaAt(timestep);
    const previousAlpha = this.alphaAt(previousTimestep);
    const small = Math.max(computePosteriorVariance(alpha, previousAlpha), SMALLEST_VARIANCE);
    return { small, large: betaBetween(alpha, previousAlpha) };
  }

  #split(modelOutput: Float32Array, length: number): { mean: Float32Array; predictedVariance?: Float32Array } {
    const learned = this.#config.variance_type === 'learned' || this.#config.variance_type === 'learned_range';
    if (!learned) return { mean: modelOutput };
    if (modelOutput.length !== 2 * length) {
      throw new SchedulerOptionsError(
        `With variance_type ${this.#config.variance_type} the model's output must hold ${2 * length} numbers, twice the ` +
          `sample's, but holds ${modelOutput.length}.`,
      );
    }
    return {
      mean: meanOf(modelOutput, this.buffer('mean', length), this.batchSize),
      predictedVariance: varianceOf(modelOutput, this.buffer('variance', length), this.batchSize),
    };
  }

  #scaledNoise(timestep: number, length: number, predictedVariance: Float32Array | undefined) {
    const noise = this.noise.draw(length);
    const { small, large } = this.#variances(timestep, this.previousTimestep(timestep));
    if (predictedVariance === undefined) {
      const type = this.#config.variance_type;
      const variance = type === 'fixed_large' || type === 'fixed_large_log' ? large : small;
      return { scale: torchSquareRoot(variance), values: noise };
    }
    const [lowest, highest] = [Math.log(small), Math.log(large)];
    const range = this.#config.variance_type === 'learned_range';
    for (let index = 0; index < length; index += 1) {
      const predicted = predictedVariance[index]!;
      const share = (predicted + 1) / 2;
      noise[index]! *= range ? Math.exp(0.5 * (share * highest + (1 - share) * lowest)) : torchSquareRoot(predicted);
    }
    return { scale: 1, values: noise };
  }
}

function ddpmTimesteps(config: DdpmTables['config'], runOptions: SchedulerRunOptions): Float64Array {
  requireOneSchedule(runOptions);
  refuseOptions(runOptions, ['sigmas'], 'DDPM counts in training timesteps');
  const trainingSteps = config.num_train_timesteps;
  if (runOptions.timesteps !== undefined) return parseOwnTimesteps(runOptions.timesteps, trainingSteps);
  if (runOptions.steps === undefined)
    return new Float64Array(trainingSteps).map((_, index) => trainingSteps - 1 - index);
  requireSteps(runOptions.steps, trainingSteps);
  return computeIntegerTimesteps(config, runOptions.steps);
}
