import { describe, expect, it } from 'vitest';
import { guide, isGuided } from './classifier-free-guidance.ts';

describe('guide', () => {
  const both = Float32Array.of(1, -2, 3, 5);

  it.each([
    [0, [1, -2]],
    [1, [3, 5]],
    [7.5, [16, 50.5]],
  ])('goes from the negative to the positive output by the scale %d', (scale, expected) => {
    expect([...guide(both, scale, new Float32Array(2))]).toEqual(expected);
  });

  it('is in force above 1', () => {
    expect([0, 1, 1.01].map(isGuided)).toEqual([false, false, true]);
  });
});
