import { DpmMultistepRun, multistepOptions } from './dpm-solver-multistep-run.ts';
import type { DpmAlgorithm } from './dpm-solver-update.ts';
import { thresholdingOptions } from './dynamic-thresholding.ts';
import { learnedVarianceOptions } from './learned-variance.ts';
import { betaOptions, computeFiniteSigmaAlphas, computeTrainingSigmas, zeroSnrOptions } from './noise-schedule.ts';
import type { PredictionType } from './prediction.ts';
import { defineScheduler } from './scheduler-class.ts';
import { type ConfigOf, choiceOption, flagOption, numberOption } from './scheduler-config.ts';
import { SchedulerConfigError } from './scheduler-errors.ts';
import { chooseSigmaSpacing, sigmaSpacingOptions } from './sigma-spacing.ts';
import {
  computeSolverSchedule,
  countUnclippedSteps,
  createSolverTables,
  dynamicShiftOptions,
  flowOptions,
  type SolverTables,
} from './solver-schedule.ts';
import { spacingOptions } from './timestep-spacing.ts';

const options = {
  ...betaOptions(),
  ...zeroSnrOptions,
  ...spacingOptions('linspace'),
  ...sigmaSpacingOptions,
  ...thresholdingOptions,
  ...learnedVarianceOptions,
  ...flowOptions,
  ...dynamicShiftOptions,
  ...multistepOptions,
  use_lu_lambdas: flagOption(false),
  prediction_type: choiceOption<PredictionType>('epsilon', ['epsilon', 'sample', 'v_prediction', 'flow_prediction']),
  algorithm_type: choiceOption<DpmAlgorithm>(
    'dpmsolver++',
    ['dpmsolver', 'dpmsolver++', 'sde-dpmsolver', 'sde-dpmsolver++'],
    { deis: 'dpmsolver++' },
  ),
  lambda_min_clipped: numberOption(Number.NEGATIVE_INFINITY),
} as const;

type DpmMultistepConfig = ConfigOf<typeof options>;

interface DpmMultistepTables extends SolverTables {
  readonly config: DpmMultistepConfig;
}

/**
 * DPM-Solver and DPM-Solver++, multistep: an exponential integrator in half-log-SNR that takes its higher derivatives
 * from earlier steps; orders 1 to 3, on the ODE or (`sde-…`) on the SDE.
 *
 * Where two noise levels of a walk are equal, so that a higher order would divide by zero, the step takes the highest
 * order that doesn't. Source: C. Lu et al., "DPM-Solver", arXiv 2206.00927, and "DPM-Solver++", arXiv 2211.01095.
 */
export const dpmSolverMultistepScheduler = defineScheduler({
  className: 'DPMSolverMultistepScheduler',
  order: 1,
  options,
  prepare: (config): DpmMultistepTables => {
    requireSupportedCombination(config);
    const alphasCumprod = computeFiniteSigmaAlphas(config, config.rescale_betas_zero_snr);
    const tables = createSolverTables(computeTrainingSigmas(alphasCumprod), {
      spacing: chooseSpacing(config),
      usedTrainingSteps: countUnclippedSteps(alphasCumprod, config.lambda_min_clipped),
      finalSigma: config.final_sigmas_type === 'zero' ? 'zero' : 'training-minimum',
      roundsTimesteps: config.beta_schedule !== 'squaredcos_cap_v2',
    });
    return { ...tables, config };
  },
  start: (tables, runOptions) =>
    new DpmMultistepRun(tables.config, computeSolverSchedule(tables, tables.config, runOptions), runOptions),
});

function requireSupportedCombination(config: DpmMultistepConfig): void {
  const { algorithm_type: algorithm, solver_order: order, prediction_type: prediction } = config;
  const onNoise = algorithm === 'dpmsolver' || algorithm === 'sde-dpmsolver';
  if (onNoise && config.final_sigmas_type === 'zero') {
    throw new SchedulerConfigError(
      `The algorithm ${algorithm} can't end at a noise level of zero. Set final_sigmas_type to "sigma_min".`,
    );
  }
  if (onNoise && prediction === 'flow_prediction') {
    throw new SchedulerConfigError(
      `The algorithm ${algorithm} doesn't take flow_prediction. Set algorithm_type to "dpmsolver++" or "sde-dpmsolver++".`,
    );
  }
  if (order > 3 || (algorithm === 'sde-dpmsolver' && order > 2)) {
    const highest = algorithm === 'sde-dpmsolver' ? 2 : 3;
    throw new SchedulerConfigError(
      `The algorithm ${algorithm} has orders 1 to ${highest}, but solver_order is ${order}.`,
    );
  }
}

function chooseSpacing(config: DpmMultistepConfig): SolverTables['spacing'] {
  const spacing = chooseSigmaSpacing(config);
  if (spacing === 'karras') return spacing;
  if (config.use_lu_lambdas) return 'lu';
  if (spacing !== 'timesteps') return spacing;
  return config.use_flow_sigmas ? 'flow' : 'timesteps';
}
