import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readDataSet } from '@starweave/recommender';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateRatings } from './generate-ratings.ts';
import { fullSize, scaleSize } from './generated-size.ts';
import { createRandomNumbers, createWeightedDraw, drawNormal } from './random-numbers.ts';

describe('made-up ratings', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'starweave-bench-'));
  const size = scaleSize(20_000);
  beforeAll(() => {
    generateRatings(path.join(folder, 'first'), size);
    generateRatings(path.join(folder, 'second'), size);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are as many as asked for, by as many people, none with fewer than 20', async () => {
    const { table, rejected, duplicateCount } = await readDataSet(path.join(folder, 'first'));
    expect(table.ratingCount).toBe(20_000);
    expect(table.users.count).toBe(size.users);
    expect([rejected.count, duplicateCount]).toEqual([0, 0]);
    const counts = new Uint32Array(size.users);
    for (const user of table.userIndexes.subarray(0, 20_000)) counts[user]! += 1;
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(20);
  });

  it('describe every film', async () => {
    const { sideInformation } = await readDataSet(path.join(folder, 'first'));
    expect(sideInformation.items.size).toBe(size.films);
    expect([...sideInformation.items.values()].every(({ genres = [] }) => genres.length > 0)).toBe(true);
  });

  it('are the same each time', () => {
    const hash = (name: string, file: string) =>
      createHash('sha256')
        .update(readFileSync(path.join(folder, name, file)))
        .digest('hex');
    for (const file of ['ratings.csv', 'movies.csv', 'tags.csv'])
      expect(hash('first', file)).toBe(hash('second', file));
  });

  it('have MovieLens 32M’s counts at its size', () => {
    expect(scaleSize(fullSize.ratings)).toEqual({ ratings: 32_000_204, users: 200_948, films: 87_585 });
  });
});

describe('random numbers', () => {
  it('have the moments of their distributions', () => {
    const random = createRandomNumbers(3);
    const normals = Array.from({ length: 20_000 }, () => drawNormal(random));
    const mean = normals.reduce((sum, value) => sum + value, 0) / normals.length;
    const variance = normals.reduce((sum, value) => sum + (value - mean) ** 2, 0) / normals.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  });

  it('come in proportion to their weights', () => {
    const draw = createWeightedDraw([1, 0, 5, 2], createRandomNumbers(7));
    const counts = [0, 0, 0, 0];
    for (let index = 0; index < 40_000; index += 1) counts[draw()]! += 1;
    expect(counts[1]).toBe(0);
    for (const [index, share] of [1 / 8, 0, 5 / 8, 2 / 8].entries()) {
      expect(Math.abs(counts[index]! / 40_000 - share)).toBeLessThan(0.01);
    }
  });
});
