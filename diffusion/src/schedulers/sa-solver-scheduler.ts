import { torchSquareRoot } from '@starweave/numerics';
import { SolverRun } from './dpm-solver-run.ts';
import type { SolverLevel } from './dpm-solver-update.ts';
import { thresholdingOptions } from './dynamic-thresholding.ts';
import { learnedVarianceOptions } from './learned-variance.ts';
import { betaOptions, computeAlphasCumprod, computeTrainingSigmas } from './noise-schedule.ts';
import { OutputHistory } from './output-history.ts';
import type { PredictionType } from './prediction.ts';
import { computeAdamsWeights, secondOrderChange } from './sa-solver-coefficients.ts';
import type { SchedulerRunOptions, SchedulerStep } from './scheduler.ts';
import { defineScheduler } from './scheduler-class.ts';
import {
  type ConfigOf,
  choiceOption,
  flagOption,
  integerOption,
  numberOption,
  optionalFunctionOption,
} from './scheduler-config.ts';
import { SchedulerConfigError, SchedulerOptionsError } from './scheduler-errors.ts';
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

/** Timesteps between which steps are stochastic, unless the configuration has a function of its own. */
const STOCHASTIC_FROM = 200;
const STOCHASTIC_TO = 800;
const HIGHEST_ORDER = 4;

function usualTau(timestep: number): number {
  return timestep >= STOCHASTIC_FROM && timestep <= STOCHASTIC_TO ? 1 : 0;
}

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
  tau_func: optionalFunctionOption(),
} as const;

const f32 = Math.fround;
const f32Exp = (value: number): number => f32(Math.exp(f32(value)));

type SaSolverConfig = ConfigOf<typeof options>;

interface SaSolverTables extends SolverTables {
  readonly alphasCumprod: Float32Array;
  readonly config: SaSolverConfig;
}

/**
 * SA-Solver: stochastic Adams methods, a predictor and a corrector at no extra model call. Noise enters between
 * timesteps 200 and 800 (τ = 1), or as much as the option `tau_func` says for a timestep, 0 (none) or more; it is drawn
 * at every step.
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
    return { ...tables, config, alphasCumprod };
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
  readonly #alphasCumprod: Float32Array;
  readonly #history: OutputHistory;
  /** What the corrector needs to know of the step before. */
  #last: { correctorOrder: number; tau: number } | undefined;

  constructor(tables: SaSolverTables, runOptions: SchedulerRunOptions) {
    const { config } = tables;
    super(config, computeSolverSchedule(tables, config, runOptions), runOptions);
    this.#config = config;
    this.#alphasCumprod = tables.alphasCumprod;
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
    const tau = this.#tauAt(timestep);
    const orders = this.#ordersAt(place);
    const step = { place, newestPlace: place, order: orders.predictor, tau };
    const previous = this.#adamsStep(this.outputBuffer(sample.length), start, step);
    this.#last = { correctorOrder: orders.corrector, tau };
    const predictedOriginal = this.originalOf(converted, predictsData ? 'dpmsolver++' : 'dpmsolver', sample, level);
    this.advance();
    return { previous, predictedOriginal };
  }

  /** By the timestep itself, not by the walk's noise level there: the two differ where levels have a spacing of their own. */
  override addNoise(original: Float32Array, noise: Float32Array, timestep: number, into?: Float32Array): Float32Array {
    const alpha = this.#alphasCumprod[timestep];
    if (alpha === undefined) {
      throw new SchedulerOptionsError(
        `There is no training timestep ${timestep}: they are integers from 0 to ${this.#alphasCumprod.length - 1}.`,
      );
    }
    return this.arithmetic.weightedSum(
      into ?? new Float32Array(original.length),
      { scale: torchSquareRoot(alpha), values: original },
      { scale: torchSquareRoot(Math.fround(1 - alpha)), values: noise },
    );
  }

  #tauAt(timestep: number): number {
    const tau = (this.#config.tau_func ?? usualTau)(timestep);
    if (tau >= 0 && Number.isFinite(tau)) return tau;
    throw new SchedulerOptionsError(
      `The scheduler's tau_func gave ${tau} for timestep ${timestep}, but must give a number of 0 or more.`,
    );
  }

  #adamsStep(into: Float32Array, start: Float32Array, step: AdamsStep): Float32Array {
    const { place, newestPlace, order, tau } = step;
    const from = this.levelAt(place);
    const to = this.levelAt(place + 1);
    const stride = f32(to.lambda - from.lambda);
    const predictsData = this.#config.algorithm_type === 'data_prediction';
    const nodes = Array.from({ length: order }, (_, age) => this.levelAt(newestPlace - age).lambda);
    const span = { start: from.lambda, end: to.lambda };
    const weights = computeAdamsWeights(nodes, span, { predictsData, tau });
    if (predictsData && order === 2) {
      const spacing = newestPlace === place ? f32(nodes[0]! - nodes[1]!) : undefined;
      const change = secondOrderChange(span, tau, spacing);
      weights[0] = f32(weights[0]! + change);
      weights[1] = f32(weights[1]! - change);
    }
    const { kept, output, deviation } = stepScales(predictsData, tau, stride, { from, to });
    const terms = weights.map((weight, age): Term => ({ scale: f32(output * weight), values: this.#history.at(age) }));
    const slope = this.arithmetic.weightedSum(this.buffer('slope', start.length), ...terms);
    const noise = { scale: deviation, values: this.buffer('noise', start.length) };
    return this.arithmetic.weightedSum(into, { scale: kept, values: start }, { scale: 1, values: slope }, noise);
  }

  #ordersAt(place: number): { predictor: number; corrector: number } {
    const config = this.#config;
    const left = config.lower_order_final ? this.timesteps.length - place : Number.POSITIVE_INFINITY;
    const predictor = Math.min(config.predictor_order, left, this.#history.count);
    const corrector = Math.min(config.corrector_order, left + 1, this.#history.count + 1);
    return { predictor: this.usableOrder(place, predictor), corrector: this.usableOrder(place, corrector) };
  }
}

/** The scales of the step's start, of its weighted outputs and of its noise. */
function stepScales(
  predictsData: boolean,
  tau: number,
  stride: number,
  { from, to }: { readonly from: SolverLevel; readonly to: SolverLevel },
): { kept: number; output: number; deviation: number } {
  const rate = 1 + tau * tau;
  if (predictsData) {
    return {
      kept: f32(f32Exp(-tau * tau * stride) * f32(to.sigma / from.sigma)),
      output: f32(f32(rate * to.sigma) * f32Exp(-tau * tau * to.lambda)),
      deviation: f32(to.sigma * torchSquareRoot(f32(1 - f32Exp(-2 * tau * tau * stride)))),
    };
  }
  return {
    kept: f32(to.alpha / from.alpha),
    output: -f32(rate * to.alpha),
    deviation: f32(tau * to.sigma * torchSquareRoot(f32(f32Exp(2 * stride) - 1))),
  };
}
