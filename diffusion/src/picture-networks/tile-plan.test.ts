import { describe, expect, it } from 'vitest';
import { computeExactReach, computeFade, planTiles, type TileSpan } from './tile-plan.ts';

const plans = [1, 4].flatMap((multiple) =>
  [32, 48, 64].flatMap((tileSize) =>
    [0, 4, 6, 8, 16].flatMap((overlap) =>
      Array.from({ length: 70 }, (_, index) => ({ length: (index + 1) * 4, tileSize, overlap, multiple })),
    ),
  ),
);

/** How many tiles give something to each pixel, and how much together. */
function addShares(tiles: readonly TileSpan[], length: number): { counts: number[]; shares: number[] } {
  const counts = new Array<number>(length).fill(0);
  const shares = new Array<number>(length).fill(0);
  for (const { from, to, fadeIn, fadeOut } of tiles) {
    const [rise, fall] = [computeFade(fadeIn, 'cosine'), computeFade(fadeOut, 'cosine')];
    for (let pixel = from; pixel < to; pixel += 1) {
      counts[pixel]! += 1;
      shares[pixel]! += (rise[pixel - from] ?? 1) * (1 - (fall[pixel - (to - fadeOut)] ?? 0));
    }
  }
  return { counts, shares };
}

describe('planTiles', () => {
  it('gives every pixel shares that add up to one, of two tiles at most', () => {
    for (const plan of plans) {
      const { counts, shares } = addShares(planTiles(plan), plan.length);
      expect(Math.max(...counts), JSON.stringify(plan)).toBeLessThanOrEqual(2);
      expect(Math.min(...counts), JSON.stringify(plan)).toBe(1);
      for (const share of shares) expect(share).toBeCloseTo(1, 6);
    }
  });

  it('keeps tiles inside the edge, on multiples, all of one size', () => {
    for (const plan of plans) {
      for (const { start, size } of planTiles(plan)) {
        expect(start % plan.multiple).toBe(0);
        expect(start + size).toBeLessThanOrEqual(plan.length);
        expect(size).toBe(Math.min(plan.length, plan.tileSize));
      }
    }
  });

  it('uses a pixel only where the network saw the pixels around it', () => {
    for (const plan of plans) {
      const reach = computeExactReach(plan.overlap);
      for (const { start, size, from, to } of planTiles(plan)) {
        if (start > 0) expect(from - start, JSON.stringify(plan)).toBeGreaterThanOrEqual(reach);
        if (start + size < plan.length) expect(start + size - to).toBeGreaterThanOrEqual(reach);
      }
    }
  });

  it('cuts as few tiles as the overlap allows', () => {
    expect(planTiles({ length: 100, tileSize: 32, overlap: 15, multiple: 1 })).toHaveLength(5);
    expect(planTiles({ length: 101, tileSize: 32, overlap: 15, multiple: 1 })).toHaveLength(6);
    expect(planTiles({ length: 32, tileSize: 32, overlap: 15, multiple: 1 })).toHaveLength(1);
  });
});

describe('computeFade', () => {
  it('rises from 0 to 1 and is its own mirror image', () => {
    for (const shape of ['linear', 'cosine'] as const) {
      const fade = computeFade(9, shape);
      expect([...fade].sort((a, b) => a - b)).toEqual([...fade]);
      expect(fade[4]).toBeCloseTo(0.5, 6);
      for (const [index, share] of fade.entries()) expect(share + fade[8 - index]!).toBeCloseTo(1, 6);
    }
    expect(computeFade(2, 'linear')).toEqual(Float32Array.of(0.25, 0.75));
    expect(computeFade(2, 'cosine')[0]).toBeCloseTo((1 - Math.SQRT1_2) / 2, 6);
  });
});
