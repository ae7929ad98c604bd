import { expect, it } from 'vitest';
import { drawNormals } from '../../kernels/test-kernel-data.ts';
import { measureSpread } from './ranking-blend.ts';

it.each([1, 2, 3, 1000, 1001])('measures the mean and the deviation of %i scores', (count) => {
  const scores = drawNormals(count, 5, 3).map((score) => score + 1);
  const mean = Array.from(scores).reduce((sum, score) => sum + score, 0) / count;
  const variance = Array.from(scores).reduce((sum, score) => sum + (score - mean) ** 2, 0) / count;
  expect(measureSpread(scores).mean).toBeCloseTo(mean, 12);
  expect(measureSpread(scores).deviation).toBeCloseTo(Math.sqrt(variance), 12);
});
