import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { testPairedMeans, testSignedRanks } from './paired-tests.ts';

// Written by workbench/reference-numbers/recommender/make_metrics.py.
const file = path.resolve(import.meta.dirname, '../../../workbench/reference-numbers/recommender/metrics.json');
const { pairs } = JSON.parse(readFileSync(file, 'utf8')) as {
  pairs: { kind: string; first: number[]; second: number[]; t: [number, number]; wilcoxon: [number, number] }[];
};

describe.each(pairs)('paired tests of $first.length pairs, $kind', ({ first, second, t, wilcoxon }) => {
  it('have SciPy’s t', () => {
    const test = testPairedMeans(first, second);
    expect(test.statistic).toBeCloseTo(t[0], 10);
    expect(test.pValue / t[1]).toBeCloseTo(1, 8);
  });

  it('have SciPy’s signed ranks', () => {
    const test = testSignedRanks(first, second);
    expect(test.statistic).toBeCloseTo(wilcoxon[0], 10);
    expect(test.pValue / wilcoxon[1]).toBeCloseTo(1, 8);
  });
});

describe('paired tests', () => {
  it('are the same from both sides, and sure of nothing where nothing differs', () => {
    const [first, second] = [
      [1, 4, 2, 8],
      [2, 3, 6, 9],
    ];
    expect(testPairedMeans(first, second).pValue).toBe(testPairedMeans(second, first).pValue);
    expect(testPairedMeans(first, first)).toMatchObject({ statistic: 0, pValue: 1 });
    expect(testSignedRanks(first, first)).toMatchObject({ pValue: 1, pairCount: 0 });
    expect(testPairedMeans([2, 3, 4], [1, 2, 3]).pValue).toBe(0);
  });

  it('refuse lists that are no pairs', () => {
    expect(() => testPairedMeans([1, 2], [1])).toThrow('these have 2 and 1');
    expect(() => testSignedRanks([1], [1])).toThrow('at least two');
  });
});
