import { SolverRun } from './dpm-solver-run.ts';
import { computeDpmUpdate, type DpmAlgorithm, type DpmUpdate } from './dpm-solver-update.ts';
import { thresholdingOptions } from './dynamic-thresholding.ts';
import { learnedVarianceOptions } from './learned-variance.ts';
import { betaOptions, computeFiniteSigmaAlphas, computeTrainingSigmas, zeroSnrOptions } from './noise-schedule.ts';
import { OutputHistory } from './output-history.ts';
import type { PredictionType } from './prediction.ts';
import type { SchedulerRunOptions, SchedulerStep } from './scheduler.ts';
import { defineScheduler } from './scheduler-class.ts';
import { type ConfigOf, choiceOption, flagOption, integerOption, numberOption } from './scheduler-config.ts';
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
import type { Term } from './tensor-arithmetic.ts';
import { spacingOptions } from './timestep-spacing.ts';

/** Walks shorter than this end with lower orders, for stability, where the configuration says so. */
const LOWER_ORDER_FINAL_BELOW_STEPS = 15;

const options = {
  ...betaOptions(),
  ...zeroSnrOptions,
  ...spacingOptions('linspace'),
  ...sigmaSpacingOptions,
  ...thresholdingOptions,
  ...learnedVarianceOptions,
  ...flowOptions,
  ...dynamicShiftOptions,
  use_lu_lambdas: flagOption(false),
  solver_order: integerOption(2, 1),
  prediction_type: choiceOption<PredictionType>('epsilon', ['epsilon', 'sample', 'v_prediction', 'flow_prediction']),
  algorithm_type: choiceOption<DpmAlgorithm>(
    'dpmsolver++',
    ['dpmsolver', 'dpmsolver++', 'sde-dpmsolver', 'sde-dpmsolver++'],
    { deis: 'dpmsolver++' },
  ),
  solver_type: choiceOption('midpoint', ['midpoint', 'heun'], {
    logrho: 'midpoint',
    bh1: 'midpoint',
    bh2: 'midpoint',
  }),
  lower_order_final: flagOption(true),
  euler_at_final: flagOption(false),
  final_sigmas_type: choiceOption('zero', ['zero', 'sigma_min']),
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
  start: (tables, runOptions) => new DpmMultistepRun(tables, runOptions),
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

class DpmMultistepRun extends SolverRun {
  readonly #config: DpmMultistepConfig;
  readonly #history: OutputHistory;

  constructor(tables: DpmMultistepTables, runOptions: SchedulerRunOptions) {
    super(tables.config, computeSolverSchedule(tables, tables.config, runOptions), runOptions);
    this.#config = tables.config;
    this.#history = new OutputHistory(tables.config.solver_order);
  }

  step(modelOutput: Float32Array, timestep: number, sample: Float32Array): SchedulerStep {
    const { algorithm_type: algorithm, solver_type: solverType } = this.#config;
    const place = this.placeOf(timestep);
    const from = this.levelAt(place);
    const converted = this.#history.push(sample.length);
    if (algorithm === 'dpmsolver++' || algorithm === 'sde-dpmsolver++') {
      this.convertToOriginal(converted, modelOutput, sample, from);
    } else {
      this.convertToNoise(converted, modelOutput, sample, from);
    }
    const update = computeDpmUpdate(algorithm, solverType, from, this.levelAt(place + 1));
    const terms = [{ scale: update.sample, values: sample, wide: true }, ...this.#differenceTerms(update, place)];
    if (algorithm === 'sde-dpmsolver' || algorithm === 'sde-dpmsolver++') {
      terms.push({ scale: update.noise, values: this.noise.draw(sample.length, 'float32'), wide: true });
    }
    const previous = this.arithmetic.weightedSum(this.outputBuffer(sample.length), ...terms);
    const predictedOriginal = this.originalOf(converted, algorithm, sample, from);
    this.advance();
    return { previous: this.arithmetic.round(previous), predictedOriginal };
  }

  /** D0, the newest output, and as the order has it its divided differences D1 and D2, with an update's weights. */
  #differenceTerms(update: DpmUpdate, place: number): Term[] {
    const order = this.#orderAt(place);
    const newest = this.#history.at(0);
    const terms = [{ scale: update.d0, values: newest }];
    if (order === 1) return terms;
    const ratio = this.#stride(place - 1) / this.#stride(place);
    const recent = this.#difference('recent-difference', newest, this.#history.at(1), 1 / ratio);
    if (order === 2) return [...terms, { scale: update.d1, values: recent }];
    const olderRatio = this.#stride(place - 2) / this.#stride(place);
    const older = this.#difference('older-difference', this.#history.at(1), this.#history.at(2), 1 / olderRatio);
    const curvature = this.#difference('curvature', recent, older, 1 / (ratio + olderRatio));
    const slope = { scale: 1, values: recent };
    const extrapolated = this.arithmetic.weightedSum(older, slope, { scale: ratio, values: curvature });
    return [...terms, { scale: update.d1Full, values: extrapolated }, { scale: update.d2, values: curvature }];
  }

  /** scale · (newer − older), into a buffer of this run. */
  #difference(name: string, newer: Float32Array, older: Float32Array, scale: number): Float32Array {
    const into = this.buffer(name, newer.length);
    return this.arithmetic.scaledDifference(into, newer, { scale: 1, values: older }, 1 / scale);
  }

  /** The step in half-log-SNR from a place to the next. */
  #stride(place: number): number {
    return this.levelAt(place + 1).lambda - this.levelAt(place).lambda;
  }

  #orderAt(place: number): number {
    const config = this.#config;
    const left = this.timesteps.length - 1 - place;
    const shortWalk = config.lower_order_final && this.timesteps.length < LOWER_ORDER_FINAL_BELOW_STEPS;
    if (left === 0 && (config.euler_at_final || shortWalk || config.final_sigmas_type === 'zero')) return 1;
    const order = Math.min(config.solver_order, this.#history.count, left === 1 && shortWalk ? 2 : 3);
    if (this.#stride(place) === 0) return 1;
    const usable = [1, 2].findIndex((age) => age < order && this.#stride(place - age) === 0);
    return usable === -1 ? order : usable + 1;
  }
}
