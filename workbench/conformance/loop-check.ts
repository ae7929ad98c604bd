import type { Scheduler } from '@starweave/diffusion';
import { roundToFloat16 } from '@starweave/numerics';
import type { Comparison } from './comparison.ts';
import { sumOfMagnitudes } from './dummy-data.ts';
import { type LoopResult, runLoop } from './scheduler-loop.ts';
import type { SchedulerRecord } from './scheduler-record.ts';

/** Run a record's loop and compare what it asserts and what was measured. Returns the headline numbers. */
export function checkLoopRecord(
  scheduler: Scheduler,
  record: SchedulerRecord,
  comparison: Comparison,
): Readonly<Record<string, unknown>> {
  const result = runLoop(scheduler, record);
  const final = Float32Array.from(result.final);
  const sumAbs = sumOfMagnitudes(final);
  const got = { sum_abs: sumAbs, mean_abs: sumAbs / final.length, sum: final.reduce((sum, value) => sum + value, 0) };
  compareAsserted(record, comparison, final, got);
  compareMeasured(record, comparison, result, got);
  comparison.same('finite', true, final.every(Number.isFinite));
  const { order } = record.measured;
  if (typeof order === 'number') comparison.same('order', order, scheduler.order);
  compareToSecondRun(scheduler, record, comparison, { ...result, final });
  return got;
}

interface Sums {
  readonly sum_abs: number;
  readonly mean_abs: number;
  readonly sum: number;
}

function compareAsserted(record: SchedulerRecord, comparison: Comparison, final: Float32Array, got: Sums): void {
  const { expected, tolerance } = record;
  for (const name of ['sum_abs', 'mean_abs'] as const) {
    const value = expected[name];
    const own = expected[name === 'sum_abs' ? 'sum_tol' : 'mean_tol'];
    if (typeof value !== 'number') continue;
    const allowed = typeof own === 'number' ? { absolute: own, relative: 0 } : tolerance;
    comparison.number(`expected ${name}`, value, got[name], allowed);
  }
  if (expected.dtype === 'float16') {
    comparison.same(
      'dtype',
      true,
      final.every((value) => Object.is(value, roundToFloat16(value))),
    );
  }
}

function compareMeasured(record: SchedulerRecord, comparison: Comparison, result: LoopResult, got: Sums): void {
  const { measured, tolerance } = record;
  const { sum, ...magnitudes } = got;
  const single: Readonly<Record<string, number | undefined>> = {
    ...magnitudes,
    sum,
    init_noise_sigma: result.initNoiseSigma,
    after_add_noise_sum_abs: result.afterAddNoise,
  };
  for (const [name, value] of Object.entries(single)) {
    const expected = measured[name];
    if (typeof expected === 'number') comparison.number(name, expected, value, tolerance);
  }
  const steps = measured.step_sum_abs;
  if (steps !== undefined) comparison.numbers('step_sum_abs', steps, recordedSteps(record, result, steps), tolerance);
  if (measured.timesteps !== undefined) {
    comparison.numbers('timesteps', measured.timesteps, result.timesteps, tolerance);
  }
  if (measured.sigmas !== undefined) comparison.numbers('sigmas', measured.sigmas, result.sigmas, tolerance);
}

/** The countdown's records hold the sum of every hundredth step only, and of the last one. */
function recordedSteps(record: SchedulerRecord, result: LoopResult, recorded: unknown): readonly number[] {
  const sums = result.stepSums;
  if (record.loop !== 'ddpm_int_countdown' || !Array.isArray(recorded) || recorded.length === sums.length) return sums;
  const last = sums.length - 1;
  const fromFirst = sums.filter((_, index) => index % 100 === 0 || index === last);
  const fromHundredth = sums.filter((_, index) => index % 100 === 99 || index === last);
  return fromFirst.length === recorded.length ? fromFirst : fromHundredth;
}

/** Run again with the first run's timesteps or sigmas given by hand: the result must be the same. */
function compareToSecondRun(
  scheduler: Scheduler,
  record: SchedulerRecord,
  comparison: Comparison,
  first: LoopResult,
): void {
  const byTimesteps = record.expected.equal_to_custom_timesteps_within_sum_abs_diff;
  const bySigmas = record.expected.equal_to_custom_sigmas_within_sum_abs_diff;
  if (typeof byTimesteps === 'number') {
    const timesteps = Array.from(first.timesteps).filter(
      (_, index) => scheduler.order === 1 || index === 0 || index % 2,
    );
    compareRuns(comparison, first, runLoop(scheduler, record, { timesteps }), byTimesteps);
  }
  if (typeof bySigmas === 'number') {
    const sigmas = Array.from(first.sigmas ?? []).filter(
      (_, index) => scheduler.order === 1 || index === 0 || index % 2 === 1,
    );
    compareRuns(comparison, first, runLoop(scheduler, record, { sigmas }), bySigmas);
  }
}

function compareRuns(comparison: Comparison, first: LoopResult, second: LoopResult, absolute: number): void {
  const difference = second.final.reduce((sum, value, index) => sum + Math.abs(value - first.final[index]!), 0);
  comparison.number('difference of the second run', 0, difference, { absolute, relative: 0 });
}
