import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { KernelMemory } from '../../kernels/kernel-memory.ts';
import { plantedSplit } from '../test-scorer-data.ts';
import { createExpectation } from './expectation.ts';
import { rowOf } from './history.ts';
import { fitKnnBiases } from './knn-biases.ts';
import type { SimilarityOptions } from './similarity-measure.ts';
import { SimilarityRow } from './similarity-row.ts';
import type { UserKnnModel } from './user-knn-model.ts';
import { UserSearch } from './user-search.ts';

const { interactions } = plantedSplit().training;
const biases = fitKnnBiases(interactions, 'users');
const shrunk: SimilarityOptions = { measure: 'pearson-baseline', minimumSupport: 1, shrinkage: 50, significance: 0 };

function createSearch(similarity: SimilarityOptions, candidates: number, usersAtOnce: number, data = interactions) {
  const model = {
    interactions: data,
    settings: { similarity },
    candidates,
    searchedRatings: 0,
    biases,
    expectation: createExpectation('baseline', interactions.byUser, biases),
  } as unknown as UserKnnModel;
  return new UserSearch(model, usersAtOnce);
}

/** All users in the order of their similarity. */
function findPlainly(user: number, similarity: SimilarityOptions) {
  const row = new SimilarityRow(interactions.byItem, similarity, biases);
  row.compute(rowOf(interactions.byUser, user, biases.rows[user]!), user);
  return Array.from(row.similarities, (score, other) => ({ other, score }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.other - b.other);
}

describe('a search for similar users', () => {
  const measures: SimilarityOptions[] = [
    shrunk,
    { ...shrunk, shrinkage: 0 },
    { ...shrunk, minimumSupport: 6 },
    { ...shrunk, significance: 20 },
    { ...shrunk, measure: 'cosine' },
  ];
  const choices = measures.flatMap((similarity) => [1, 8, 40, 1000].map((candidates) => ({ similarity, candidates })));

  it.each(choices)('finds the same ones as a comparison with all, with %j', ({ similarity, candidates }) => {
    // From one user at once to all.
    for (const usersAtOnce of [1, 10, 60, 16_384]) {
      const search = createSearch(similarity, candidates, usersAtOnce);
      for (let user = 0; user < interactions.userCount; user += 7) {
        const ratings = rowOf(interactions.byUser, user, biases.rows[user]!);
        const { users, similarities } = search.find(ratings, user);
        const expected = findPlainly(user, similarity).slice(0, candidates);
        expect([...users]).toEqual(expected.map(({ other }) => other));
        expect([...similarities]).toEqual(expected.map(({ score }) => score));
      }
    }
  });

  it('takes little more memory for a history that grows by one rating after the other than for all of it', () => {
    const allocate = vi.spyOn(KernelMemory.prototype, 'allocate');
    onTestFinished(() => allocate.mockRestore());
    const all = rowOf(interactions.byUser, 0, biases.rows[0]!);
    const measure = (ends: readonly number[]) => {
      allocate.mockClear();
      const search = createSearch(shrunk, 8, 60);
      for (const end of ends) search.find({ ...all, end }, 0);
      return allocate.mock.results.reduce((sum, { value }) => sum + (value as Uint8Array).byteLength, 0);
    };
    const once = measure([all.end]);
    const ends = Array.from({ length: all.end - all.start }, (_, count) => all.start + 1 + count);
    const { offsets } = interactions.byItem;
    const raters = all.columns
      .subarray(all.start, all.end)
      .reduce((sum, item) => sum + offsets[item + 1]! - offsets[item]!, 0);
    // Five bytes for each of those who are compared; halves, quarters and so on of at most twice as many lie there besides.
    expect(measure(ends)).toBeLessThanOrEqual(once + 3 * 5 * raters);
  });

  it('finds the same ones where the users of an item are in another order', () => {
    const { byItem } = interactions;
    const [columns, codes] = [byItem.columns.slice(), byItem.codes.slice()];
    for (let item = 0; item < byItem.rowCount; item += 1) {
      columns.subarray(byItem.offsets[item], byItem.offsets[item + 1]).reverse();
      codes.subarray(byItem.offsets[item], byItem.offsets[item + 1]).reverse();
    }
    const turned = createSearch(shrunk, 40, 10, { ...interactions, byItem: { ...byItem, columns, codes } });
    const rising = createSearch(shrunk, 40, 10);
    for (let user = 0; user < interactions.userCount; user += 7) {
      const ratings = rowOf(interactions.byUser, user, biases.rows[user]!);
      expect(turned.find(ratings, user)).toEqual(rising.find(ratings, user));
    }
  });
});
