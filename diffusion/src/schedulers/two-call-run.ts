import { SchedulerOptionsError } from './scheduler-errors.ts';
import { SigmaRun } from './sigma-run.ts';
import type { SigmaSchedule } from './sigma-schedule.ts';

/**
 * A run of a method that calls the model twice per step: the first call gives a trial sample, the second corrects it
 * from the kept start of the step. Places alternate between first and second calls; a walk begins with a first one.
 */
export abstract class TwoCallRun extends SigmaRun {
  #secondCall = false;

  override beginAt(index: number): void {
    if (index % 2 !== 0) {
      throw new SchedulerOptionsError(
        `A run with two model calls per step can't begin at ${index}: give the number of skipped steps times 2.`,
      );
    }
    super.beginAt(index);
  }

  slopeGain(fromIndex = 0): number {
    const gains = Array.from(this.timesteps.subarray(fromIndex), (_, place) =>
      this.gainOfStep((fromIndex + place) >> 1),
    );
    return Math.max(0, ...gains);
  }

  /** What a step makes of a change of the picture that its second call predicts: times how many it is in the result. */
  protected gainOfStep(_step: number): number {
    return 0;
  }

  /** Whether the call to come is the second one of its step. */
  protected get isSecondCall(): boolean {
    return this.#secondCall;
  }

  /** The step, counted from 0, that a place belongs to. */
  protected stepOf(place: number): number {
    return this.#secondCall ? (place - 1) >> 1 : (place + 1) >> 1;
  }

  /** Keep the sample that the step starts from. */
  protected keepStart(sample: Float32Array): void {
    this.buffer('start', sample.length).set(sample);
  }

  /** The sample that the step started from. */
  protected start(length: number): Float32Array {
    return this.buffer('start', length);
  }

  protected override advance(): void {
    super.advance();
    this.#secondCall = !this.#secondCall;
  }
}

/** Both model calls of every step, one after the other: [t0, t1, t1, …] and [s0, s1, s1, …, 0]. */
export function repeatCalls({ timesteps, sigmas }: SigmaSchedule): SigmaSchedule {
  return {
    timesteps: Float64Array.from({ length: 2 * timesteps.length - 1 }, (_, index) => timesteps[(index + 1) >> 1]!),
    sigmas: Float64Array.from({ length: 2 * timesteps.length }, (_, index) => sigmas[(index + 1) >> 1]!),
  };
}
