import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { schedulerDefinitions } from '@starweave/diffusion';
import { torchSquareRoot } from '@starweave/numerics';
import { describe, expect, it } from 'vitest';
import { loadCases } from './case-file.ts';
import { runRandomCase } from './random-cases.ts';
import { runSchedulerCase } from './scheduler-cases.ts';

const schedulerCases = path.join(import.meta.dirname, '../reference-numbers/scheduler-cases.json');
const optionCases = path.join(import.meta.dirname, '../reference-numbers/scheduler-option-cases.json');
const squareRootCases = path.join(import.meta.dirname, '../reference-numbers/square-root-cases.json');
const randomCases = path.join(import.meta.dirname, '../reference-numbers/random-cases.json');

describe('reference numbers of diffusers', () => {
  const cases = loadCases(schedulerCases);

  it('cover every scheduler that is built in', () => {
    const covered = new Set(cases.map(({ scheduler }) => scheduler));
    expect(schedulerDefinitions.filter(({ className }) => !covered.has(className))).toEqual([]);
  });

  const classNames = new Set(cases.map(({ scheduler }) => String(scheduler)));
  it.each([...classNames])('hold for %s', (className) => {
    const reports = cases.filter(({ scheduler }) => scheduler === className).map(runSchedulerCase);
    const failed = reports.filter((report) => !report.passed && report.described !== true);
    expect(failed.map(({ id }) => id)).toEqual([]);
  });
});

describe('square roots of torch on an AMD processor', () => {
  const recorded: { sha256_from_1_to_4: string; bits: [number, number][] } = JSON.parse(
    readFileSync(squareRootCases, 'utf8'),
  );
  const floatOf = (pattern: number): number => new Float32Array(Uint32Array.of(pattern).buffer)[0]!;

  it('hold with every exponent, both signs, infinities and what is no number', () => {
    const differing = recorded.bits.filter(([x, root]) => !Object.is(torchSquareRoot(floatOf(x)), floatOf(root)));
    expect(recorded.bits.length).toBeGreaterThan(3000);
    expect(differing).toEqual([]);
  });

  // Every power of 4 repeats these, and each of the 8,192 estimates has 33 of them.
  it('hold for every 61st number from 1 to 4', () => {
    const patterns = Uint32Array.from({ length: Math.ceil(2 ** 24 / 61) }, (_, index) => 0x3f800000 + 61 * index);
    const roots = new Float32Array(patterns.buffer).map(torchSquareRoot);
    expect(createHash('sha256').update(roots).digest('hex')).toBe(recorded.sha256_from_1_to_4);
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
