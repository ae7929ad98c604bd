import {
  type Scheduler,
  SchedulerConfigError,
  SchedulerOptionsError,
  type SchedulerRun,
  UnknownSchedulerError,
} from '@starweave/diffusion';
import type { Comparison, Tolerance } from './comparison.ts';
import { createDummyData } from './dummy-data.ts';
import { runOptionsOf, type SchedulerRecord } from './scheduler-record.ts';

const UNIT_KINDS = ['variance', 'timesteps', 'timesteps_len', 'previous_timestep', 'sigmas', 'raises'];

/** Whether a kind asks for one function's value, not for a loop. */
export function isUnitKind(kind: string): boolean {
  return UNIT_KINDS.includes(kind);
}

/** Compare what a record says of one function. Returns what was found. */
export function checkUnitRecord(
  createScheduler: () => Scheduler,
  record: SchedulerRecord,
  comparison: Comparison,
): Readonly<Record<string, unknown>> {
  if (record.kind === 'raises') return checkRaises(createScheduler, record, comparison);
  const run = createScheduler().start(runOptionsOf(record));
  if (record.kind === 'variance') return checkVariance(run, record, comparison);
  return checkSchedule(run, record, comparison);
}

function checkVariance(run: SchedulerRun, record: SchedulerRecord, comparison: Comparison) {
  const { timestep, prev_timestep: previous } = record.args;
  if (typeof timestep !== 'number' || run.variance === undefined) {
    throw new Error('The record needs args.timestep, and a scheduler that has a variance');
  }
  const variance = typeof previous === 'number' ? run.variance(timestep, previous) : run.variance(timestep);
  const { expected, measured } = record;
  if (typeof expected.variance === 'number') {
    const absolute = typeof expected.tol === 'number' ? expected.tol : record.tolerance.absolute;
    comparison.number('expected variance', expected.variance, variance, { absolute, relative: 0 });
  }
  if (typeof measured.variance === 'number') {
    comparison.number('variance', measured.variance, variance, record.tolerance);
  }
  return { variance };
}

function checkSchedule(run: SchedulerRun, record: SchedulerRecord, comparison: Comparison) {
  const { expected, measured, tolerance } = record;
  const { timesteps, sigmas } = run;
  if (typeof expected.len === 'number') comparison.same('length of timesteps', expected.len, timesteps.length);
  if (expected.timesteps !== undefined)
    comparison.numbers('expected timesteps', expected.timesteps, timesteps, tolerance);
  if (expected.sigmas !== undefined) {
    comparison.numbers('expected sigmas', expected.sigmas, sigmas, assertedTolerance(record));
  }
  if (measured.timesteps !== undefined) comparison.numbers('timesteps', measured.timesteps, timesteps, tolerance);
  if (measured.sigmas !== undefined) comparison.numbers('sigmas', measured.sigmas, sigmas, tolerance);
  const { timesteps_head: head, timesteps_tail: tail } = measured;
  if (Array.isArray(head)) comparison.numbers('timesteps_head', head, timesteps.subarray(0, head.length), tolerance);
  if (Array.isArray(tail)) comparison.numbers('timesteps_tail', tail, timesteps.subarray(-tail.length), tolerance);
  const found = { timesteps: Array.from(timesteps), ...(sigmas === undefined ? {} : { sigmas: Array.from(sigmas) }) };
  if (expected.previous_timestep === undefined) return found;
  const { previousTimestep } = run;
  if (previousTimestep === undefined) throw new Error('The scheduler has no lookup of the previous timestep');
  const previous = found.timesteps.map((timestep) => previousTimestep.call(run, timestep));
  comparison.numbers('expected previous_timestep', expected.previous_timestep, previous, tolerance);
  return { ...found, previous_timestep: previous };
}

function assertedTolerance({ expected, tolerance }: SchedulerRecord): Tolerance {
  const { rtol, atol } = expected;
  return {
    absolute: typeof atol === 'number' ? atol : tolerance.absolute,
    relative: typeof rtol === 'number' ? rtol : tolerance.relative,
  };
}

/** Creating the scheduler, starting the run or its first step must throw an error of ours. */
function checkRaises(createScheduler: () => Scheduler, record: SchedulerRecord, comparison: Comparison) {
  try {
    const run = createScheduler().start(runOptionsOf(record));
    const { sample, model } = createDummyData(record.shape, record.dtype);
    const timestep = run.timesteps[0]!;
    run.step(model(sample, timestep), timestep, sample);
  } catch (error) {
    const named =
      error instanceof SchedulerOptionsError ||
      error instanceof SchedulerConfigError ||
      error instanceof UnknownSchedulerError;
    comparison.same('a named error', true, named);
    return { raises: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
  comparison.same('an error', true, false);
  return { raises: null };
}
