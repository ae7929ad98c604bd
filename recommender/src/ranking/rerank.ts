import { computeMiscalibration, type GenreShares } from '../metrics/genre-calibration.ts';

/** A candidate for a list. */
export interface Candidate {
  readonly item: number;
  /** How good it is by itself, from 0 to 1. */
  readonly relevance: number;
  readonly genres: readonly string[];
}

/** What a list is to be besides relevant; all from 0 (not at all) to 1 (nothing else). */
export interface RerankSettings {
  /** How different its items are to be. */
  readonly diversity: number;
  /** How much its genres are to be shared out as the history's. */
  readonly calibration: number;
  /** The history's genres; empty where nothing is known, and then calibration changes nothing. */
  readonly history: GenreShares;
}

/**
 * Choose `count` candidates one by one, each time the one of the largest value; ties go to the earlier candidate.
 *
 * value = (1 − c) · ((1 − d) · relevance − d · max similarity to those chosen) − c · miscalibration of the list with it
 *
 * with diversity d, calibration c and Jaccard's similarity of genres. c = 0 is maximal marginal relevance (Carbonell and
 * Goldstein, SIGIR 1998), d = 0 the greedy calibration of Steck (RecSys 2018). d = c = 0 keeps the order of relevance.
 */
export function rerank(candidates: readonly Candidate[], count: number, settings: RerankSettings): Candidate[] {
  const { diversity, calibration, history } = settings;
  const genreSets = candidates.map(({ genres }) => new Set(genres));
  const closest = new Float64Array(candidates.length);
  const left = new Set(candidates.keys());
  const chosen: number[] = [];
  const list = new ListGenres();
  while (chosen.length < count && left.size > 0) {
    let best = -1;
    let bestValue = Number.NEGATIVE_INFINITY;
    for (const index of left) {
      const candidate = candidates[index]!;
      const marginal = (1 - diversity) * candidate.relevance - diversity * closest[index]!;
      const cost =
        calibration === 0 || history.size === 0
          ? 0
          : computeMiscalibration(history, list.withOneMore(candidate.genres));
      const value = (1 - calibration) * marginal - calibration * cost;
      if (best === -1 || value > bestValue) {
        best = index;
        bestValue = value;
      }
    }
    left.delete(best);
    chosen.push(best);
    list.add(candidates[best]!.genres);
    for (const index of left) {
      closest[index] = Math.max(closest[index]!, computeSimilarity(genreSets[index]!, genreSets[best]!));
    }
  }
  return chosen.map((index) => candidates[index]!);
}

/** The genres of a list, each item's weight shared among its own. */
class ListGenres {
  readonly #sums = new Map<string, number>();
  #itemCount = 0;

  add(genres: readonly string[]): void {
    if (genres.length === 0) return;
    this.#itemCount += 1;
    for (const genre of genres) this.#sums.set(genre, (this.#sums.get(genre) ?? 0) + 1 / genres.length);
  }

  withOneMore(genres: readonly string[]): GenreShares {
    const itemCount = this.#itemCount + (genres.length > 0 ? 1 : 0);
    const shares = new Map([...this.#sums].map(([genre, sum]) => [genre, sum / itemCount]));
    for (const genre of genres) shares.set(genre, (shares.get(genre) ?? 0) + 1 / genres.length / itemCount);
    return shares;
  }
}

/** Jaccard's: |A ∩ B| / |A ∪ B|; items without genres are like nothing. */
function computeSimilarity(first: ReadonlySet<string>, second: ReadonlySet<string>): number {
  let both = 0;
  for (const genre of first) if (second.has(genre)) both += 1;
  const either = first.size + second.size - both;
  return either === 0 ? 0 : both / either;
}
