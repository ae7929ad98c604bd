import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Interactions } from '../../interactions/interactions.ts';
import { readRatingScale } from '../rating-scale.ts';
import { resolveParameters } from '../resolve-parameters.ts';
import type { FitOptions, ParameterDefinition, ScorerDefinition } from '../scorer.ts';
import { createExpectation } from './expectation.ts';
import { rowOf } from './history.ts';
import { readItemKnnModel } from './item-knn-file.ts';
import { ItemKnnScorer } from './item-knn-scorer.ts';
import { fitKnnBiases } from './knn-biases.ts';
import type { KnnSettings } from './knn-parameters.ts';
import { defineKnnParameters, readKnnSettings } from './knn-parameters.ts';
import { type NeighbourLists, NeighbourListsBuilder } from './neighbour-lists.ts';
import type { Biases } from './similarity-row.ts';
import { SimilarityRow } from './similarity-row.ts';
import { TopSelection } from './top-selection.ts';

const parameters: readonly ParameterDefinition[] = [
  ...defineKnnParameters({ neighbours: 40, shrinkage: 100, damping: 0 }),
  {
    name: 'storedNeighbours',
    description:
      'How many neighbours of an item are kept; bounds the memory (8 bytes each). 0 keeps all of them, in double precision.',
    default: 100,
    minimum: 0,
    maximum: 100_000,
    integer: true,
  },
];

/**
 * Item-KNN: an item's rating is the expectation, moved by how the person rated the items most like it.
 *
 *   r̂(u, i) = e(u, i) + Σ s(i, j)·(r(u, j) − e(u, j)) / (Σ s(i, j) + damping)
 *
 * over the items j that u rated, the most similar ones among the kept neighbours of i. With `storedNeighbours` 0 and
 * `damping` 0 it is what the Surprise library predicts. After Sarwar et al. 2001 and Koren 2010.
 */
export const itemKnn: ScorerDefinition = {
  id: 'item-knn',
  objective: 'stars',
  parameters,
  fit: async ({ interactions }, given, options = {}) => {
    const resolved = resolveParameters('item-knn', parameters, given);
    const settings = readKnnSettings(resolved);
    const biases = fitKnnBiases(interactions, 'items');
    const stored = resolved.number('storedNeighbours');
    const lists = await findNeighbours({ interactions, settings, biases, stored }, options);
    return new ItemKnnScorer({
      interactions,
      parameters: resolved,
      settings,
      scale: readRatingScale(interactions.byItem),
      biases,
      expectation: createExpectation(settings.variant, interactions.byItem, biases),
      lists,
    });
  },
  load: (content, { interactions }) => new ItemKnnScorer(readItemKnnModel(content, interactions, parameters)),
};

interface Search {
  readonly interactions: Interactions;
  readonly settings: KnnSettings;
  readonly biases: Biases;
  /** Neighbours to keep; 0 for all. */
  readonly stored: number;
}

// Between turns of the event loop, so that an abort arrives; about a millisecond's work for ordinary items.
const ITEMS_PER_TURN = 64;

async function findNeighbours(search: Search, { signal, onProgress }: FitOptions): Promise<NeighbourLists> {
  const { interactions, settings, biases, stored } = search;
  const { byItem, byUser, itemCount } = interactions;
  const row = new SimilarityRow(byUser, settings.similarity, biases);
  const best = new TopSelection(stored === 0 ? itemCount : Math.min(stored, itemCount));
  const lists = new NeighbourListsBuilder(itemCount);
  for (let item = 0; item < itemCount; item += 1) {
    if (item % ITEMS_PER_TURN === 0) {
      await nextTurn();
      signal?.throwIfAborted();
      onProgress?.({ stage: 'neighbours of items', fraction: item / itemCount });
    }
    row.compute(rowOf(byItem, item, biases.rows[item]!), item);
    for (let index = 0; index < row.touchedCount; index += 1) {
      const other = row.touched[index]!;
      const similarity = row.similarities[other]!;
      if (similarity > 0) best.offer(other, similarity);
    }
    lists.add(best.take());
  }
  onProgress?.({ stage: 'neighbours of items', fraction: 1 });
  signal?.throwIfAborted();
  return lists.build(stored === 0 ? 'double' : 'half');
}
