import { describe, expect, it } from 'vitest';
import { computeQuantile, formatMegabytes, formatSeconds } from './figures.ts';

describe('computeQuantile', () => {
  // numpy.quantile([15, 20, 35, 40, 50], q) with numpy 2.4.
  it.each([
    [0, 15],
    [0.4, 29],
    [0.5, 35],
    [0.95, 48],
    [1, 50],
  ])('agrees with NumPy at %f', (share, expected) => {
    expect(computeQuantile([50, 15, 40, 20, 35], share)).toBeCloseTo(expected, 10);
  });

  it('refuses an empty list', () => {
    expect(() => computeQuantile([], 0.5)).toThrow(RangeError);
  });
});

it('writes units', () => {
  expect(formatSeconds(1234)).toBe('1.23 s');
  expect(formatMegabytes(256_400_000)).toBe('256 MB');
});
