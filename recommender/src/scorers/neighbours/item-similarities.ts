import type { ModelArray, ScoredItem } from '../scorer.ts';
import type { KnnSettings } from './knn-parameters.ts';
import type { NeighbourChoice } from './neighbour-choice.ts';
import type { RatingRow } from './similarity-row.ts';

/** The similarities between items, as item-KNN asks for them. */
export interface ItemSimilarities {
  readonly sizeBytes: number;
  /** Offer the rated items that are like this one, by their positions in the history; only positive similarities. */
  offerRated(item: number, history: RatingRow, choice: NeighbourChoice): void;
  /**
   * How far the rated items that are most like it move what is expected of every item, in stars; as `averageResiduals` has it
   * of what `offerRated` offers. Valid until the next call.
   * @param residuals one for each rating of the history, in stars above what was expected
   */
  moveItems(history: RatingRow, residuals: Float64Array, settings: KnnSettings): Float64Array;
  /** Best first, ties by the smaller index. */
  findSimilarItems(item: number, count: number): readonly ScoredItem[];
  /** The arrays to store, by name. */
  toArrays(): ReadonlyMap<string, ModelArray>;
}
