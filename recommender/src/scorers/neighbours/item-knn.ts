import { ScorerParameterError } from '../../errors.ts';
import type { Interactions } from '../../interactions/interactions.ts';
import { readRatingScale } from '../rating-scale.ts';
import { type ResolvedParameters, resolveParameters } from '../resolve-parameters.ts';
import type { FitOptions, ParameterDefinition, ScorerDefinition } from '../scorer.ts';
import { DenseSimilarities } from './dense-similarities.ts';
import { createExpectation } from './expectation.ts';
import { computeAllSimilarities, findSimilarItems, type ItemSearch } from './find-similar-items.ts';
import { HistoryMarks } from './history-marks.ts';
import { readItemKnnModel } from './item-knn-file.ts';
import { ItemKnnScorer } from './item-knn-scorer.ts';
import type { ItemSimilarities } from './item-similarities.ts';
import { fitKnnBiases } from './knn-biases.ts';
import { defineKnnParameters, readKnnSettings } from './knn-parameters.ts';
import { createListedSimilarities } from './listed-similarities.ts';

const parameters: readonly ParameterDefinition[] = [
  ...defineKnnParameters({ neighbours: 25, shrinkage: 50, damping: 0.5 }),
  {
    name: 'storedNeighbours',
    description:
      'How many neighbours of an item are kept; bounds the memory (8 bytes each). 0 keeps the similarities of all pairs in double precision, which takes 8 bytes times the number of items squared.',
    default: 200,
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
  presets: {
    surprise: {
      variant: 'baseline',
      similarity: 'msd',
      neighbours: 40,
      shrinkage: 100,
      damping: 0,
      storedNeighbours: 0,
    },
  },
  fit: async ({ interactions }, given, options = {}) => {
    const resolved = resolveParameters('item-knn', parameters, given);
    const settings = readKnnSettings(resolved);
    const biases = fitKnnBiases(interactions, 'items');
    const search = { interactions, similarity: settings.similarity, biases };
    return new ItemKnnScorer({
      interactions,
      parameters: resolved,
      settings,
      scale: readRatingScale(interactions.byItem),
      biases,
      expectation: createExpectation(settings.variant, interactions.byItem, biases),
      similarities: await compareItems(search, resolved, options),
    });
  },
  load: (content, { interactions }) => new ItemKnnScorer(readItemKnnModel(content, interactions, parameters)),
};

/** Beyond this, all pairs don't fit into the kernels' memory beside the ratings. */
const LARGEST_TABLE_BYTES = 2 * 1024 ** 3;

async function compareItems(
  search: ItemSearch,
  resolved: ResolvedParameters,
  options: FitOptions,
): Promise<ItemSimilarities> {
  const { itemCount } = search.interactions;
  const stored = resolved.number('storedNeighbours');
  if (stored > 0) {
    const lists = await findSimilarItems(search, Math.min(stored, itemCount), options);
    return createListedSimilarities(lists, new HistoryMarks(itemCount));
  }
  requireRoom(search.interactions);
  return new DenseSimilarities(itemCount, await computeAllSimilarities(search, options));
}

function requireRoom({ itemCount }: Interactions): void {
  const bytes = 8 * itemCount ** 2;
  if (bytes <= LARGEST_TABLE_BYTES) return;
  throw new ScorerParameterError(
    'storedNeighbours',
    `The similarities of all pairs of ${itemCount} items would take ${Math.ceil(bytes / 1e6)} MB; at most ${Math.floor(LARGEST_TABLE_BYTES / 1e6)} MB are allowed. Give "storedNeighbours" as 100 or so.`,
  );
}
