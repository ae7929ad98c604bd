import { expect } from 'vitest';

/** What is recorded of the latents after a step. */
export interface ReferenceLatents {
  readonly norm: number;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

/** The larger of two relative errors: of the numbers at both ends, and of the norm of all. */
export function computeRelativeError(latents: Float32Array, { norm, first, last }: ReferenceLatents): number {
  const ours = [...latents.slice(0, first.length), ...latents.slice(-last.length)];
  const theirs = [...first, ...last];
  const ends = computeNorm(ours.map((value, index) => value - theirs[index]!)) / computeNorm(theirs);
  return Math.max(ends, Math.abs(computeNorm(latents) / norm - 1));
}

/** Fails when the latents after a step are further from those recorded than a thousandth. */
export function expectLatents(steps: readonly Float32Array[], expected: readonly ReferenceLatents[]): void {
  expect(steps).toHaveLength(expected.length);
  for (const [index, latents] of steps.entries()) {
    expect(computeRelativeError(latents, expected[index]!), `latents after step ${index + 1}`).toBeLessThan(1e-3);
  }
}

/** Peak signal-to-noise ratio of two pictures in decibels; infinite when they are equal. */
export function computePsnr(ours: Uint8Array, theirs: Uint8Array): number {
  expect(ours.length).toBe(theirs.length);
  const squares = ours.reduce((sum, value, index) => sum + (value - theirs[index]!) ** 2, 0);
  return 10 * Math.log10(255 ** 2 / (squares / ours.length));
}

function computeNorm(values: ArrayLike<number>): number {
  return Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0));
}
