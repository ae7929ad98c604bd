import { NumpyRandomState } from '@starweave/numerics';
import { describe, expect, it } from 'vitest';
import { computeClusteredMean, computeMeanInterval } from './confidence-interval.ts';
import { computeSpread } from './rating-errors.ts';

describe('computeClusteredMean', () => {
  it('is the formula worked out by hand', () => {
    // Mean 3.2; sums of deviations −2.4, 1.6, 0.8; √(3 / 2 · 8.96) / 5 = 0.733212, times 1.959964.
    const { mean, low, high } = computeClusteredMean([1, 3, 2, 6, 4], [7, 7, 0, 0, 5]);
    expect(mean).toBeCloseTo(3.2, 12);
    expect(high - mean).toBeCloseTo(1.437069, 5);
    expect(mean - low).toBeCloseTo(1.437069, 5);
  });

  it('is the usual interval where every value is a cluster of its own', () => {
    const values = [0.2, 1.7, -3, 4, 4.5, 0];
    const { mean, deviation } = computeSpread(values);
    const reach = (1.959963984540054 * deviation) / Math.sqrt(values.length);
    const interval = computeMeanInterval(values);
    expect(interval.low).toBeCloseTo(mean - reach, 12);
    expect(interval.high).toBeCloseTo(mean + reach, 12);
  });

  it('is not made narrower by saying everything twice', () => {
    const once = computeClusteredMean([1, 5, 2, 4], [0, 0, 1, 2]);
    const twice = computeClusteredMean([1, 5, 2, 4, 1, 5, 2, 4], [0, 0, 1, 2, 0, 0, 1, 2]);
    expect(twice.low).toBeCloseTo(once.low, 12);
    expect(twice.high).toBeCloseTo(once.high, 12);
  });

  it('holds the true mean 19 times in 20, where values of a cluster go together', () => {
    const random = new NumpyRandomState(3);
    let [held, narrowHeld] = [0, 0];
    const trials = 400;
    for (let trial = 0; trial < trials; trial += 1) {
      const shared = random.randn(60);
      const values = random.randn(600).map((own, index) => 2 + own + 2 * shared[Math.floor(index / 10)]!);
      const clusters = Uint32Array.from(values, (_, index) => Math.floor(index / 10));
      const interval = computeClusteredMean(values, clusters);
      if (interval.low <= 2 && 2 <= interval.high) held += 1;
      const narrow = computeMeanInterval(values);
      if (narrow.low <= 2 && 2 <= narrow.high) narrowHeld += 1;
    }
    // 95 % give or take four standard deviations of 1.1 %.
    expect(held / trials).toBeGreaterThan(0.906);
    expect(held / trials).toBeLessThan(0.994);
    expect(narrowHeld / trials).toBeLessThan(0.7);
  });

  it('claims nothing where there is nothing', () => {
    expect(computeClusteredMean([], [])).toEqual({ mean: 0, low: 0, high: 0 });
    expect(computeClusteredMean([2, 4], [1, 1])).toEqual({ mean: 3, low: 3, high: 3 });
    expect(() => computeClusteredMean([1, 2], [1])).toThrow(RangeError);
  });
});
