import { SolverRun } from './dpm-solver-run.ts';
import {
  computeDpmUpdate,
  type DpmAlgorithm,
  type DpmUpdate,
  dpmSolverTypeOption,
  isStochastic,
  predictsData,
} from './dpm-solver-update.ts';
import { thresholdingOptions } from './dynamic-thresholding.ts';
import { learnedVarianceOptions } from './learned-variance.ts';
import { betaOptions, computeAlphasCumprod, computeTrainingSigmas } from './noise-schedule.ts';
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

const options = {
  ...betaOptions(),
  ...sigmaSpacingOptions,
  ...thresholdingOptions,
  ...learnedVarianceOptions,
  ...flowOptions,
  ...dynamicShiftOptions,
  solver_order: integerOption(2, 1),
  prediction_type: choiceOption<PredictionType>('epsilon', ['epsilon', 'sample', 'v_prediction', 'flow_prediction']),
  algorithm_type: choiceOption<DpmAlgorithm>('dpmsolver++', ['dpmsolver', 'dpmsolver++', 'sde-dpmsolver++'], {
    deis: 'dpmsolver++',
  }),
  solver_type: dpmSolverTypeOption,
  lower_order_final: flagOption(false),
  final_sigmas_type: choiceOption('zero', ['zero', 'sigma_min']),
  lambda_min_clipped: numberOption(Number.NEGATIVE_INFINITY),
} as const;

const f32 = Math.fround;

type DpmSinglestepConfig = ConfigOf<typeof options>;

interface DpmSinglestepTables extends SolverTables {
  readonly config: DpmSinglestepConfig;
}

/**
 * DPM-Solver and DPM-Solver++, singlestep: groups of one, two or three model calls, each group a step of that order from
 * the group's first sample. A walk that groups don't divide evenly, or that ends at zero, finishes with lower orders.
 *
 * Source: C. Lu et al., "DPM-Solver", arXiv 2206.00927, algorithms 1 and 2, and "DPM-Solver++", arXiv 2211.01095.
 */
export const dpmSolverSinglestepScheduler = defineScheduler({
  className: 'DPMSolverSinglestepScheduler',
  order: 1,
  options,
  prepare: (config): DpmSinglestepTables => {
    requireSupportedCombination(config);
    const alphasCumprod = computeAlphasCumprod(config);
    const spacing = chooseSigmaSpacing(config);
    const tables = createSolverTables(computeTrainingSigmas(alphasCumprod), {
      spacing: spacing === 'timesteps' && config.use_flow_sigmas ? 'flow' : spacing,
      usedTrainingSteps: countUnclippedSteps(alphasCumprod, config.lambda_min_clipped),
      finalSigma: config.final_sigmas_type === 'zero' ? 'zero' : 'training-minimum',
      roundsTimesteps: true,
    });
    return { ...tables, config };
  },
  start: (tables, runOptions) => new DpmSinglestepRun(tables, runOptions),
});

function requireSupportedCombination(config: DpmSinglestepConfig): void {
  if (config.algorithm_type === 'dpmsolver' && config.final_sigmas_type === 'zero') {
    throw new SchedulerConfigError(
      'The algorithm dpmsolver can\'t end at a noise level of zero. Set final_sigmas_type to "sigma_min".',
    );
  }
  if (config.algorithm_type === 'dpmsolver' && config.prediction_type === 'flow_prediction') {
    throw new SchedulerConfigError('The algorithm dpmsolver doesn\'t take flow_prediction; "dpmsolver++" does.');
  }
  if (config.solver_order > 3) {
    throw new SchedulerConfigError(`The solver has orders 1 to 3, but solver_order is ${config.solver_order}.`);
  }
}

class DpmSinglestepRun extends SolverRun {
  readonly #config: DpmSinglestepConfig;
  readonly #orders: readonly number[];
  readonly #history: OutputHistory;

  constructor(tables: DpmSinglestepTables, runOptions: SchedulerRunOptions) {
    const { config } = tables;
    const spacing = { timestep_spacing: 'linspace', steps_offset: 0 } as const;
    super(config, computeSolverSchedule(tables, { ...config, ...spacing }, runOptions), runOptions);
    this.#config = config;
    this.#orders = computeOrders(this.timesteps.length, config);
    this.#history = new OutputHistory(config.solver_order);
  }

  step(modelOutput: Float32Array, timestep: number, sample: Float32Array): SchedulerStep {
    const { algorithm_type: algorithm, solver_type: solverType } = this.#config;
    const place = this.placeOf(timestep);
    const level = this.levelAt(place);
    const converted = this.#history.push(sample.length);
    if (predictsData(algorithm)) this.convertToOriginal(converted, modelOutput, sample, level);
    else this.convertToNoise(converted, modelOutput, { sample, level });
    const order = Math.min(this.#orders[place]!, this.#history.count);
    const start = this.buffer('start', sample.length);
    if (order === 1) start.set(sample);
    const update = computeDpmUpdate(algorithm, solverType, this.levelAt(place - order + 1), this.levelAt(place + 1));
    const terms: Term[] = [{ scale: update.sample, values: start }, ...this.#differenceTerms(update, place, order)];
    if (isStochastic(algorithm)) terms.push({ scale: update.noise, values: this.noise.draw(sample.length) });
    const previous = this.arithmetic.weightedSum(this.outputBuffer(sample.length), ...terms);
    const predictedOriginal = this.originalOf(converted, algorithm, sample, level);
    this.advance();
    return { previous, predictedOriginal };
  }

  /** D0, the group's first output, and the differences of the later ones from it, with an update's weights. */
  #differenceTerms(update: DpmUpdate, place: number, order: number): Term[] {
    const first = this.#history.at(order - 1);
    const terms = [{ scale: update.d0, values: first }];
    if (order === 1) return terms;
    const from = this.levelAt(place - order + 1).lambda;
    const stride = f32(this.levelAt(place + 1).lambda - from);
    const ratio = f32(f32(this.levelAt(place).lambda - from) / stride);
    const newest = this.difference('newest-difference', this.#history.at(0), first, 1 / ratio);
    if (order === 2) return [...terms, { scale: update.d1, values: newest }];
    if (this.#config.solver_type === 'midpoint') return [...terms, { scale: update.d1Full, values: newest }];
    const middleRatio = f32(f32(this.levelAt(place - 1).lambda - from) / stride);
    const middle = this.difference('middle-difference', this.#history.at(1), first, 1 / middleRatio);
    const span = ratio - middleRatio;
    const curvature = this.difference('curvature', newest, middle, 2 / span);
    const slope = this.arithmetic.weightedSum(
      middle,
      { scale: ratio / span, values: middle },
      { scale: -middleRatio / span, values: newest },
    );
    return [...terms, { scale: update.d1Full, values: slope }, { scale: update.d2, values: curvature }];
  }
}

/** The order of every step: groups of 1, 2, …, with the end of the list fixed up where the walk needs lower orders. */
export function computeOrders(
  steps: number,
  config: Pick<DpmSinglestepConfig, 'solver_order' | 'lower_order_final' | 'final_sigmas_type'>,
): readonly number[] {
  const { solver_order: order, final_sigmas_type: final } = config;
  const group = [1, 2, 3].slice(0, order);
  const groups = (count: number): number[] => Array.from({ length: count }, () => group).flat();
  const whole = Math.floor(steps / order);
  const left = steps % order;
  if (!config.lower_order_final && left === 0 && final !== 'zero') return groups(whole);
  if (order === 1) return groups(steps);
  if (left === 0) return [...groups(whole - 1), ...(order === 3 ? [1, 2, 1] : [1, 1])];
  const tail = order === 3 && left === 2 ? [1, 2] : [1];
  const orders = [...groups(whole), ...tail];
  return final === 'zero' ? [...orders.slice(0, -1), 1] : orders;
}
