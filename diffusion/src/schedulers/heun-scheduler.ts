import { betaOptions, COMMON_BETA_SCHEDULES, computeAlphasCumprod, computeTrainingSigmas } from './noise-schedule.ts';
import { NOISE_PREDICTION_TYPES, predictOriginalAtSigma } from './prediction.ts';
import type { SchedulerRunOptions, SchedulerStep } from './scheduler.ts';
import { defineScheduler } from './scheduler-class.ts';
import { type ConfigOf, choiceOption, flagOption, numberOption } from './scheduler-config.ts';
import { computeSigmaSchedule, createSigmaTables, type SigmaTables, withInitialNoise } from './sigma-schedule.ts';
import { chooseSigmaSpacing, sigmaSpacingOptions } from './sigma-spacing.ts';
import { clampInPlace } from './tensor-arithmetic.ts';
import { spacingOptions } from './timestep-spacing.ts';
import { repeatCalls, TwoCallRun } from './two-call-run.ts';

const options = {
  ...betaOptions({ start: 0.00085, end: 0.012, allowed: [...COMMON_BETA_SCHEDULES, 'exp'] }),
  ...spacingOptions('linspace'),
  ...sigmaSpacingOptions,
  clip_sample: flagOption(false),
  clip_sample_range: numberOption(1),
  prediction_type: choiceOption('epsilon', NOISE_PREDICTION_TYPES),
} as const;

interface HeunTables extends SigmaTables {
  readonly config: ConfigOf<typeof options>;
}

/**
 * Heun's method on the probability-flow ODE: an Euler step, then the same step again with the mean of both slopes. Two
 * model calls per step but for the last, which is Euler's.
 *
 * Source: T. Karras et al., "Elucidating the Design Space of Diffusion-Based Generative Models", arXiv 2206.00364,
 * algorithm 1.
 */
export const heunScheduler = defineScheduler({
  className: 'HeunDiscreteScheduler',
  order: 2,
  options,
  prepare: (config): HeunTables => {
    const trainingSigmas = computeTrainingSigmas(computeAlphasCumprod(config));
    return { ...createSigmaTables(trainingSigmas, { spacing: chooseSigmaSpacing(config), finalSigma: 0 }), config };
  },
  start: (tables, runOptions) => new HeunRun(tables, runOptions),
});

class HeunRun extends TwoCallRun {
  readonly #config: HeunTables['config'];

  constructor(tables: HeunTables, runOptions: SchedulerRunOptions) {
    const schedule = computeSigmaSchedule(tables, tables.config, runOptions);
    super(withInitialNoise(repeatCalls(schedule), tables.config.timestep_spacing), runOptions);
    this.#config = tables.config;
  }

  step(modelOutput: Float32Array, timestep: number, sample: Float32Array): SchedulerStep {
    const place = this.placeOf(timestep);
    const first = this.isSecondCall ? place - 1 : place;
    const stride = this.sigmas[first + 1]! - this.sigmas[first]!;
    const sigma = this.sigmas[place]!;
    const prediction = { type: this.#config.prediction_type, sample, modelOutput, arithmetic: this.arithmetic };
    const original = predictOriginalAtSigma(this.buffer('original', sample.length), prediction, { sigma });
    if (this.#config.clip_sample) clampInPlace(original, this.#config.clip_sample_range);
    const slope = this.buffer(this.isSecondCall ? 'second-slope' : 'first-slope', sample.length);
    this.arithmetic.scaledDifference(slope, sample, { scale: 1, values: original }, sigma);
    const previous = this.outputBuffer(sample.length);
    if (this.isSecondCall) {
      const firstSlope = this.buffer('first-slope', sample.length);
      this.arithmetic.scaledDifference(slope, firstSlope, { scale: -1, values: slope }, 2);
      const start = { scale: 1, values: this.start(sample.length) };
      this.arithmetic.weightedSum(previous, start, { scale: stride, values: slope });
    } else {
      this.keepStart(sample);
      this.arithmetic.weightedSum(previous, { scale: 1, values: sample }, { scale: stride, values: slope });
    }
    this.advance();
    return { previous, predictedOriginal: original };
  }

  /** The slope at the step's end, (x − x_0)/σ, goes half of the way; the last step has none. */
  protected override gainOfStep(step: number): number {
    const [start, end] = [this.sigmas[2 * step]!, this.sigmas[2 * step + 1]!];
    return end === 0 ? 0 : (start - end) / 2 / end;
  }
}
