import type { SchedulerRunOptions } from './scheduler.ts';
import { SchedulerOptionsError } from './scheduler-errors.ts';
import { SigmaRun } from './sigma-run.ts';
import type { SigmaSchedule } from './sigma-schedule.ts';
import { withInitialNoise } from './sigma-schedule.ts';
import type { TimestepSpacing } from './timestep-spacing.ts';

/**
 * A run of a method that calls the model twice per step: the first call gives a trial sample, the second corrects it
 * from the kept start of the step. Places alternate between first and second calls; a walk begins with a first one.
 */
export abstract class TwoCallRun extends SigmaRun {
  #secondCall = false;

  constructor(schedule: SigmaSchedule, spacing: TimestepSpacing, options: SchedulerRunOptions) {
    super(withInitialNoise(schedule, spacing), options);
  }

  override beginAt(index: number): void {
    if (index % 2 !== 0) {
      throw new SchedulerOptionsError(
        `A run with two model calls per step can't begin at ${index}: give the number of skipped steps times 2.`,
      );
    }
    super.beginAt(index);
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

/** Both model calls' noise levels, one after the other: [s0, s1, s1, …, 0] out of [s0, s1, …, 0]. */
export function repeatInner(values: Float64Array): Float64Array {
  const last = values.length - 1;
  return Float64Array.from({ length: 2 * last }, (_, index) => values[(index + 1) >> 1]!);
}
