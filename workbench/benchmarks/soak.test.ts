import { expect, it } from 'vitest';
import { computeSlope } from './soak.ts';

// numpy.polyfit(range(5), [15, 20, 35, 40, 50], 1)[0] with numpy 2.4; and a line that is flat.
it.each([
  [[15, 20, 35, 40, 50], 9],
  [[7, 7, 7], 0],
])('fits a line through %j', (values, slope) => {
  expect(computeSlope(values)).toBeCloseTo(slope, 12);
});
