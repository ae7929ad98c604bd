import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { computeGenreShares, computeMiscalibration } from './genre-calibration.ts';
import {
  computeGini,
  computeIntraListDiversity,
  computeListVariety,
  computeNovelty,
  computeSerendipity,
} from './list-variety.ts';
import { averageRankingQuality, computeRankingQuality } from './ranking-quality.ts';
import { computeRatingErrors, computeSpread } from './rating-errors.ts';

// Written by workbench/reference-numbers/recommender/make_metrics.py.
const file = path.resolve(import.meta.dirname, '../../../workbench/reference-numbers/recommender/metrics.json');
const reference = JSON.parse(readFileSync(file, 'utf8')) as {
  errors: { predicted: number[]; actual: number[]; rmse: number; mae: number };
  rankings: { list: number[]; right: number[]; ndcg: Record<string, number>; averagePrecision: number }[];
};

describe('computeRatingErrors', () => {
  it('is scikit-learn’s', () => {
    const { predicted, actual, rmse, mae } = reference.errors;
    const errors = computeRatingErrors(Float64Array.from(predicted), Float64Array.from(actual));
    expect(errors.rmse).toBeCloseTo(rmse, 12);
    expect(errors.mae).toBeCloseTo(mae, 12);
  });

  it('is 0 for nothing and refuses different lengths', () => {
    expect(computeRatingErrors(new Float64Array(0), new Float64Array(0))).toEqual({ rmse: 0, mae: 0 });
    expect(() => computeRatingErrors(new Float64Array(1), new Float64Array(2))).toThrow(RangeError);
  });
});

describe('computeSpread', () => {
  it('divides by n − 1', () => {
    expect(computeSpread([2, 4, 4, 4, 5, 5, 7, 9]).mean).toBe(5);
    expect(computeSpread([2, 4, 4, 4, 5, 5, 7, 9]).deviation).toBeCloseTo(Math.sqrt(32 / 7), 12);
    expect(computeSpread([3])).toEqual({ mean: 3, deviation: 0 });
  });
});

describe('computeRankingQuality', () => {
  it.each(reference.rankings)(
    'has scikit-learn’s nDCG and average precision: $right',
    ({ list, right, ...expected }) => {
      for (const [k, ndcg] of Object.entries(expected.ndcg)) {
        expect(computeRankingQuality(list, new Set(right), Number(k)).ndcg).toBeCloseTo(ndcg, 12);
      }
      const whole = computeRankingQuality(list, new Set(right), list.length);
      expect(whole.averagePrecision).toBeCloseTo(expected.averagePrecision, 12);
    },
  );

  it('counts by hand: right are 1, 2 and 9; 9 comes second and 1 fourth of five', () => {
    const quality = computeRankingQuality([7, 9, 8, 1, 5], new Set([1, 2, 9]), 5);
    expect(quality).toEqual({
      precision: 2 / 5,
      recall: 2 / 3,
      hitRate: 1,
      ndcg: (1 / Math.log2(3) + 1 / Math.log2(5)) / (1 + 1 / Math.log2(3) + 1 / 2),
      averagePrecision: (1 / 2 + 2 / 4) / 3,
      reciprocalRank: 1 / 2,
    });
  });

  it('counts a short list’s missing places as wrong', () => {
    expect(computeRankingQuality([3], new Set([3]), 10)).toMatchObject({ precision: 0.1, recall: 1, ndcg: 1 });
    expect(computeRankingQuality([], new Set([3]), 10)).toMatchObject({ hitRate: 0, reciprocalRank: 0, ndcg: 0 });
  });

  it('averages over people', () => {
    const hit = computeRankingQuality([1], new Set([1]), 1);
    const miss = computeRankingQuality([2], new Set([1]), 1);
    expect(averageRankingQuality([hit, miss, miss, miss]).hitRate).toBe(0.25);
    expect(averageRankingQuality([]).ndcg).toBe(0);
  });
});

describe('variety', () => {
  it('has the Gini index of known distributions', () => {
    expect(computeGini(Float64Array.of(5, 5, 5, 5))).toBe(0);
    expect(computeGini(Float64Array.of(0, 0, 0, 8))).toBe(0.75);
    // Half of the mean absolute difference over the mean, the slow way.
    const values = Float64Array.of(1, 4, 2, 9, 3);
    let differences = 0;
    for (const a of values) for (const b of values) differences += Math.abs(a - b);
    expect(computeGini(values)).toBeCloseTo(differences / 25 / 2 / 3.8, 12);
    expect(computeGini(new Float64Array(3))).toBe(0);
  });

  it('covers what is in somebody’s list', () => {
    expect(
      computeListVariety(
        [
          [0, 1],
          [1, 2],
        ],
        10,
      ).coverage,
    ).toBe(0.3);
    expect(computeListVariety([], 0)).toEqual({ coverage: 0, gini: 0 });
  });

  it('is diverse where genres differ', () => {
    expect(
      computeIntraListDiversity([
        ['A', 'B'],
        ['A', 'B'],
      ]),
    ).toBe(0);
    expect(computeIntraListDiversity([['A'], ['B'], ['A', 'B']])).toBeCloseTo((1 + 0.5 + 0.5) / 3, 12);
    expect(computeIntraListDiversity([[], []])).toBe(1);
    expect(computeIntraListDiversity([['A']])).toBe(0);
  });

  it('is novel where few have rated', () => {
    expect(computeNovelty([0, 1], [8, 2], 16)).toBe((1 + 3) / 2);
    expect(computeNovelty([0], [0], 16)).toBe(4);
    expect(computeNovelty([], [], 16)).toBe(0);
  });

  it('is serendipitous where it is right and not popular', () => {
    expect(computeSerendipity([1, 2, 3, 4], new Set([1, 2, 9]), [2, 5, 6, 7])).toBe(0.25);
    expect(computeSerendipity([], new Set([1]), [])).toBe(0);
  });
});

describe('calibration', () => {
  const film = (weight: number, ...genres: string[]) => ({ genres, weight });

  it('shares weights among genres', () => {
    const shares = computeGenreShares([film(1, 'A'), film(3, 'A', 'B'), film(5)]);
    expect(Object.fromEntries(shares)).toEqual({ A: 2.5 / 4, B: 1.5 / 4 });
    expect(computeGenreShares([]).size).toBe(0);
  });

  it('is 0 where the shares are the same, and Steck’s divergence otherwise', () => {
    const history = computeGenreShares([film(7, 'A'), film(3, 'B')]);
    expect(computeMiscalibration(history, history)).toBe(0);
    const list = computeGenreShares([film(1, 'A')]);
    const expected = 0.7 * Math.log2(0.7 / (0.99 + 0.007)) + 0.3 * Math.log2(0.3 / 0.003);
    expect(computeMiscalibration(history, list)).toBeCloseTo(expected, 12);
  });
});
