import { type DpmAlgorithm, predictsData, type SolverLevel, solverLevel } from './dpm-solver-update.ts';
import type { ThresholdingConfig } from './dynamic-thresholding.ts';
import { meanOf } from './learned-variance.ts';
import { OriginalLimiter } from './original-limiter.ts';
import { type Prediction, type PredictionType, predictNoise, predictOriginal } from './prediction.ts';
import { type RunSchedule, SamplingRun } from './sampling-run.ts';
import type { SchedulerRunOptions } from './scheduler.ts';
import type { SigmaSchedule } from './sigma-schedule.ts';

/** What the runs of the solvers in half-log-SNR need to know of their configuration. */
export interface SolverRunConfig extends ThresholdingConfig {
  readonly prediction_type: PredictionType;
  readonly use_flow_sigmas?: boolean;
  readonly variance_type?: 'learned' | 'learned_range' | null;
}

/** A run of a solver that works in half-log-SNR on the data or on the noise. */
export abstract class SolverRun extends SamplingRun {
  declare readonly sigmas: Float64Array;
  readonly #config: SolverRunConfig;
  readonly #limiter: OriginalLimiter;

  constructor(config: SolverRunConfig, schedule: RunSchedule & SigmaSchedule, options: SchedulerRunOptions) {
    super(schedule, options);
    this.#config = config;
    this.#limiter = new OriginalLimiter(config, this.batchSize);
  }

  addNoise(original: Float32Array, noise: Float32Array, timestep: number, into?: Float32Array): Float32Array {
    const { alpha, sigma } = this.levelAt(this.noisePlaceOf(timestep));
    const target = into ?? new Float32Array(original.length);
    return this.arithmetic.weightedSum(target, { scale: alpha, values: original }, { scale: sigma, values: noise });
  }

  /** As diffusers' solvers: a timestep that isn't in the schedule means its end. */
  protected override findPlace(timestep: number): number {
    return this.timesteps.includes(timestep) ? super.findPlace(timestep) : this.timesteps.length - 1;
  }

  /** The step in half-log-SNR from a place to the next; infinite where the walk ends at a noise level of 0. */
  protected strideAt(place: number): number {
    return Math.fround(this.levelAt(place + 1).lambda - this.levelAt(place).lambda);
  }

  /** scale · (newer − older), into a buffer of this run. */
  protected difference(name: string, newer: Float32Array, older: Float32Array, scale: number): Float32Array {
    const into = this.buffer(name, newer.length);
    this.arithmetic.weightedSum(into, { scale: 1, values: newer }, { scale: -1, values: older });
    return this.arithmetic.weightedSum(into, { scale, values: into });
  }

  /**
   * The highest order up to `order` whose divided differences, over earlier steps and over this one, don't divide by
   * zero: where noise levels repeat, no difference is taken across them.
   */
  protected usableOrder(place: number, order: number): number {
    if (this.strideAt(place) === 0) return 1;
    for (let age = 1; age < order; age += 1) if (this.strideAt(place - age) === 0) return age;
    return order;
  }

  /** The level before the step at a place; one past the last place is the end of the walk. */
  protected levelAt(place: number): SolverLevel {
    return solverLevel(this.sigmas[place]!, this.#config.use_flow_sigmas === true);
  }

  /** Write the clean sample that a model's output means, limited as configured, into `into`. */
  protected convertToOriginal(
    into: Float32Array,
    modelOutput: Float32Array,
    sample: Float32Array,
    level: SolverLevel,
  ): Float32Array {
    predictOriginal(into, this.#prediction(modelOutput, sample), level);
    return this.arithmetic.round(this.#limiter.limit(into));
  }

  /** Write the noise that a model's output means into `into`; limits go by way of the clean sample. */
  protected convertToNoise(
    into: Float32Array,
    modelOutput: Float32Array,
    { sample, level, limited = true }: { sample: Float32Array; level: SolverLevel; limited?: boolean },
  ): Float32Array {
    predictNoise(into, this.#prediction(modelOutput, sample), level);
    if (limited && this.#config.thresholding) {
      const original = this.arithmetic.scaledDifference(
        this.buffer('limited', sample.length),
        sample,
        { scale: level.sigma, values: into },
        level.alpha,
      );
      this.arithmetic.round(this.#limiter.limit(original));
      this.arithmetic.scaledDifference(into, sample, { scale: level.alpha, values: original }, level.sigma);
    }
    return into;
  }

  /** The clean sample for previews, out of what `convert…` gave. */
  protected originalOf(
    converted: Float32Array,
    algorithm: DpmAlgorithm,
    sample: Float32Array,
    level: SolverLevel,
  ): Float32Array {
    if (predictsData(algorithm)) return converted;
    const noise = { scale: level.sigma, values: converted };
    return this.arithmetic.scaledDifference(this.buffer('original', sample.length), sample, noise, level.alpha);
  }

  #prediction(modelOutput: Float32Array, sample: Float32Array): Prediction {
    return {
      type: this.#config.prediction_type,
      sample,
      modelOutput: this.#withoutVariance(modelOutput, sample),
      arithmetic: this.arithmetic,
    };
  }

  #withoutVariance(modelOutput: Float32Array, sample: Float32Array): Float32Array {
    const learned = this.#config.variance_type !== undefined && this.#config.variance_type !== null;
    if (!learned || modelOutput.length === sample.length) return modelOutput;
    return meanOf(modelOutput, this.buffer('mean', sample.length), this.batchSize);
  }
}
