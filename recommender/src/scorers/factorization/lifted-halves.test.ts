import { describe, expect, it } from 'vitest';
import { canBeLifted, hasManySubnormals, LIFT, liftHalves } from './lifted-halves.ts';

/** Every half that is a number, of both signs. */
const everyHalf = new Float16Array(Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits).buffer).filter(
  Number.isFinite,
);

describe('halves times a power of two', () => {
  it('are exact, and none is subnormal any more', () => {
    const values = everyHalf.filter((half) => Math.abs(half) < 64);
    const lifted = values.slice();
    liftHalves(lifted);
    expect(Array.from(lifted)).toEqual(Array.from(values, (half) => half * LIFT));
    expect(lifted.every((half) => half === 0 || Math.abs(half) >= 2 ** -14)).toBe(true);
  });

  it.each([63.96875, -63.96875])('stay in range up to %d', (largest) => {
    expect(canBeLifted(Float16Array.of(2 ** -24, largest))).toBe(true);
  });

  it.each([64, -64, 65_504])('would leave the range with %d', (largest) => {
    expect(canBeLifted(Float16Array.of(2 ** -24, largest))).toBe(false);
  });
});

it.each([
  [0.02, true],
  [0.005, false],
])('knows whether many are subnormal: of a share of %d: %s', (share, many) => {
  const values = Float16Array.from({ length: 10_000 }, (_, at) => (at < share * 10_000 ? 2 ** -15 : at % 2));
  expect(hasManySubnormals(values)).toBe(many);
});
