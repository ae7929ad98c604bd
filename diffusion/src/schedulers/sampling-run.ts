import type { SchedulerRun, SchedulerRunOptions, SchedulerStep } from './scheduler.ts';
import { SchedulerOptionsError } from './scheduler-errors.ts';
import { StepNoise } from './step-noise.ts';
import { float16Arithmetic, float32Arithmetic, type TensorArithmetic } from './tensor-arithmetic.ts';

/** What a run walks along. */
export interface RunSchedule {
  readonly timesteps: Float64Array;
  readonly sigmas?: Float64Array;
  /** Default 1. */
  readonly initNoiseSigma?: number;
}

/**
 * The part of a run that all methods share: the place in the schedule, buffers that are used again, the noise.
 *
 * A place is found from the first timestep that is asked for, unless `beginAt` named one, and moves on by one per
 * step; a timestep that is in the schedule twice means its second place, so that a start in mid-schedule skips no
 * noise level.
 */
export abstract class SamplingRun implements SchedulerRun {
  readonly timesteps: Float64Array;
  readonly sigmas: Float64Array | undefined;
  readonly initNoiseSigma: number;
  protected readonly options: SchedulerRunOptions;
  protected readonly batchSize: number;
  protected readonly noise: StepNoise;
  protected readonly arithmetic: TensorArithmetic;
  readonly #buffers = new Map<string, Float32Array>();
  #outputParity = 0;
  #beginIndex: number | undefined;
  #stepIndex: number | undefined;

  constructor(schedule: RunSchedule, options: SchedulerRunOptions) {
    this.timesteps = schedule.timesteps;
    this.sigmas = schedule.sigmas;
    this.initNoiseSigma = schedule.initNoiseSigma ?? 1;
    this.options = options;
    this.batchSize = options.batchSize ?? 1;
    if (!Number.isSafeInteger(this.batchSize) || this.batchSize < 1) {
      throw new SchedulerOptionsError(`The batch size is ${this.batchSize}, but must be an integer of 1 or more.`);
    }
    this.noise = new StepNoise(options, this.batchSize);
    this.arithmetic = options.dtype === 'float16' ? float16Arithmetic : float32Arithmetic;
  }

  beginAt(index: number): void {
    if (!Number.isSafeInteger(index) || index < 0 || index >= this.timesteps.length) {
      throw new SchedulerOptionsError(
        `A run of ${this.timesteps.length} model calls can't begin at ${index}: allowed are 0 to ${this.timesteps.length - 1}.`,
      );
    }
    this.#beginIndex = index;
  }

  scaleModelInput(sample: Float32Array, _timestep: number): Float32Array {
    return sample;
  }

  abstract step(modelOutput: Float32Array, timestep: number, sample: Float32Array): SchedulerStep;

  abstract addNoise(original: Float32Array, noise: Float32Array, timestep: number, into?: Float32Array): Float32Array;

  /** The place of the step to come. */
  protected placeOf(timestep: number): number {
    this.#stepIndex ??= this.#beginIndex ?? this.findPlace(timestep);
    if (this.#stepIndex >= this.timesteps.length) {
      throw new SchedulerOptionsError(
        `The run is over after ${this.timesteps.length} model calls. Start another one from the scheduler.`,
      );
    }
    return this.#stepIndex;
  }

  /** The place whose noise level `addNoise` means. */
  protected noisePlaceOf(timestep: number): number {
    if (this.#beginIndex === undefined) return this.findPlace(timestep);
    return Math.min(this.#stepIndex ?? this.#beginIndex, this.timesteps.length - 1);
  }

  protected advance(): void {
    if (this.#stepIndex !== undefined) this.#stepIndex += 1;
  }

  /** The place of a timestep in the schedule. */
  protected findPlace(timestep: number): number {
    const first = this.timesteps.indexOf(timestep);
    if (first === -1) {
      throw new SchedulerOptionsError(
        `The timestep ${timestep} isn't one of this run's. Pass values from its \`timesteps\`, not indices.`,
      );
    }
    const second = this.timesteps.indexOf(timestep, first + 1);
    return second === -1 ? first : second;
  }

  /** A buffer of this run under a name, made at its first use. */
  protected buffer(name: string, length: number): Float32Array {
    const existing = this.#buffers.get(name);
    if (existing?.length === length) return existing;
    const made = new Float32Array(length);
    this.#buffers.set(name, made);
    return made;
  }

  /** The buffer for the next result: two take turns, so that the last result can be the sample of this step. */
  protected outputBuffer(length: number): Float32Array {
    this.#outputParity = 1 - this.#outputParity;
    return this.buffer(`output-${this.#outputParity}`, length);
  }
}
