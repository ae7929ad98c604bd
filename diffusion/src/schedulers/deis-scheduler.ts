import { numpyLogFloat32 } from '@starweave/numerics';
import { SolverRun } from './dpm-solver-run.ts';
import { computeDpmUpdate, type SolverLevel } from './dpm-solver-update.ts';
import { thresholdingOptions } from './dynamic-thresholding.ts';
import { betaOptions, computeAlphasCumprod, computeTrainingSigmas } from './noise-schedule.ts';
import { OutputHistory } from './output-history.ts';
import type { PredictionType } from './prediction.ts';
import type { SchedulerRunOptions, SchedulerStep } from './scheduler.ts';
import { defineScheduler } from './scheduler-class.ts';
import { type ConfigOf, choiceOption, flagOption, integerOption } from './scheduler-config.ts';
import { SchedulerConfigError } from './scheduler-errors.ts';
import { chooseSigmaSpacing, sigmaSpacingOptions } from './sigma-spacing.ts';
import {
  computeSolverSchedule,
  createSolverTables,
  dynamicShiftOptions,
  flowOptions,
  type SolverTables,
} from './solver-schedule.ts';
import type { Term } from './tensor-arithmetic.ts';
import { spacingOptions } from './timestep-spacing.ts';

/** Walks shorter than this end with lower orders, where the configuration says so. */
const LOWER_ORDER_FINAL_BELOW_STEPS = 15;

const options = {
  ...betaOptions(),
  ...spacingOptions('linspace'),
  ...sigmaSpacingOptions,
  ...thresholdingOptions,
  ...flowOptions,
  ...dynamicShiftOptions,
  solver_order: integerOption(2, 1),
  prediction_type: choiceOption<PredictionType>('epsilon', ['epsilon', 'sample', 'v_prediction', 'flow_prediction']),
  algorithm_type: choiceOption('deis', ['deis'], { dpmsolver: 'deis', 'dpmsolver++': 'deis' }),
  solver_type: choiceOption('logrho', ['logrho'], { midpoint: 'logrho', heun: 'logrho', bh1: 'logrho', bh2: 'logrho' }),
  lower_order_final: flagOption(true),
} as const;

const f32 = Math.fround;

interface DeisTables extends SolverTables {
  readonly config: ConfigOf<typeof options>;
}

/**
 * DEIS: an exponential integrator on the noise whose multistep polynomial is in ln ρ, ρ = σ/α; orders 1 to 3.
 *
 * x' = α' (x/α + Σ_k c_k ε_k), with c_k the integral over [ρ, ρ'] of the k-th Lagrange polynomial in ln ρ.
 * Source: Q. Zhang, Y. Chen, "Fast Sampling of Diffusion Models with Exponential Integrator", arXiv 2204.13902, §3.
 */
export const deisScheduler = defineScheduler({
  className: 'DEISMultistepScheduler',
  order: 1,
  options,
  prepare: (config): DeisTables => {
    if (config.solver_order > 3) {
      throw new SchedulerConfigError(`DEIS has orders 1 to 3, but solver_order is ${config.solver_order}.`);
    }
    const spacing = chooseSigmaSpacing(config);
    const alphasCumprod = computeAlphasCumprod(config);
    const tables = createSolverTables(computeTrainingSigmas(alphasCumprod), {
      spacing: spacing === 'timesteps' && config.use_flow_sigmas ? 'flow' : spacing,
      usedTrainingSteps: alphasCumprod.length,
      finalSigma: 'last',
      roundsTimesteps: true,
    });
    return { ...tables, config };
  },
  start: (tables, runOptions) => new DeisRun(tables, runOptions),
});

class DeisRun extends SolverRun {
  readonly #config: DeisTables['config'];
  readonly #history: OutputHistory;

  constructor(tables: DeisTables, runOptions: SchedulerRunOptions) {
    super(tables.config, computeSolverSchedule(tables, tables.config, runOptions), runOptions);
    this.#config = tables.config;
    this.#history = new OutputHistory(tables.config.solver_order);
  }

  step(modelOutput: Float32Array, timestep: number, sample: Float32Array): SchedulerStep {
    const place = this.placeOf(timestep);
    const from = this.levelAt(place);
    const to = this.levelAt(place + 1);
    const original = this.buffer('original', sample.length);
    this.convertToOriginal(original, modelOutput, sample, from);
    const noise = this.#history.push(sample.length);
    this.arithmetic.scaledDifference(noise, sample, { scale: from.alpha, values: original }, from.sigma);
    const order = this.#orderAt(place);
    const weights =
      order === 1 ? [computeDpmUpdate('dpmsolver', 'midpoint', from, to).d0] : this.#polynomialWeights(place, order);
    const terms = weights.map((scale, age): Term => ({ scale, values: this.#history.at(age) }));
    const previous = this.outputBuffer(sample.length);
    if (order === 1) {
      this.arithmetic.weightedSum(previous, { scale: f32(to.alpha / from.alpha), values: sample }, ...terms);
    } else {
      this.arithmetic.quotient(previous, sample, from.alpha);
      this.arithmetic.weightedSum(previous, { scale: 1, values: previous }, ...terms);
      this.arithmetic.weightedSum(previous, { scale: to.alpha, values: previous });
    }
    this.advance();
    return { previous, predictedOriginal: original };
  }

  #polynomialWeights(place: number, order: number): readonly number[] {
    const rhos = Array.from({ length: order }, (_, age) => rhoOf(this.levelAt(place - age)));
    const end = rhoOf(this.levelAt(place + 1));
    return rhos.map((own, age) => {
      const others = rhos.map((_, step) => rhos[(age + step) % order]!).slice(1);
      return f32(integrateLogLagrange(end, own, others) - integrateLogLagrange(rhos[0]!, own, others));
    });
  }

  #orderAt(place: number): number {
    const left = this.timesteps.length - 1 - place;
    const short = this.#config.lower_order_final && this.timesteps.length < LOWER_ORDER_FINAL_BELOW_STEPS;
    const highest = short ? Math.min(left + 1, this.#config.solver_order) : this.#config.solver_order;
    return this.usableOrder(place, Math.min(highest, this.#history.count));
  }
}

function rhoOf({ alpha, sigma }: SolverLevel): number {
  return f32(sigma / alpha);
}

/**
 * The antiderivative, at `rho`, of the Lagrange polynomial in ln ρ that is 1 at `own` and 0 at the one or two others;
 * in float32 with diffusers' order of roundings, because both ends of an integral nearly cancel.
 */
export function integrateLogLagrange(rho: number, own: number, others: readonly number[]): number {
  const t = numpyLogFloat32(rho);
  const b = numpyLogFloat32(own);
  const [c = 0, d] = others.map(numpyLogFloat32);
  if (d === undefined) return f32(f32(rho * f32(f32(-c + t) - 1)) / f32(b - c));
  const first = f32(f32(c * f32(f32(d - t) + 1)) - f32(d * t));
  const quadratic = f32(f32(f32(f32(first + d) + f32(t * t)) - f32(2 * t)) + 2);
  return f32(f32(rho * quadratic) / f32(f32(b - c) * f32(b - d)));
}
