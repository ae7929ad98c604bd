import { beforeAll, describe, expect, it } from 'vitest';
import { EvaluationError } from '../errors.ts';
import { buildInteractions } from '../interactions/build-interactions.ts';
import { createRatingTable } from '../interactions/list-ratings.ts';
import { createPlantedRatings } from '../interactions/test-planted-ratings.ts';
import { listRatings } from '../readers/test-data-folder.ts';
import { findScorer } from '../scorers/scorer-registry.ts';
import { evaluateInteractions, type InteractionsEvaluation } from './evaluate-interactions.ts';

const planted = createPlantedRatings({ userCount: 80, itemCount: 90, ratingCount: 4000, order: 'shuffled', seed: 8 });
const interactions = buildInteractions(planted.table);
const shared = { interactions, sideInformation: planted.sideInformation, clock: () => 0 };
const evaluate = (id: string, more = {}) => evaluateInteractions({ ...shared, definition: findScorer(id)!, ...more });

let baseline: InteractionsEvaluation;
let mean: InteractionsEvaluation;
beforeAll(async () => {
  baseline = await evaluate('baseline', { seed: 3 });
  mean = await evaluate('global-mean', { seed: 3 });
});

describe('createRatingTable', () => {
  it('lists every rating once, with its time', () => {
    const sort = (rows: number[][]) => rows.map((row) => row.join()).sort();
    expect(sort(listRatings(createRatingTable(interactions)))).toEqual(sort(listRatings(planted.table)));
  });
});

describe('evaluateInteractions', () => {
  it('holds a fifth out, and fits on the others only', () => {
    const { card } = baseline;
    // The first folds have one more where it doesn't come out even.
    expect(card.testCount).toBe(Math.ceil(planted.table.ratingCount / 5));
    expect(card.trainCount + card.testCount).toBe(planted.table.ratingCount);
    expect(card.itemCount).toBe(interactions.itemCount);
    expect(card.dataHashes).not.toContain(interactions.dataHash);
    const { userIds, itemIds, actual } = baseline.ratings.predictions;
    const all = new Set(listRatings(planted.table).map(([user, item, stars]) => `${user} ${item} ${stars}`));
    for (const [row, user] of userIds.entries()) expect(all).toContain(`${user} ${itemIds[row]} ${actual[row]}`);
  });

  it('measures what the mean of all ratings misses as the deviation of the held-out ratings', () => {
    const { predicted, actual } = mean.ratings.predictions;
    const expected = predicted[0]!;
    expect(new Set(predicted)).toEqual(new Set([expected]));
    const squares = actual.reduce((sum, stars) => sum + (stars - expected) ** 2, 0);
    expect(mean.intervals.rmse.mean).toBeCloseTo(Math.sqrt(squares / actual.length), 12);
    expect(mean.intervals.rmse.mean).toBeCloseTo(mean.ratings.test.rmse, 12);
    expect(mean.intervals.mae.mean).toBeCloseTo(mean.ratings.test.mae, 12);
    expect(mean.intervals.ndcg.mean).toBeCloseTo(mean.lists.quality.ndcg, 12);
    expect(mean.intervals.novelty.mean).toBeCloseTo(mean.lists.novelty, 12);
  });

  it('puts every mean within its interval, and the better method apart from the worse', () => {
    for (const { mean: value, low, high } of Object.values(baseline.intervals)) {
      expect(low).toBeLessThan(value);
      expect(value).toBeLessThan(high);
    }
    expect(baseline.intervals.rmse.high).toBeLessThan(mean.intervals.rmse.low);
  });

  it('gives the same figures for the same seed, and others for another', async () => {
    expect(await evaluate('baseline', { seed: 3 })).toEqual(baseline);
    expect((await evaluate('baseline', { seed: 4 })).intervals).not.toEqual(baseline.intervals);
  });

  it('makes lists for no more people than asked, and says so', async () => {
    const few = await evaluate('popularity', { largestListCount: 10 });
    expect(few.lists.personCount).toBeLessThanOrEqual(10);
    expect(few.ratings.testCount).toBe(Math.ceil(planted.table.ratingCount / 5));
    expect(few.card.filters.join()).toContain(`for ${few.lists.personCount} of`);
  });

  it('takes the median time of a list by the clock it is given', async () => {
    let now = 0;
    const { listMs } = await evaluate('popularity', { clock: () => (now += 7) });
    expect(listMs).toBe(7);
  });

  it('refuses too few ratings and stops when it is told to', async () => {
    const { table } = createPlantedRatings({ userCount: 1, itemCount: 20, ratingCount: 9, smallestHistory: 9 });
    const few = { ...shared, interactions: buildInteractions(table), sideInformation: undefined };
    const definition = findScorer('baseline')!;
    await expect(evaluateInteractions({ ...few, definition })).rejects.toThrow(EvaluationError);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(evaluate('baseline', { fitOptions: { signal } })).rejects.toThrow('enough');
  });
});
