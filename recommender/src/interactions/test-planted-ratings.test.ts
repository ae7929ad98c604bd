import { describe, expect, it } from 'vitest';
import { buildInteractions } from './build-interactions.ts';
import { selectRows } from './rating-table.ts';
import { realignSideInformation } from './side-information.ts';
import { createPlantedRatings } from './test-planted-ratings.ts';

describe('createPlantedRatings', () => {
  const planted = createPlantedRatings({ userCount: 400, itemCount: 800, ratingCount: 30_000, seed: 1 });
  const { table } = planted;

  it('is the same for the same seed and another for another', () => {
    const again = createPlantedRatings({ userCount: 400, itemCount: 800, ratingCount: 30_000, seed: 1 });
    const other = createPlantedRatings({ userCount: 400, itemCount: 800, ratingCount: 30_000, seed: 2 });
    expect(buildInteractions(again.table).dataHash).toBe(buildInteractions(table).dataHash);
    expect(buildInteractions(other.table).dataHash).not.toBe(buildInteractions(table).dataHash);
  });

  it('has the size that was asked for, and a popular head', () => {
    expect(table.ratingCount).toBeGreaterThan(28_500);
    expect(table.ratingCount).toBeLessThan(31_000);
    const counts = buildInteractions(table).byItem.offsets.map((end, item, all) => end - (all[item - 1] ?? 0));
    const sorted = [...counts].sort((a, b) => b - a);
    const head = sorted.slice(0, 80).reduce((sum, count) => sum + count, 0);
    expect(head / table.ratingCount).toBeGreaterThan(0.35);
  });

  it('is explained by what was planted, up to the noise and the half stars', () => {
    let residual = 0;
    let spread = 0;
    const mean = table.codes.reduce((sum, code) => sum + code / 2, 0) / table.ratingCount;
    for (let row = 0; row < table.ratingCount; row += 1) {
      const stars = table.codes[row]! / 2;
      residual += (stars - planted.expectedRating(table.userIndexes[row]!, table.itemIndexes[row]!)) ** 2;
      spread += (stars - mean) ** 2;
    }
    // √(0.6² + 0.5²/12) = 0.617; clipping at 5 stars takes a little away.
    expect(Math.sqrt(residual / table.ratingCount)).toBeCloseTo(0.617, 1);
    expect(Math.sqrt(spread / table.ratingCount)).toBeGreaterThan(0.85);
  });

  it('keeps side information with its ids in a part of the set', () => {
    const part = selectRows(table, Uint32Array.of(2000, 10));
    const { items, users } = realignSideInformation(planted.sideInformation, table, part);
    const item = table.itemIndexes[2000]!;
    expect([items.length, users.length]).toEqual([2, 2]);
    expect(items[0]).toBe(planted.sideInformation.items[item]);
    expect(items[0]?.genres.length).toBeGreaterThan(0);
  });
});
