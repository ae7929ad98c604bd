import type { CompressedRows } from '../../interactions/compressed-rows.ts';
import type { Interactions } from '../../interactions/interactions.ts';
import { passCheckpoint } from '../fit-checkpoint.ts';
import { hasRatings } from '../known-row.ts';
import { asModelArray, ModelReader } from '../model-content.ts';
import { type ResolvedParameters, resolveParameters } from '../resolve-parameters.ts';
import type { ParameterDefinition, Scorer, ScorerDefinition, UserView } from '../scorer.ts';

const parameters: readonly ParameterDefinition[] = [
  {
    name: 'order',
    description: 'What comes first: the most rated (count), or the best rated (mean).',
    default: 'count',
    choices: ['count', 'mean'],
  },
  {
    name: 'priorRatings',
    description: 'How many ratings at the mean of all ratings an item is credited with before its own count.',
    default: 20,
    minimum: 0,
    maximum: 100_000,
  },
];

/**
 * The same list for everybody. An item with n ratings that sum to s is expected to be rated
 *
 *   m(i) = (s + k·mean) / (n + k),  k = priorRatings,
 *
 * the mean of a normal posterior, so that one enthusiastic rating doesn't make a favourite. Items are ordered by n, ties by
 * m(i) (score = n + m(i) / 10), or by m(i). It has no opinion about which items are alike, so that it finds none.
 */
export const popularity: ScorerDefinition = {
  id: 'popularity',
  objective: 'ranking',
  parameters,
  fit: async ({ interactions }, given, options = {}) => {
    const resolved = resolveParameters('popularity', parameters, given);
    await passCheckpoint(options, 'means of items', 0);
    const { mean, means } = computeMeans(interactions.byItem, resolved.number('priorRatings'));
    await passCheckpoint(options, 'means of items', 1);
    return createPopularityScorer({ interactions, parameters: resolved, mean, means });
  },
  load: (content, { interactions }) => {
    const reader = new ModelReader('popularity', content);
    return createPopularityScorer({
      interactions,
      parameters: resolveParameters('popularity', parameters, reader.parameters()),
      mean: reader.number('mean'),
      means: reader.float64('item_means', interactions.itemCount),
    });
  },
};

/** Everyone's mean, and each item's; in one pass, because somebody waits for it where there are tens of millions of ratings. */
function computeMeans({ rowCount, offsets, codes }: CompressedRows, priorRatings: number) {
  // Whole numbers, so that they sum up exactly.
  const sums = new Float64Array(rowCount);
  let total = 0;
  for (let item = 0; item < rowCount; item += 1) {
    let sum = 0;
    for (let at = offsets[item]!; at < offsets[item + 1]!; at += 1) sum += codes[at]!;
    sums[item] = sum;
    total += sum;
  }
  const mean = total / 2 / codes.length;
  const means = sums.map((sum, item) => {
    const count = offsets[item + 1]! - offsets[item]! + priorRatings;
    return count === 0 ? mean : (sum / 2 + priorRatings * mean) / count;
  });
  return { mean, means };
}

interface PopularityModel {
  readonly interactions: Interactions;
  readonly parameters: ResolvedParameters;
  readonly mean: number;
  readonly means: Float64Array;
}

function createPopularityScorer(model: PopularityModel): Scorer {
  const { interactions, parameters: resolved, mean, means } = model;
  const view = createView(model);
  return {
    id: 'popularity',
    parameters: resolved.values,
    dataHash: interactions.dataHash,
    sizeBytes: means.byteLength,
    viewAs: () => view,
    foldIn: () => view,
    findSimilarItems: () => [],
    toModelFile: () => ({
      arrays: new Map([['item_means', asModelArray(means)]]),
      metadata: { mean: String(mean), parameters: JSON.stringify(resolved.values) },
    }),
  };
}

function createView({ interactions, parameters: resolved, mean, means }: PopularityModel): UserView {
  const { byItem } = interactions;
  const byCount = resolved.text('order') === 'count';
  const countOf = (item: number) => byItem.offsets[item + 1]! - byItem.offsets[item]!;
  return {
    predict: (item) =>
      hasRatings(byItem, item) ? { rating: means[item]!, basis: 'item' } : { rating: mean, basis: 'mean' },
    scoreItems: (scores) => {
      for (let item = 0; item < scores.length; item += 1) {
        scores[item] = byCount ? countOf(item) + means[item]! / 10 : means[item]!;
      }
    },
    explain: (item) => {
      if (byCount) {
        const count = { kind: 'rest', reason: 'how many people rated it', amount: countOf(item) } as const;
        const tie = { kind: 'rest', reason: 'how well, for ties', amount: means[item]! / 10 } as const;
        const contributions = count.amount >= tie.amount ? [count, tie] : [tie, count];
        return { of: 'score', total: count.amount + tie.amount, contributions };
      }
      const bias = { kind: 'item-bias', amount: means[item]! - mean } as const;
      return { of: 'score', total: means[item]!, contributions: [{ kind: 'mean', amount: mean }, bias] };
    },
  };
}
