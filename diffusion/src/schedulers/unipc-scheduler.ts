import { SolverRun } from './dpm-solver-run.ts';
import type { SolverLevel } from './dpm-solver-update.ts';
import { thresholdingOptions } from './dynamic-thresholding.ts';
import { solveLinearSystem } from './linear-system.ts';
import { betaOptions, computeFiniteSigmaAlphas, computeTrainingSigmas, zeroSnrOptions } from './noise-schedule.ts';
import { OutputHistory } from './output-history.ts';
import type { PredictionType } from './prediction.ts';
import type { Scheduler, SchedulerRun, SchedulerRunOptions, SchedulerStep } from './scheduler.ts';
import { defineScheduler } from './scheduler-class.ts';
import {
  type ConfigOf,
  choiceOption,
  flagOption,
  integerListOption,
  integerOption,
  optionalNumberOption,
  optionalSchedulerOption,
} from './scheduler-config.ts';
import { SchedulerConfigError, SchedulerOptionsError } from './scheduler-errors.ts';
import { chooseSigmaSpacing, sigmaSpacingOptions } from './sigma-spacing.ts';
import { createSolverTables, flowOptions, type SolverTables } from './solver-schedule.ts';
import type { Term } from './tensor-arithmetic.ts';
import { spacingOptions } from './timestep-spacing.ts';
import { computeUniPcSchedule } from './unipc-schedule.ts';

const options = {
  ...betaOptions(),
  ...zeroSnrOptions,
  ...spacingOptions('linspace'),
  ...sigmaSpacingOptions,
  ...thresholdingOptions,
  ...flowOptions,
  use_dynamic_shifting: flagOption(false),
  time_shift_type: choiceOption('exponential', ['exponential', 'linear']),
  shift_terminal: optionalNumberOption(),
  sigma_min: optionalNumberOption(),
  sigma_max: optionalNumberOption(),
  solver_order: integerOption(2, 1),
  prediction_type: choiceOption<PredictionType>('epsilon', ['epsilon', 'sample', 'v_prediction', 'flow_prediction']),
  predict_x0: flagOption(true),
  solver_type: choiceOption('bh2', ['bh1', 'bh2'], { midpoint: 'bh2', heun: 'bh2', logrho: 'bh2' }),
  lower_order_final: flagOption(true),
  disable_corrector: integerListOption(),
  solver_p: optionalSchedulerOption(),
  final_sigmas_type: choiceOption('zero', ['zero', 'sigma_min']),
} as const;

/** Scalars are float32, in torch's order of roundings, which shows where noise levels are far from 1. */
const f32 = Math.fround;

type UniPcConfig = ConfigOf<typeof options>;

interface UniPcTables extends SolverTables {
  readonly config: UniPcConfig;
}

/**
 * UniPC: a multistep predictor of any order, and a corrector that improves each sample with the model output at it, at
 * no extra model call. With another scheduler as `solver_p`, that one predicts; its timesteps must be UniPC's.
 *
 * Source: W. Zhao, L. Bai, Y. Rao, J. Zhou, J. Lu, "UniPC", arXiv 2302.04867, algorithms 1 to 4; B(h) is h (`bh1`) or
 * e^h − 1 (`bh2`).
 */
export const uniPcScheduler = defineScheduler({
  className: 'UniPCMultistepScheduler',
  order: 1,
  options,
  prepare: (config): UniPcTables => {
    if (config.shift_terminal !== null && !config.use_flow_sigmas) {
      throw new SchedulerConfigError('shift_terminal goes with use_flow_sigmas only. Turn that on, or leave it out.');
    }
    if (!config.predict_x0 && config.prediction_type === 'flow_prediction') {
      throw new SchedulerConfigError('flow_prediction needs predict_x0. Turn it on.');
    }
    const spacing = chooseSigmaSpacing(config);
    const alphasCumprod = computeFiniteSigmaAlphas(config, config.rescale_betas_zero_snr);
    const tables = createSolverTables(computeTrainingSigmas(alphasCumprod), {
      spacing: spacing === 'timesteps' && config.use_flow_sigmas ? 'flow' : spacing,
      usedTrainingSteps: alphasCumprod.length,
      finalSigma: config.final_sigmas_type === 'zero' ? 'zero' : 'last',
      largest: config.sigma_max,
      smallest: config.sigma_min,
      roundsTimesteps: true,
    });
    return { ...tables, config };
  },
  start: (tables, runOptions) => new UniPcRun(tables, runOptions),
});

class UniPcRun extends SolverRun {
  readonly #config: UniPcConfig;
  readonly #history: OutputHistory;
  /** The run of another scheduler that predicts in this one's place. */
  readonly #predictor: SchedulerRun | undefined;
  #lastOrder = 0;

  constructor(tables: UniPcTables, runOptions: SchedulerRunOptions) {
    super(tables.config, computeUniPcSchedule(tables, tables.config, runOptions), runOptions);
    this.#config = tables.config;
    this.#history = new OutputHistory(tables.config.solver_order + 1);
    this.#predictor = this.#startPredictor(tables.config.solver_p, runOptions);
  }

  #startPredictor(scheduler: Scheduler | null, runOptions: SchedulerRunOptions): SchedulerRun | undefined {
    if (scheduler === null) return undefined;
    const { timesteps: _timesteps, sigmas: _sigmas, mu: _mu, ...shared } = runOptions;
    const run = scheduler.start({ ...shared, steps: this.timesteps.length });
    if (this.timesteps.every((timestep, place) => timestep === run.timesteps[place])) return run;
    throw new SchedulerOptionsError(
      `The solver_p, ${scheduler.className}, goes to the timesteps ${run.timesteps.slice(0, 3).join(', ')}, …, but UniPC to ${this.timesteps.slice(0, 3).join(', ')}, …. Give both the same timestep_spacing.`,
    );
  }

  step(modelOutput: Float32Array, timestep: number, sample: Float32Array): SchedulerStep {
    const place = this.placeOf(timestep);
    const level = this.levelAt(place);
    const corrects = this.#lastOrder > 0 && place > 0 && !this.#config.disable_corrector.includes(place - 1);
    const converted = this.#history.push(sample.length);
    if (this.#config.predict_x0) this.convertToOriginal(converted, modelOutput, sample, level);
    else this.convertToNoise(converted, modelOutput, { sample, level, limited: false });
    const start = this.buffer('start', sample.length);
    if (corrects) this.#correct(start, place);
    else start.set(sample);
    this.#lastOrder = this.#orderAt(place);
    const previous =
      this.#predictor === undefined
        ? this.#update(this.outputBuffer(sample.length), start, { place, order: this.#lastOrder, newest: 0 })
        : this.#predictor.step(modelOutput, timestep, start).previous;
    const algorithm = this.#config.predict_x0 ? 'dpmsolver++' : 'dpmsolver';
    const predictedOriginal = this.originalOf(converted, algorithm, sample, level);
    this.advance();
    return { previous, predictedOriginal };
  }

  /** Redo the last step from its start, now that the model's output at its end is known. */
  #correct(start: Float32Array, place: number): void {
    this.#update(start, start, { place: place - 1, order: this.#lastOrder, newest: 1 });
  }

  /**
   * A step from a place with outputs of which the first `newest` are later than it: 0 predicts, 1 corrects.
   */
  #update(
    into: Float32Array,
    start: Float32Array,
    { place, order, newest }: { place: number; order: number; newest: 0 | 1 },
  ): Float32Array {
    const from = this.levelAt(place);
    const to = this.levelAt(place + 1);
    const stride = f32(to.lambda - from.lambda);
    const base = this.#history.at(newest);
    const ratios: number[] = [];
    const differences: Float32Array[] = [];
    for (let age = 1; age < order; age += 1) {
      const ratio = f32(f32(this.levelAt(place - age).lambda - from.lambda) / stride);
      ratios.push(ratio);
      differences.push(this.#dividedDifference(`difference-${age}`, this.#history.at(newest + age), base, ratio));
    }
    if (newest === 1) differences.push(this.#dividedDifference('difference-new', this.#history.at(0), base, 1));
    const { phi, scale, weights } = this.#weights(stride, ratios, { corrects: newest === 1 });
    const ends = this.#ends(from, to);
    const terms = differences.map((values, index): Term => ({ scale: -ends.output * scale * weights[index]!, values }));
    const kept = { scale: ends.sample, values: start };
    return this.arithmetic.weightedSum(into, kept, { scale: -ends.output * phi, values: base }, ...terms);
  }

  #dividedDifference(name: string, older: Float32Array, base: Float32Array, divisor: number): Float32Array {
    const into = this.buffer(name, base.length);
    return this.arithmetic.scaledDifference(into, older, { scale: 1, values: base }, divisor);
  }

  #ends(from: SolverLevel, to: SolverLevel): { sample: number; output: number } {
    return this.#config.predict_x0
      ? { sample: f32(to.sigma / from.sigma), output: to.alpha }
      : { sample: f32(to.alpha / from.alpha), output: to.sigma };
  }

  /** φ_1, B(h) and the weights ρ of the differences: the paper's R_p(h) ρ B(h) = φ_p(h). */
  #weights(stride: number, ratios: readonly number[], { corrects }: { corrects: boolean }) {
    const h = this.#config.predict_x0 ? -stride : stride;
    const phi = f32(Math.expm1(h));
    const scale = this.#config.solver_type === 'bh1' ? h : phi;
    const order = ratios.length + 1;
    if (order === 1) return { phi, scale, weights: [0.5] };
    if (order === 2 && !corrects) return { phi, scale, weights: [0.5] };
    const nodes = [...ratios, 1];
    const size = corrects ? order : order - 1;
    const rows: number[][] = [];
    const right: number[] = [];
    let factorial = 1;
    let phiNext = f32(f32(phi / h) - 1);
    for (let power = 0; power < size; power += 1) {
      rows.push(nodes.slice(0, size).map((node) => f32(node ** power)));
      right.push(f32(f32(phiNext * factorial) / scale));
      factorial *= power + 2;
      phiNext = f32(f32(phiNext / h) - 1 / factorial);
    }
    return { phi, scale, weights: solveLinearSystem(rows, right) };
  }

  #orderAt(place: number): number {
    const config = this.#config;
    const left = this.timesteps.length - place;
    const highest = config.lower_order_final ? Math.min(config.solver_order, left) : config.solver_order;
    if (!Number.isFinite(this.strideAt(place))) return 1;
    return this.usableOrder(place, Math.min(highest, this.#history.count));
  }
}
