import { NumpyRandomState } from '@starweave/numerics';
import { describe, expect, it } from 'vitest';
import { selectTop } from './select-top.ts';

describe('selectTop', () => {
  it('is the head of a full sort, ties by the smaller index', () => {
    const random = new NumpyRandomState(1);
    for (let round = 0; round < 50; round += 1) {
      // Few different values: many ties.
      const scores = Float64Array.from(random.rand(200), (value) => Math.floor(value * 20));
      const isCandidate = (item: number) => item % 3 !== round % 3;
      const sorted = [...scores.keys()].filter(isCandidate).sort((a, b) => scores[b]! - scores[a]! || a - b);
      for (const count of [1, 7, 100, 500]) {
        const expected = sorted.slice(0, count).map((item) => ({ item, score: scores[item]! }));
        expect(selectTop(scores, count, isCandidate)).toEqual(expected);
      }
    }
  });

  it('gives as many as there are, and never a score that is no number', () => {
    expect(selectTop(Float32Array.of(1, Number.NaN, Number.NEGATIVE_INFINITY), 5).map(({ item }) => item)).toEqual([
      0, 2,
    ]);
    expect(selectTop(Float32Array.of(1, 2), 0)).toEqual([]);
    expect(selectTop(new Float32Array(0), 3)).toEqual([]);
  });
});
