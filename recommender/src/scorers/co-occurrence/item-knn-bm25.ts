import type { Interactions } from '../../interactions/interactions.ts';
import { ModelReader } from '../model-content.ts';
import { type ResolvedParameters, resolveParameters } from '../resolve-parameters.ts';
import type { ParameterDefinition, ScorerDefinition } from '../scorer.ts';
import { createCoOccurrenceScorer, readCoOccurrenceScorer } from './co-occurrence-scorer.ts';
import { findCoOccurring } from './find-co-occurring.ts';

const parameters: readonly ParameterDefinition[] = [
  {
    name: 'neighbours',
    description: 'How many items each item recommends at most; bounds the memory (8 bytes each).',
    default: 300,
    minimum: 1,
    maximum: 10_000,
    integer: true,
  },
  {
    name: 'shrinkage',
    description:
      'Added to the product of the norms that the similarity is divided by: holds back items with few ratings.',
    default: 1000,
    minimum: 0,
    maximum: 1_000_000,
  },
  {
    name: 'k1',
    description: 'BM25’s k₁: how fast an item’s weight saturates.',
    default: 1.2,
    minimum: 0,
    maximum: 100,
  },
  {
    name: 'b',
    description: 'BM25’s b: how much items with many ratings are held back, from 0 (not) to 1.',
    default: 0.75,
    minimum: 0,
    maximum: 1,
  },
];

/**
 * Item-KNN for ranking with BM25 weights: items are documents whose words are the people who rated them.
 *
 *   w(u, i) = a(i)·idf(u),  a(i) = (k₁ + 1) / (1 + k₁·(1 − b + b·|U_i| / mean |U|)),  idf(u) = ln(items / (1 + |I_u|))
 *   s(i, j) = Σ_u w(u, i)·w(u, j) / (‖w(i)‖·‖w(j)‖ + shrinkage)
 *
 * Ratings count as such, whatever their stars. After Robertson et al. 1995, as Ferrari Dacrema et al. 2019 use it.
 */
export const itemKnnBm25: ScorerDefinition = {
  id: 'item-knn-bm25',
  objective: 'ranking',
  parameters,
  fit: async ({ interactions }, given, options = {}) => {
    const resolved = resolveParameters('item-knn-bm25', parameters, given);
    const itemWeights = weighItems(interactions, resolved);
    const userWeights = weighUsers(interactions);
    const search = {
      interactions,
      userWeights,
      left: itemWeights,
      right: itemWeights,
      norms: computeNorms(interactions, itemWeights, userWeights),
      offset: resolved.number('shrinkage') + SMALLEST,
      neighbours: resolved.number('neighbours'),
    };
    const lists = await findCoOccurring(search, options);
    return createCoOccurrenceScorer({ id: 'item-knn-bm25', interactions, parameters: resolved, itemWeights, lists });
  },
  load: (content, { interactions }) => {
    const reader = new ModelReader('item-knn-bm25', content);
    const resolved = resolveParameters('item-knn-bm25', parameters, reader.parameters());
    return readCoOccurrenceScorer(reader, { id: 'item-knn-bm25', interactions, parameters: resolved });
  },
};

/** Keeps the division defined for items that nobody's weight reaches. */
const SMALLEST = 1e-6;

function weighItems({ byItem, itemCount, ratingCount }: Interactions, resolved: ResolvedParameters): Float64Array {
  const k1 = resolved.number('k1');
  const b = resolved.number('b');
  const meanCount = ratingCount / itemCount;
  return Float64Array.from({ length: itemCount }, (_, item) => {
    const count = byItem.offsets[item + 1]! - byItem.offsets[item]!;
    return (k1 + 1) / (1 + k1 * (1 - b + (b * count) / meanCount));
  });
}

/** idf², which is what having two items in common counts; 0 for somebody who rated nearly everything. */
function weighUsers({ byUser, userCount, itemCount }: Interactions): Float64Array {
  return Float64Array.from({ length: userCount }, (_, user) => {
    const count = byUser.offsets[user + 1]! - byUser.offsets[user]!;
    return Math.max(0, Math.log(itemCount / (1 + count))) ** 2;
  });
}

function computeNorms({ byItem, itemCount }: Interactions, items: Float64Array, users: Float64Array): Float64Array {
  return Float64Array.from({ length: itemCount }, (_, item) => {
    let squares = 0;
    for (let index = byItem.offsets[item]!; index < byItem.offsets[item + 1]!; index += 1) {
      squares += users[byItem.columns[index]!]!;
    }
    return items[item]! * Math.sqrt(squares);
  });
}
