import type { ModelArray, ScoredItem } from '../scorer.ts';
import type { ItemSimilarities } from './item-similarities.ts';
import type { KnnSettings } from './knn-parameters.ts';
import { NeighbourChoice } from './neighbour-choice.ts';
import { averageResiduals } from './neighbour-estimate.ts';
import { NeighbourSums } from './neighbour-sums.ts';
import type { RatingRow } from './similarity-row.ts';
import { TopSelection } from './top-selection.ts';

/** All similarities in double precision, as peers keep them: exact, and 8 bytes times the number of items squared. */
export class DenseSimilarities implements ItemSimilarities {
  readonly sizeBytes: number;
  readonly #itemCount: number;
  /** itemCount × itemCount, by rows. */
  readonly #similarities: Float64Array;

  constructor(itemCount: number, similarities: Float64Array) {
    this.#itemCount = itemCount;
    this.#similarities = similarities;
    this.sizeBytes = similarities.byteLength;
  }

  offerRated(item: number, { columns, start, end }: RatingRow, choice: NeighbourChoice): void {
    const row = item * this.#itemCount;
    for (let position = start; position < end; position += 1) {
      const similarity = this.#similarities[row + columns[position]!]!;
      if (similarity > 0) choice.offer(position, similarity);
    }
  }

  /** Adds up everything, and chooses only for the items that have more neighbours than count. */
  moveItems(history: RatingRow, residuals: Float64Array, settings: KnnSettings): Float64Array {
    const sums = this.#addRated(history, residuals);
    const choice = new NeighbourChoice(settings.neighbours);
    const residualAt = (position: number) => residuals[position - history.start]!;
    return Float64Array.from({ length: this.#itemCount }, (_, item) => {
      if (sums.count(item) <= settings.neighbours) return sums.average(item, settings);
      choice.clear();
      this.offerRated(item, history, choice);
      return averageResiduals(choice, residualAt, settings);
    });
  }

  #addRated({ columns, start, end }: RatingRow, residuals: Float64Array): NeighbourSums {
    const sums = new NeighbourSums(this.#itemCount);
    for (let position = start; position < end; position += 1) {
      // By the column of the rated item, so that it is the similarity that `offerRated` reads.
      const column = columns[position]!;
      for (let item = 0; item < this.#itemCount; item += 1) {
        const similarity = this.#similarities[item * this.#itemCount + column]!;
        if (similarity > 0) sums.add(item, similarity, residuals[position - start]!);
      }
    }
    return sums;
  }

  findSimilarItems(item: number, count: number): readonly ScoredItem[] {
    const row = this.#similarities.subarray(item * this.#itemCount, (item + 1) * this.#itemCount);
    const best = new TopSelection(Math.min(count, this.#itemCount));
    row.forEach((similarity, other) => {
      if (similarity > 0 && other !== item) best.offer(other, similarity);
    });
    const { keys, scores } = best.take();
    return Array.from(keys, (key, index) => ({ item: key, score: scores[index]! }));
  }

  toArrays(): ReadonlyMap<string, ModelArray> {
    const shape = [this.#itemCount, this.#itemCount];
    return new Map([['similarities', { shape, values: this.#similarities }]]);
  }
}
