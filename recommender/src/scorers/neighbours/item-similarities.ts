import type { ModelArray, ScoredItem } from '../scorer.ts';
import type { NeighbourChoice } from './neighbour-choice.ts';
import type { RatingRow } from './similarity-row.ts';

/** The similarities between items, as item-KNN asks for them. */
export interface ItemSimilarities {
  readonly sizeBytes: number;
  /** Offer the rated items that are like this one, by their positions in the history; only positive similarities. */
  offerRated(item: number, history: RatingRow, choice: NeighbourChoice): void;
  /** Best first, ties by the smaller index. */
  findSimilarItems(item: number, count: number): readonly ScoredItem[];
  /** The arrays to store, by name. */
  toArrays(): ReadonlyMap<string, ModelArray>;
}
