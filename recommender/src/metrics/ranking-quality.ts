/** How good one person's list is, against the items that are right for them. All from 0 to 1. */
export interface RankingQuality {
  /** Right ones among the first k, divided by k. */
  readonly precision: number;
  /** Right ones among the first k, divided by all right ones. */
  readonly recall: number;
  /** 1 when there is a right one among the first k, else 0. */
  readonly hitRate: number;
  /** Σ 1/log₂(rank + 1) over right ones among the first k, divided by the largest that is possible. */
  readonly ndcg: number;
  /** Precision at each right one among the first k, summed, divided by min(k, all right ones). */
  readonly averagePrecision: number;
  /** 1 / rank of the first right one among the first k, else 0. */
  readonly reciprocalRank: number;
}

/**
 * Hold a list against what is right.
 *
 * Gains are 0 or 1. Source: Järvelin and Kekäläinen 2002 for nDCG; the others as in Microsoft's recommenders, with average
 * precision at k normalised by what a list of length k can reach.
 *
 * @param list items, best first; only the first k count, and a shorter list counts as one with k − length wrong ones
 * @param right at least one item
 */
export function computeRankingQuality(list: ArrayLike<number>, right: ReadonlySet<number>, k: number): RankingQuality {
  let hits = 0;
  let gain = 0;
  let precisions = 0;
  let reciprocalRank = 0;
  for (let position = 0; position < Math.min(k, list.length); position += 1) {
    if (!right.has(list[position]!)) continue;
    hits += 1;
    gain += 1 / Math.log2(position + 2);
    precisions += hits / (position + 1);
    if (hits === 1) reciprocalRank = 1 / (position + 1);
  }
  const possible = Math.min(k, right.size);
  let bestGain = 0;
  for (let position = 0; position < possible; position += 1) bestGain += 1 / Math.log2(position + 2);
  return {
    precision: hits / k,
    recall: hits / right.size,
    hitRate: hits > 0 ? 1 : 0,
    ndcg: gain / bestGain,
    averagePrecision: precisions / possible,
    reciprocalRank,
  };
}

/** The names of `RankingQuality`'s numbers. */
const rankingQualityNames = [
  ...(['precision', 'recall', 'hitRate', 'ndcg', 'averagePrecision', 'reciprocalRank'] as const),
];

/** Each number's mean over people; all 0 for nobody. */
export function averageRankingQuality(qualities: readonly RankingQuality[]): RankingQuality {
  const mean = (name: keyof RankingQuality) =>
    qualities.reduce((sum, quality) => sum + quality[name], 0) / Math.max(1, qualities.length);
  return Object.fromEntries(rankingQualityNames.map((name) => [name, mean(name)])) as unknown as RankingQuality;
}
