import { betaOptions, computeFiniteSigmaAlphas, computeTrainingSigmas, zeroSnrOptions } from './noise-schedule.ts';
import { NOISE_PREDICTION_TYPES, predictOriginalAtSigma } from './prediction.ts';
import type { SchedulerRunOptions, SchedulerStep } from './scheduler.ts';
import { defineScheduler } from './scheduler-class.ts';
import { type ConfigOf, choiceOption, optionalNumberOption } from './scheduler-config.ts';
import { SchedulerOptionsError } from './scheduler-errors.ts';
import { SigmaRun } from './sigma-run.ts';
import { computeSigmaSchedule, createSigmaTables, type SigmaTables, withInitialNoise } from './sigma-schedule.ts';
import { chooseSigmaSpacing, sigmaSpacingOptions } from './sigma-spacing.ts';
import { spacingOptions } from './timestep-spacing.ts';

const options = {
  ...betaOptions(),
  ...zeroSnrOptions,
  ...spacingOptions('linspace'),
  ...sigmaSpacingOptions,
  prediction_type: choiceOption('epsilon', NOISE_PREDICTION_TYPES, { original_sample: 'sample' }),
  interpolation_type: choiceOption('linear', ['linear', 'log_linear']),
  timestep_type: choiceOption('discrete', ['discrete', 'continuous']),
  final_sigmas_type: choiceOption('zero', ['zero', 'sigma_min']),
  sigma_min: optionalNumberOption(),
  sigma_max: optionalNumberOption(),
} as const;

type EulerConfig = ConfigOf<typeof options>;

interface EulerTables extends SigmaTables {
  readonly config: EulerConfig;
}

/**
 * Euler's method on the probability-flow ODE, with optional churn (noise that is added back before a step).
 *
 * d = (x − x_0)/σ̂; x' = x + d (σ' − σ̂); with churn, σ̂ = σ (1 + γ) and x gains noise of variance σ̂² − σ².
 * Source: T. Karras et al., "Elucidating the Design Space of Diffusion-Based Generative Models", arXiv 2206.00364,
 * algorithm 2 without its second-order correction.
 */
export const eulerScheduler = defineScheduler({
  className: 'EulerDiscreteScheduler',
  order: 1,
  options,
  prepare: (config): EulerTables => {
    const trainingSigmas = computeTrainingSigmas(computeFiniteSigmaAlphas(config, config.rescale_betas_zero_snr));
    const tables = createSigmaTables(trainingSigmas, {
      spacing: chooseSigmaSpacing(config),
      finalSigma: config.final_sigmas_type === 'zero' ? 0 : trainingSigmas[0]!,
      logLinear: config.interpolation_type === 'log_linear',
      largest: config.sigma_max,
      smallest: config.sigma_min,
    });
    return { ...tables, config };
  },
  start: (tables, runOptions) => new EulerRun(tables, runOptions),
});

class EulerRun extends SigmaRun {
  readonly #predictionType: EulerConfig['prediction_type'];

  constructor(tables: EulerTables, runOptions: SchedulerRunOptions) {
    const { config } = tables;
    const schedule = computeSigmaSchedule(tables, config, runOptions);
    const timesteps = modelTimesteps(config, schedule.timesteps, schedule.sigmas, runOptions);
    super({ ...withInitialNoise(schedule, config.timestep_spacing), timesteps }, runOptions);
    this.#predictionType = config.prediction_type;
  }

  step(modelOutput: Float32Array, timestep: number, sample: Float32Array): SchedulerStep {
    const place = this.placeOf(timestep);
    const sigma = this.sigmas[place]!;
    const churned = this.churned(sample, sigma);
    const original = this.buffer('original', sample.length);
    const level = this.#predictionType === 'epsilon' ? churned.sigma : sigma;
    const prediction = { type: this.#predictionType, modelOutput, arithmetic: this.arithmetic };
    predictOriginalAtSigma(original, { ...prediction, sample: churned.sample }, { sigma: level, wide: true });
    const slope = this.slopeAt(churned.sample, original, churned.sigma);
    const previous = this.arithmetic.weightedSum(
      this.outputBuffer(sample.length),
      { scale: 1, values: churned.sample, wide: true },
      { scale: this.sigmas[place + 1]! - churned.sigma, values: slope, wide: true },
    );
    this.advance();
    return { previous: this.arithmetic.round(previous), predictedOriginal: original };
  }
}

/** The values that the model is conditioned on: timesteps, or ¼ ln σ for models of continuous noise levels. */
function modelTimesteps(
  config: EulerConfig,
  timesteps: Float64Array,
  sigmas: Float64Array,
  runOptions: SchedulerRunOptions,
): Float64Array {
  if (config.timestep_type === 'discrete' || config.prediction_type !== 'v_prediction') return timesteps;
  if (runOptions.timesteps !== undefined) {
    throw new SchedulerOptionsError('A run with continuous timesteps takes steps or sigmas, not its own timesteps.');
  }
  return sigmas.subarray(0, timesteps.length).map((sigma) => Math.fround(0.25 * Math.log(sigma)));
}
