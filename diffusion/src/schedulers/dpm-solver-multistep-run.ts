import { SolverRun, type SolverRunConfig } from './dpm-solver-run.ts';
import {
  computeDpmUpdate,
  type DpmAlgorithm,
  type DpmUpdate,
  dpmSolverTypeOption,
  isStochastic,
  predictsData,
} from './dpm-solver-update.ts';
import { OutputHistory } from './output-history.ts';
import type { RunSchedule } from './sampling-run.ts';
import type { SchedulerRunOptions, SchedulerStep } from './scheduler.ts';
import { type ConfigOf, choiceOption, flagOption, integerOption } from './scheduler-config.ts';
import type { SigmaSchedule } from './sigma-schedule.ts';
import type { Term } from './tensor-arithmetic.ts';

/** Walks shorter than this end with lower orders, for stability, where the configuration says so. */
const LOWER_ORDER_FINAL_BELOW_STEPS = 15;

/** The options of DPM-Solver's multistep walk. */
export const multistepOptions = {
  solver_order: integerOption(2, 1),
  solver_type: dpmSolverTypeOption,
  lower_order_final: flagOption(true),
  euler_at_final: flagOption(false),
  final_sigmas_type: choiceOption('zero', ['zero', 'sigma_min']),
} as const;

interface DpmMultistepConfig extends SolverRunConfig, ConfigOf<typeof multistepOptions> {
  readonly algorithm_type: DpmAlgorithm;
}

/** A run of DPM-Solver, multistep. */
export class DpmMultistepRun extends SolverRun {
  readonly #config: DpmMultistepConfig;
  readonly #history: OutputHistory;

  constructor(config: DpmMultistepConfig, schedule: RunSchedule & SigmaSchedule, runOptions: SchedulerRunOptions) {
    super(config, schedule, runOptions);
    this.#config = config;
    this.#history = new OutputHistory(config.solver_order);
  }

  step(modelOutput: Float32Array, timestep: number, sample: Float32Array): SchedulerStep {
    const { algorithm_type: algorithm, solver_type: solverType } = this.#config;
    const place = this.placeOf(timestep);
    const from = this.levelAt(place);
    const converted = this.#history.push(sample.length);
    if (predictsData(algorithm)) this.convertToOriginal(converted, modelOutput, sample, from);
    else this.convertToNoise(converted, modelOutput, { sample, level: from });
    const update = computeDpmUpdate(algorithm, solverType, from, this.levelAt(place + 1));
    const terms = [{ scale: update.sample, values: sample, wide: true }, ...this.#differenceTerms(update, place)];
    if (isStochastic(algorithm)) {
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
    const ratio = Math.fround(this.strideAt(place - 1) / this.strideAt(place));
    const recent = this.difference('recent-difference', newest, this.#history.at(1), 1 / ratio);
    if (order === 2) return [...terms, { scale: update.d1, values: recent }];
    const olderRatio = Math.fround(this.strideAt(place - 2) / this.strideAt(place));
    const older = this.difference('older-difference', this.#history.at(1), this.#history.at(2), 1 / olderRatio);
    const sum = Math.fround(ratio + olderRatio);
    const curvature = this.difference('curvature', recent, older, 1);
    const slope = { scale: 1, values: recent };
    const extrapolated = this.arithmetic.weightedSum(older, slope, { scale: ratio / sum, values: curvature });
    this.arithmetic.weightedSum(curvature, { scale: 1 / sum, values: curvature });
    return [...terms, { scale: update.d1Full, values: extrapolated }, { scale: update.d2, values: curvature }];
  }

  #orderAt(place: number): number {
    const config = this.#config;
    const left = this.timesteps.length - 1 - place;
    const shortWalk = config.lower_order_final && this.timesteps.length < LOWER_ORDER_FINAL_BELOW_STEPS;
    if (left === 0 && (config.euler_at_final || shortWalk || config.final_sigmas_type === 'zero')) return 1;
    const order = Math.min(config.solver_order, this.#history.count, left === 1 && shortWalk ? 2 : 3);
    return this.usableOrder(place, order);
  }
}
