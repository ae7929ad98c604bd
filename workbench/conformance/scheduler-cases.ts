import { createScheduler, type Scheduler, schedulerDefinitions } from '@starweave/diffusion';
import type { CaseRecord } from './case-file.ts';
import { Comparison, type Mismatch } from './comparison.ts';
import { checkLoopRecord } from './loop-check.ts';
import { parseSchedulerRecord, type SchedulerRecord } from './scheduler-record.ts';
import { checkUnitRecord, isUnitKind } from './unit-check.ts';

/** What the runner says about one case. */
export interface CaseReport {
  readonly id: string;
  readonly passed: boolean;
  /** The case carries no numbers; it is listed, and counts neither as passed nor as failed. */
  readonly described?: true;
  readonly expected: unknown;
  readonly got: unknown;
  readonly worst_relative_error: number | null;
  readonly mismatches?: readonly Mismatch[];
  readonly error?: string;
}

const LOOP_KINDS = ['full_loop', 'finite', 'dtype', 'equivalence'];
const DESCRIBED_KINDS = ['config_semantics', 'config_roundtrip', 'no_throw'];

/** Run one scheduler case. Never throws: what can't be run is a failed case with the reason. */
export function runSchedulerCase(record: CaseRecord): CaseReport {
  try {
    return runParsedCase(parseSchedulerRecord(record));
  } catch (error) {
    return failedCase(record, error);
  }
}

/** A case that failed with an error. */
export function failedCase(record: CaseRecord, error: unknown): CaseReport {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const expected = record.expected ?? null;
  return { id: record.id, passed: false, expected, got: null, worst_relative_error: null, error: reason };
}

function runParsedCase(record: SchedulerRecord): CaseReport {
  if (DESCRIBED_KINDS.includes(record.kind)) {
    if (record.scheduler !== '*') requireKnownScheduler(record);
    const expected = record.expected;
    return { id: record.id, passed: false, described: true, expected, got: null, worst_relative_error: null };
  }
  requireKnownScheduler(record);
  const comparison = new Comparison();
  let got: unknown;
  if (LOOP_KINDS.includes(record.kind)) got = checkLoopRecord(schedulerOf(record), record, comparison);
  else if (isUnitKind(record.kind)) got = checkUnitRecord(() => schedulerOf(record), record, comparison);
  else throw new Error(`The kind "${record.kind}" isn't known here`);
  return {
    id: record.id,
    passed: comparison.passed && comparison.count > 0,
    expected: headlineOf(record),
    got,
    worst_relative_error: comparison.worstRelativeError,
    ...(comparison.passed ? {} : { mismatches: comparison.mismatches }),
  };
}

function schedulerOf(record: SchedulerRecord): Scheduler {
  return createScheduler({ ...record.config, _class_name: record.scheduler });
}

function requireKnownScheduler(record: SchedulerRecord): void {
  const known = schedulerDefinitions.map((definition) => definition.className);
  if (!known.includes(record.scheduler)) {
    throw new Error(`There is no scheduler "${record.scheduler}". Known: ${known.join(', ')}`);
  }
}

/** What was asserted, and the sums that were measured; lists stay in the file. */
function headlineOf(record: SchedulerRecord): Readonly<Record<string, unknown>> {
  const { sum_abs, mean_abs, sum, variance } = record.measured;
  const measured = { sum_abs, mean_abs, sum, variance };
  return { ...record.expected, measured };
}
