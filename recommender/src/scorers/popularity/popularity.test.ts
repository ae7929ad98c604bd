import { describe, expect, it } from 'vitest';
import { describeScorer } from '../scorer.suite.ts';
import { createTable } from '../test-scorer-data.ts';
import { popularity } from './popularity.ts';

describeScorer(popularity, { foldInTolerance: 0 });

describe('popularity', () => {
  const { training } = createTable([
    [0, 0, 10],
    [0, 1, 6],
    [1, 1, 6],
    [2, 1, 8],
    [0, 2, 9],
    [1, 2, 9],
    [2, 2, 10],
  ]);
  const scoresOf = async (parameters: Record<string, number | string>) => {
    const scores = new Float32Array(3);
    (await popularity.fit(training, parameters)).viewAs(0).scoreItems(scores);
    return [...scores];
  };

  it('credits items with ratings at the mean', async () => {
    const scorer = await popularity.fit(training, { priorRatings: 4 });
    const mean = 58 / 2 / 7;
    expect(scorer.viewAs(undefined).predict(0).rating).toBeCloseTo((5 + 4 * mean) / 5, 12);
    expect(scorer.viewAs(2).predict(1).rating).toBeCloseTo((10 + 4 * mean) / 7, 12);
  });

  it('orders by how many rated, ties by how well', async () => {
    const [one, three, threeBetter] = await scoresOf({ order: 'count' });
    expect(threeBetter!).toBeGreaterThan(three!);
    expect(three!).toBeGreaterThan(one!);
  });

  it('lets a single rating of 5 stars win only without a prior', async () => {
    const [single, , several] = await scoresOf({ order: 'mean', priorRatings: 0 });
    expect(single!).toBeGreaterThan(several!);
    const [shrunk, , steady] = await scoresOf({ order: 'mean', priorRatings: 20 });
    expect(shrunk!).toBeLessThan(steady!);
  });
});
