import type { ModelArray, ScoredItem } from '../scorer.ts';
import type { KnnSettings } from './knn-parameters.ts';
import type { NeighbourChoice } from './neighbour-choice.ts';
import type { NeighbourSums } from './neighbour-sums.ts';
import type { RatingRow } from './similarity-row.ts';

/** A person's ratings spread out over all items. */
export interface ItemResiduals {
  /** 1 for the items that they rated, 0 for the others. */
  readonly isRated: Uint8Array;
  /** How far each rating lies above what was expected, in stars; 0 where there is none. */
  readonly residualOf: Float64Array;
}

/** The similarities between items, as item-KNN asks for them. */
export interface ItemSimilarities {
  readonly sizeBytes: number;
  /** Offer the rated items that are like this one, by their positions in the history; only positive similarities. */
  offerRated(item: number, history: RatingRow, choice: NeighbourChoice): void;
  /**
   * How far the most similar rated items move the expectation of this one, in stars, where that takes less than to have them
   * offered; `undefined` where it doesn't.
   */
  averageFirst?(item: number, residuals: ItemResiduals, settings: KnnSettings): number | undefined;
  /**
   * Add, for every item, what all rated items that are like it add up to.
   * @param residuals one for each rating of the history
   */
  addRated(history: RatingRow, residuals: Float64Array, sums: NeighbourSums): void;
  /** Best first, ties by the smaller index. */
  findSimilarItems(item: number, count: number): readonly ScoredItem[];
  /** The arrays to store, by name. */
  toArrays(): ReadonlyMap<string, ModelArray>;
}
