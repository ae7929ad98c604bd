import { SolverRun } from './dpm-solver-run.ts';
import { thresholdingOptions } from './dynamic-thresholding.ts';
import { learnedVarianceOptions } from './learned-variance.ts';
import { betaOptions, computeAlphasCumprod, computeTrainingSigmas } from './noise-schedule.ts';
import { OutputHistory } from './output-history.ts';
import type { PredictionType } from './prediction.ts';
import { computeAdamsWeights } from './sa-solver-coefficients.ts';
import type { SchedulerRunOptions, SchedulerStep } from './scheduler.ts';
import { defineScheduler } from './scheduler-class.ts';
import { type ConfigOf, choiceOption, flagOption, integerOption, numberOption } from './scheduler-config.ts';
import { SchedulerConfigError } from './scheduler-errors.ts';
import { chooseSigmaSpacing, sigmaSpacingOptions } from './sigma-spacing.ts';
import {
  computeSolverSchedule,
  countUnclippedSteps,
  createSolverTables,
  flowOptions,
  type SolverTables,
} from './solver-schedule.ts';
import type { Term } from './tensor-arithmetic.ts';
import { spacingOptions } from './timestep-spacing.ts';

/** Timesteps between which steps are stochastic. */
const STOCHASTIC_FROM = 200;
const STOCHASTIC_TO = 800;
const HIGHEST_ORDER = 4;

const options = {
  ...betaOptions(),
  ...spacingOptions('linspace'),
  ...sigmaSpacingOptions,
  ...thresholdingOptions,
  ...learnedVarianceOptions,
  ...flowOptions,
  predictor_order: integerOption(2, 1),
  corrector_order: integerOption(2, 1),
  prediction_type: choiceOption<PredictionType>('epsilon', ['epsilon', 'sample', 'v_prediction', 'flow_prediction']),
  algorithm_type: choiceOption('data_prediction', ['data_prediction', 'noise_prediction']),
  lower_order_final: flagOption(true),
  lambda_min_clipped: numberOption(Number.NEGATIVE_INFINITY),
} as const;

type SaSolverConfig = ConfigOf<typeof options>;

interface SaSolverTables extends SolverTables {
  readonly config: SaSolverConfig;
}

/**
 * SA-Solver: stochastic Adams methods, a predictor and a corrector at no extra model call. Noise enters between
 * timesteps 200 and 800 (τ = 1), and is drawn at every step.
 *
 * Source: S. Xue et al., "SA-Solver: Stochastic Adams Solver for Fast Sampling of Diffusion Models", arXiv 2309.05019,
 * algorithms 1 and 2.
 */
export const saSolverScheduler = defineScheduler({
  className: 'SASolverScheduler',
  order: 1,
  options,
  prepare: (config): SaSolverTables => {
    if (config.predictor_order > HIGHEST_ORDER || config.corrector_order > HIGHEST_ORDER) {
      throw new SchedulerConfigError(
        `SA-Solver has orders 1 to ${HIGHEST_ORDER}, but predictor_order is ${config.predictor_order} and ` +
          `corrector_order ${config.corrector_order}.`,
      );
    }
    const alphasCumprod = computeAlphasCumprod(config);
    const spacing = chooseSigmaSpacing(config);
    const tables = createSolverTables(computeTrainingSigmas(alphasCumprod), {
      spacing: spacing === 'timesteps' && config.use_flow_sigmas ? 'flow' : spacing,
      usedTrainingSteps: countUnclippedSteps(alphasCumprod, config.lambda_min_clipped),
      finalSigma: 'last',
      roundsTimesteps: true,
    });
    return { ...tables, config };
  },
  start: (tables, runOptions) => new SaSolverRun(tables, runOptions),
});

/** One Adams step: where it starts in the schedule, and the outputs that it takes. */
interface AdamsStep {
  /** The place whose step this is. */
  readonly place: number;
  /** The place of the newest output that counts: the step's own, or the next one when correcting. */
  readonly newestPlace: number;
  readonly order: number;
  readonly tau: number;
}

class SaSolverRun extends SolverRun {
  readonly #config: SaSolverConfig;
  readonly #history: OutputHistory;
  /** What the corrector needs to know of the step before. */
  #last: { correctorOrder: number; tau: number } | undefined;

  constructor(tables: SaSolverTables, runOptions: SchedulerRunOptions) {
    const { config } = tables;
    super(config, computeSolverSchedule(tables, config, runOptions), runOptions);
    this.#config = config;
    this.#history = new OutputHistory(Math.max(config.predictor_order, config.corrector_order - 1) + 1);
  }

  step(modelOutput: Float32Array, timestep: number, sample: Float32Array): SchedulerStep {
    const config = this.#config;
    const place = this.placeOf(timestep);
    const level = this.levelAt(place);
    const converted = this.#history.push(sample.length);
    const predictsData = config.algorithm_type === 'data_prediction';
    if (predictsData) this.convertToOriginal(converted, modelOutput, sample, level);
    else this.convertToNoise(converted, modelOutput, { sample, level });

    const start = this.buffer('start', sample.length);
    const noise = this.buffer('noise', sample.length);
    if (this.#last === undefined) {
      start.set(sample);
    } else {
      const { correctorOrder, tau } = this.#last;
      this.#adamsStep(start, start, { place: place - 1, newestPlace: place, order: correctorOrder, tau });
    }
    noise.set(this.noise.draw(sample.length));
    const tau = timestep >= STOCHASTIC_FROM && timestep <= STOCHASTIC_TO ? 1 : 0;
    const orders = this.#ordersAt(place);
    const step = { place, newestPlace: place, order: orders.predictor, tau };
    const previous = this.#adamsStep(this.outputBuffer(sample.length), start, step);
    this.#last = { correctorOrder: orders.corrector, tau };
    const predictedOriginal = this.originalOf(converted, predictsData ? 'dpmsolver++' : 'dpmsolver', sample, level);
    this.advance();
    return { previous, predictedOriginal };
  }

  #adamsStep(into: Float32Array, start: Float32Array, step: AdamsStep): Float32Array {
    const { place, newestPlace, order, tau } = step;
    const from = this.levelAt(place);
    const to = this.levelAt(place + 1);
    const stride = to.lambda - from.lambda;
    const predictsData = this.#config.algorithm_type === 'data_prediction';
    const nodes = Array.from({ length: order }, (_, age) => this.levelAt(newestPlace - age).lambda);
    const span = { start: from.lambda, end: to.lambda };
    const weights = computeAdamsWeights(nodes, span, { predictsData, tau });
    if (predictsData && order === 2) {
      const change = secondOrderChange(nodes, span, tau);
      weights[0]! += change;
      weights[1]! -= change;
    }
    const rate = 1 + tau * tau;
    const output = predictsData ? rate * to.sigma * Math.exp(-tau * tau * to.lambda) : -rate * to.alpha;
    const kept = predictsData ? Math.exp(-tau * tau * stride) * (to.sigma / from.sigma) : to.alpha / from.alpha;
    const deviation = predictsData
      ? to.sigma * Math.sqrt(-Math.expm1(-2 * tau * tau * stride))
      : tau * to.sigma * Math.sqrt(Math.expm1(2 * stride));
    const terms = weights.map((weight, age): Term => ({ scale: output * weight, values: this.#history.at(age) }));
    const noise = { scale: deviation, values: this.buffer('noise', start.length) };
    return this.arithmetic.weightedSum(into, { scale: kept, values: start }, ...terms, noise);
  }

  #ordersAt(place: number): { predictor: number; corrector: number } {
    const config = this.#config;
    const left = config.lower_order_final ? this.timesteps.length - place : Number.POSITIVE_INFINITY;
    const predictor = Math.min(config.predictor_order, left, this.#history.count);
    const corrector = Math.min(config.corrector_order, left + 1, this.#history.count + 1);
    return { predictor: this.usableOrder(place, predictor), corrector: this.usableOrder(place, corrector) };
  }
}

/** Moves weight between both outputs of a second-order step, for coefficients that are exact to third order. */
function secondOrderChange(
  nodes: readonly number[],
  { start, end }: { start: number; end: number },
  tau: number,
): number {
  const rate = 1 + tau * tau;
  const stride = end - start;
  const [newest, before] = nodes as readonly [number, number];
  const remainder = (stride * rate - 1 + Math.exp(-rate * stride)) / (rate * rate);
  return (Math.exp(rate * end) * ((stride * stride) / 2 - remainder)) / (newest - before);
}
