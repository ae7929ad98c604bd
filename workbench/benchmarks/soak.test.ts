import { expect, it } from 'vitest';
import { computeSlope, computeSlopeError } from './soak.ts';

// scipy.stats.linregress(range(5), [15, 20, 35, 40, 50]) with scipy 1.17: slope and stderr; and a line that is flat.
it.each([
  [[15, 20, 35, 40, 50], 9, 0.816496580927726],
  [[7, 7, 7], 0, 0],
])('fits a line through %j', (values, slope, error) => {
  expect(computeSlope(values)).toBeCloseTo(slope, 12);
  expect(computeSlopeError(values)).toBeCloseTo(error, 12);
});
