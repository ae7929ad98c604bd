import { describe, expect, it } from 'vitest';
import { buildInteractions } from '../interactions/build-interactions.ts';
import { type RatingTable, selectRows } from '../interactions/rating-table.ts';
import { realignSideInformation } from '../interactions/side-information.ts';
import { createPlantedRatings } from '../interactions/test-planted-ratings.ts';
import type { ScorerParameters } from '../scorers/scorer.ts';
import type { ScorerId } from '../scorers/scorer-id.ts';
import { scorerDefinitions } from '../scorers/scorer-registry.ts';
import { drawFolds, splitByFolds } from '../splitting/folds.ts';
import { shuffleIndexes } from '../splitting/shuffle.ts';
import { predictHeldOut } from './predict-held-out.ts';

// What a held-out rating's prediction may rest on: the training ratings and what is said about films and people. Not on held-out
// ratings, their times or their neighbours, and not on the times of training ratings either.

const { table, sideInformation } = createPlantedRatings({ userCount: 80, itemCount: 100, ratingCount: 2600, seed: 12 });
const [split] = splitByFolds(drawFolds(table.ratingCount, 5, 2));
const test = selectRows(table, split!.testRows);

/** Small enough for this data. */
const parameters: Partial<Record<ScorerId, ScorerParameters>> = {
  'bayesian-mf': { factors: 3, sweeps: 12, burnIn: 4, rank: 6 },
  ials: { factors: 8, epochs: 4 },
  hybrid: { parts: 'item-knn,user-knn,content', folds: 2 },
};

async function fit(id: ScorerId, train: RatingTable) {
  const definition = scorerDefinitions.find((one) => one.id === id)!;
  const interactions = buildInteractions(train);
  const side = realignSideInformation(sideInformation, table, interactions);
  const data = { interactions, sideInformation: side };
  return { interactions, scorer: await definition.fit(data, parameters[id] ?? {}, { seed: 5, threads: 1 }) };
}

const train = selectRows(table, split!.trainRows, { keepAllIds: true });

describe.each(scorerDefinitions.map(({ id }) => id))('predictions of %s', (id) => {
  it('rest on no held-out rating, nor on the company that a row has in the test set', async () => {
    const fitted = await fit(id, train);
    const { predicted } = await predictHeldOut({ ...fitted, test });
    const disguised = { ...test, codes: test.codes.map(() => 1), times: test.times!.map(() => 7) };
    expect((await predictHeldOut({ ...fitted, test: disguised })).predicted).toEqual(predicted);
    const backwards = Uint32Array.from(predicted, (_, row) => predicted.length - 1 - row);
    const reversed = await predictHeldOut({ ...fitted, test: selectRows(test, backwards) });
    expect(reversed.predicted.reverse()).toEqual(predicted);
    for (let row = 0; row < predicted.length; row += 7) {
      const alone = await predictHeldOut({ ...fitted, test: selectRows(test, Uint32Array.of(row)) });
      expect(alone.predicted).toEqual(predicted.subarray(row, row + 1));
    }
  });

  it('rest on no times', async () => {
    const order = shuffleIndexes(train.ratingCount, 3);
    const mixed = { ...train, times: train.times!.map((_, row) => train.times![order[row]!]!) };
    const [known, permuted, none] = [
      await fit(id, train),
      await fit(id, mixed),
      await fit(id, { ...train, times: undefined }),
    ];
    const { predicted } = await predictHeldOut({ ...known, test });
    expect((await predictHeldOut({ ...permuted, test })).predicted).toEqual(predicted);
    expect((await predictHeldOut({ ...none, test: { ...test, times: undefined } })).predicted).toEqual(predicted);
  });

  it('find nothing where there is nothing to be found', async () => {
    const order = shuffleIndexes(table.ratingCount, 8);
    const random = { ...table, codes: table.codes.map((_, row) => table.codes[order[row]!]!) };
    const fitted = await fit(id, selectRows(random, split!.trainRows, { keepAllIds: true }));
    const { predicted, actual } = await predictHeldOut({ ...fitted, test: selectRows(random, split!.testRows) });
    const mean = actual.reduce((sum, rating) => sum + rating, 0) / actual.length;
    const errorOf = (guess: (row: number) => number) =>
      Math.sqrt(actual.reduce((sum, rating, row) => sum + (rating - guess(row)) ** 2, 0) / actual.length);
    // Chance alone moves the ratio by about 1/√(2 × 520 ratings) × the little that predictions vary.
    expect(errorOf((row) => predicted[row]!)).toBeGreaterThan(0.99 * errorOf(() => mean));
  });
});
