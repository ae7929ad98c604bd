import { NumpyRandomState } from '@starweave/numerics';
import { describe, expect, it } from 'vitest';
import { projectFactors } from './project-factors.ts';

const WIDTH = 7;

/** Points of a plane in seven dimensions, with a little noise beside it. */
function plant(count: number, noise: number) {
  const random = new NumpyRandomState(2);
  const [first, second] = [random.randn(WIDTH), random.randn(WIDTH)];
  const planted = Array.from({ length: count }, () => {
    const [a, b] = random.randn(2);
    return [2 * a!, b!] as const;
  });
  // Made orthonormal, so that distances in the plane are distances in space.
  const length = (v: ArrayLike<number>) => Math.sqrt(Array.from(v).reduce((sum, x) => sum + x * x, 0));
  const u = Array.from(first, (x) => x / length(first));
  const along = u.reduce((sum, x, k) => sum + x * second[k]!, 0);
  const rest = u.map((x, k) => second[k]! - along * x);
  const v = rest.map((x) => x / length(rest));
  const values = planted.flatMap(([a, b]) => {
    const error = random.randn(WIDTH);
    return u.map((x, k) => 3 + a * x + b * v[k]! + noise * error[k]!);
  });
  return { planted, values: Float32Array.from(values) };
}

describe('projectFactors', () => {
  const { planted, values } = plant(300, 0.01);
  const rows = Uint32Array.from(planted.keys());

  it('keeps the distances of a planted plane, up to one scale', () => {
    const places = projectFactors(values, WIDTH, rows);
    const ratios: number[] = [];
    for (let one = 0; one < 60; one += 1) {
      const other = one + 100;
      const before = Math.hypot(planted[one]![0] - planted[other]![0], planted[one]![1] - planted[other]![1]);
      const after = Math.hypot(places[one]!.x - places[other]!.x, places[one]!.y - places[other]!.y);
      if (before > 0.5) ratios.push(after / before);
    }
    expect(Math.max(...ratios) / Math.min(...ratios)).toBeLessThan(1.1);
  });

  it('puts the wider spread along x, and ends at 1', () => {
    const places = projectFactors(values, WIDTH, rows);
    const spread = (list: number[]) => list.reduce((sum, value) => sum + value ** 2, 0);
    expect(spread(places.map(({ x }) => x))).toBeGreaterThan(2 * spread(places.map(({ y }) => y)));
    const largest = Math.max(...places.map(({ x, y }) => Math.max(Math.abs(x), Math.abs(y))));
    expect(largest).toBeCloseTo(1, 12);
  });

  it('is the same for the same rows', () => {
    expect(projectFactors(values, WIDTH, rows)).toEqual(projectFactors(values, WIDTH, rows));
  });

  it('puts all in the middle where nothing varies', () => {
    expect(projectFactors(new Float32Array(14).fill(2), WIDTH, Uint32Array.of(0, 1))).toEqual([
      { x: 0, y: 0 },
      { x: 0, y: 0 },
    ]);
  });
});
