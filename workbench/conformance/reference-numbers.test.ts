import { readFileSync } from 'node:fs';
import path from 'node:path';
import { schedulerDefinitions } from '@starweave/diffusion';
import { describe, expect, it } from 'vitest';
import { loadCases } from './case-file.ts';
import { runRandomCase } from './random-cases.ts';
import { runSchedulerCase } from './scheduler-cases.ts';

const schedulerCases = path.join(import.meta.dirname, '../reference-numbers/scheduler-cases.json');
const optionCases = path.join(import.meta.dirname, '../reference-numbers/scheduler-option-cases.json');
const squareRootCases = path.join(import.meta.dirname, '../reference-numbers/square-root-cases.json');
const randomCases = path.join(import.meta.dirname, '../reference-numbers/random-cases.json');

// What cancellation leaves of its sum is torch's on an AMD processor; on Intel's, torch has our sum (square-root-cases.json,
// docs/decisions/0015). The runner reports it as failed; here it is named, so that no other one slips in.
const knownDeviations = ['override/HeunDiscreteScheduler/10'];

describe('reference numbers of diffusers', () => {
  const cases = loadCases(schedulerCases);

  it('cover every scheduler that is built in', () => {
    const covered = new Set(cases.map(({ scheduler }) => scheduler));
    expect(schedulerDefinitions.filter(({ className }) => !covered.has(className))).toEqual([]);
  });

  const classNames = new Set(cases.map(({ scheduler }) => String(scheduler)));
  it.each([...classNames])('hold for %s', (className) => {
    const reports = cases.filter(({ scheduler }) => scheduler === className).map(runSchedulerCase);
    const failed = reports.filter((report) => !report.passed && report.described !== true).map(({ id }) => id);
    const deviations = cases.filter(({ id, scheduler }) => scheduler === className && knownDeviations.includes(id));
    expect(failed).toEqual(deviations.map(({ id }) => id));
  });
});

describe('reference numbers that depend on the maker of the processor', () => {
  it.each(loadCases(squareRootCases).map((record) => [record.id, record] as const))('hold for %s', (_, record) => {
    const { sum, sum_abs } = record.measured as { sum: number; sum_abs: number };
    expect(runSchedulerCase(record)).toMatchObject({ passed: true, got: { sum, sum_abs } });
  });
});

describe('reference numbers of options that are no numbers, and of noise levels of one’s own', () => {
  it.each(loadCases(optionCases).map((record) => [record.id, record] as const))('hold for %s', (_, record) => {
    expect(runSchedulerCase(record)).toMatchObject({ passed: true });
  });

  it('fail when the function is another one', () => {
    const record = loadCases(optionCases).find(({ id }) => id === 'tau_func/slope')!;
    const changed = { ...record, config: { ...(record.config as object), tau_func: { slope: 0.0011 } } };
    expect(runSchedulerCase(changed)).toMatchObject({ passed: false });
  });
});

describe('reference numbers of torch, NumPy and CUDA', () => {
  it.each(loadCases(randomCases).map((record) => [record.id, record] as const))('hold for %s', (_, record) => {
    expect(runRandomCase(record)).toMatchObject({ passed: true });
  });

  it('fail when a digit is wrong', () => {
    const text = readFileSync(randomCases, 'utf8').replace('1.5409960746765137', '1.5409960746765139');
    const [first] = JSON.parse(text);
    expect(runRandomCase(first)).toMatchObject({ passed: false });
  });
});
