import { expect, test } from 'vitest';
import { computeRankCorrelation } from './rank-correlation.ts';

// Intelligence and hours of television a week, the worked example of Wikipedia's "Spearman's rank correlation coefficient".
const quotients = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110];
const hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17];

test('is as in the worked example', () => {
  expect(computeRankCorrelation(quotients, hours)).toBeCloseTo(-29 / 165, 12);
});

test('gives equal values the mean of their ranks', () => {
  // scipy.stats.spearmanr([1, 2, 2, 3], [1, 2, 3, 4])
  expect(computeRankCorrelation([1, 2, 2, 3], [1, 2, 3, 4])).toBeCloseTo(0.9486832980505138, 12);
});

test('sees order alone', () => {
  const cubes = quotients.map((value) => value ** 3);
  expect(computeRankCorrelation(quotients, cubes)).toBeCloseTo(1, 12);
  expect(
    computeRankCorrelation(
      quotients,
      cubes.map((value) => -value),
    ),
  ).toBeCloseTo(-1, 12);
});

test('is unknown where nothing varies', () => {
  expect([
    computeRankCorrelation([], []),
    computeRankCorrelation([1], [1]),
    computeRankCorrelation([1, 1], [1, 2]),
  ]).toEqual([undefined, undefined, undefined]);
});
