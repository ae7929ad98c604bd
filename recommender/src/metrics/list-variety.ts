/** What lists are like besides being right. */
export interface ListVariety {
  /** Share of the catalogue that is in somebody's list. */
  readonly coverage: number;
  /** How unevenly items are recommended: 0 all alike, 1 one item only. */
  readonly gini: number;
}

/** Coverage and Gini index of how often each item of the catalogue is in a list. */
export function computeListVariety(lists: readonly ArrayLike<number>[], itemCount: number): ListVariety {
  const counts = new Float64Array(itemCount);
  for (const list of lists) for (let index = 0; index < list.length; index += 1) counts[list[index]!]! += 1;
  const recommended = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  return { coverage: itemCount === 0 ? 0 : recommended / itemCount, gini: computeGini(counts) };
}

/** Σ (2i − n − 1) x_i / (n Σ x) over ascending x, i from 1 (as Surprise's and LensKit's); 0 when all are 0. */
export function computeGini(values: Float64Array): number {
  const sorted = values.slice().sort();
  const total = sorted.reduce((sum, value) => sum + value, 0);
  if (total === 0) return 0;
  const weighted = sorted.reduce((sum, value, index) => sum + (2 * (index + 1) - sorted.length - 1) * value, 0);
  return weighted / (sorted.length * total);
}

/**
 * Intra-list diversity: the mean over all pairs of 1 − |A ∩ B| / |A ∪ B| of their genres (Ziegler et al. 2005, with Jaccard's
 * similarity). Two items without genres count as different; a list of fewer than two items has 0.
 */
export function computeIntraListDiversity(genreLists: readonly (readonly string[])[]): number {
  const sets = genreLists.map((genres) => new Set(genres));
  let distances = 0;
  let pairs = 0;
  for (const [index, first] of sets.entries()) {
    for (const second of sets.slice(index + 1)) {
      const both = [...first].filter((genre) => second.has(genre)).length;
      const either = first.size + second.size - both;
      distances += either === 0 ? 1 : 1 - both / either;
      pairs += 1;
    }
  }
  return pairs === 0 ? 0 : distances / pairs;
}

/**
 * Novelty: the mean of −log₂ of the share of users who rated the item (Zhou et al. 2010), in bits; an item that nobody
 * rated counts as rated by one. 0 for an empty list.
 */
export function computeNovelty(list: ArrayLike<number>, ratingCounts: ArrayLike<number>, userCount: number): number {
  let bits = 0;
  for (let index = 0; index < list.length; index += 1) {
    bits -= Math.log2(Math.max(1, ratingCounts[list[index]!]!) / userCount);
  }
  return list.length === 0 ? 0 : bits / list.length;
}

/**
 * Serendipity: the share of the list that is right and that the most popular items would not have given (Ge et al. 2010).
 *
 * @param popular the list of the same length that popularity alone gives this person
 */
export function computeSerendipity(
  list: ArrayLike<number>,
  right: ReadonlySet<number>,
  popular: ArrayLike<number>,
): number {
  const expected = new Set(Array.from(popular));
  const unexpected = Array.from(list).filter((item) => right.has(item) && !expected.has(item));
  return list.length === 0 ? 0 : unexpected.length / list.length;
}
