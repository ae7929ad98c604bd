import { describe, expect, it } from 'vitest';
import { plantedSplit } from '../test-scorer-data.ts';
import { computeAllSimilarities, findSimilarItems } from './find-similar-items.ts';
import { rowOf } from './history.ts';
import { fitKnnBiases } from './knn-biases.ts';
import { listSimilarRows } from './neighbour-lists.ts';
import { SimilarityRow } from './similarity-row.ts';
import { TopSelection } from './top-selection.ts';

const { interactions } = plantedSplit().training;
const { byItem, byUser, itemCount } = interactions;
const biases = fitKnnBiases(interactions, 'items');

// The kernel repeats every step of the plain version in double precision, so that not a bit differs.
describe.each(['cosine', 'msd', 'pearson', 'pearson-baseline'] as const)('the kernel for %s', (measure) => {
  const similarity = { measure, minimumSupport: 3, shrinkage: 20, significance: 15 };
  const search = { interactions, similarity, biases };
  const plain = new SimilarityRow(byUser, similarity, biases);

  it('computes what the plain version computes, for all pairs', async () => {
    const dense = await computeAllSimilarities(search, { threads: 1 });
    for (let item = 0; item < itemCount; item += 1) {
      plain.compute(rowOf(byItem, item, biases.rows[item]!), item);
      expect([...dense.subarray(item * itemCount, (item + 1) * itemCount)]).toEqual([...plain.similarities]);
    }
    expect(dense.some((value) => value > 0.1)).toBe(true);
  });

  it.each([1, 7, itemCount])('keeps the best %i of each', async (kept) => {
    const lists = await findSimilarItems(search, kept, { threads: 2 });
    for (let item = 0; item < itemCount; item += 1) {
      plain.compute(rowOf(byItem, item, biases.rows[item]!), item);
      const best = new TopSelection(kept);
      plain.similarities.forEach((score, other) => {
        if (score > 0) best.offer(other, score);
      });
      const { keys, scores } = best.take();
      const expected = Array.from(keys, (key, rank) => ({
        item: key,
        score: Math.f16round(Math.fround(scores[rank]!)),
      }));
      expect(listSimilarRows(lists, item, itemCount)).toEqual(expected);
    }
  });
});
