import { describe, expect, it } from 'vitest';
import { applyEmphasis } from './emphasis.ts';

const hidden = { data: Float32Array.of(1, 2, 3, 6), dims: [1, 2, 2] };

describe('applyEmphasis', () => {
  it('multiplies by token, and brings the mean back', () => {
    // 1, 2, 6, 12 have the mean 21/4; before it was 12/4.
    const { data, dims } = applyEmphasis(hidden, [1, 2], 'original');
    expect([...data]).toEqual([1, 2, 6, 12].map((value) => Math.fround((value * 12) / 21)));
    expect(dims).toEqual([1, 2, 2]);
  });

  it('multiplies by token only', () => {
    expect(applyEmphasis(hidden, [0, -1.5], 'no-norm').data).toEqual(Float32Array.of(0, 0, -4.5, -9));
  });

  it.each(['ignore', 'none'] as const)('does nothing (%s)', (emphasis) => {
    expect(applyEmphasis(hidden, [1, 2], emphasis)).toBe(hidden);
  });

  it('does nothing where all weights are 1', () => {
    expect(applyEmphasis(hidden, [1, 1], 'original')).toBe(hidden);
  });

  it('gives finite numbers where the mean is gone', () => {
    expect(applyEmphasis(hidden, [0, 0], 'original').data).toEqual(new Float32Array(4));
    const opposed = { data: Float32Array.of(1, 1, 1, 1), dims: [1, 2, 2] };
    expect(applyEmphasis(opposed, [1, -1], 'original').data).toEqual(Float32Array.of(1, 1, -1, -1));
  });
});
