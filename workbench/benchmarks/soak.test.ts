import { expect, it } from 'vitest';
import { computeSlope, computeSlopeError, isFlat } from './soak.ts';

// scipy.stats.linregress(range(5), [15, 20, 35, 40, 50]) with scipy 1.17: slope and stderr; and a line that is flat.
it.each([
  [[15, 20, 35, 40, 50], 9, 0.816496580927726],
  [[7, 7, 7], 0, 0],
])('fits a line through %j', (values, slope, error) => {
  expect(computeSlope(values)).toBeCloseTo(slope, 12);
  expect(computeSlopeError(values)).toBeCloseTo(error, 12);
});

// A slope of 9 with an error of 0.8165: by that, at most 10.633.
it('calls a line flat where it is sure to rise by no more than the limit', () => {
  expect(isFlat([15, 20, 35, 40, 50], 10.64)).toBe(true);
  expect(isFlat([15, 20, 35, 40, 50], 10.63)).toBe(false);
  expect(isFlat([50, 40, 35, 20, 15], 0)).toBe(true);
});
