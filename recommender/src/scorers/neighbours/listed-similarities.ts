import type { ModelArray, ScoredItem } from '../scorer.ts';
import type { HistoryMarks } from './history-marks.ts';
import type { ItemResiduals, ItemSimilarities } from './item-similarities.ts';
import type { KnnSettings } from './knn-parameters.ts';
import type { NeighbourChoice } from './neighbour-choice.ts';
import { listSimilarRows, type NeighbourLists, turnLists, writeLists } from './neighbour-lists.ts';
import type { NeighbourSums } from './neighbour-sums.ts';
import type { RatingRow } from './similarity-row.ts';

/** The best neighbours of every item: memory is bounded, whatever the number of items. */
export class ListedSimilarities implements ItemSimilarities {
  readonly sizeBytes: number;
  readonly #lists: NeighbourLists;
  readonly #marks: HistoryMarks;
  #turned: NeighbourLists | undefined;

  constructor(lists: NeighbourLists, marks: HistoryMarks) {
    this.#lists = lists;
    this.#marks = marks;
    this.sizeBytes = lists.offsets.byteLength + lists.neighbours.byteLength + lists.similarities.byteLength;
  }

  /** Walks down the list until nothing better can come. */
  offerRated(item: number, history: RatingRow, choice: NeighbourChoice): void {
    const { offsets, neighbours, similarities } = this.#lists;
    const places = this.#marks.read(history);
    const end = offsets[item + 1]!;
    for (let index = offsets[item]!; index < end; index += 1) {
      const similarity = similarities[index]!;
      if (similarity < choice.threshold) break;
      const place = places[neighbours[index]!]!;
      if (place > 0) choice.offer(place - 1, similarity);
    }
  }

  /**
   * Adds up the first rated ones of the list; leaves the choice between equally similar ones at the end to `offerRated`.
   *
   * Without a branch for whether an item is rated: which of them are is what a processor can't guess.
   */
  averageFirst(item: number, { isRated, residualOf }: ItemResiduals, settings: KnnSettings): number | undefined {
    const { offsets, neighbours, similarities } = this.#lists;
    const end = offsets[item + 1]!;
    let left = settings.neighbours;
    let weights = 0;
    let weighted = 0;
    let index = offsets[item]!;
    for (; index < end && left > 0; index += 1) {
      const neighbour = neighbours[index]!;
      const similarity = similarities[index]!;
      left -= isRated[neighbour]!;
      weights += similarity * isRated[neighbour]!;
      weighted += similarity * residualOf[neighbour]!;
    }
    const last = similarities[index - 1]!;
    for (; index < end && similarities[index] === last; index += 1) {
      if (isRated[neighbours[index]!] === 1) return undefined;
    }
    const enough = settings.neighbours - left >= settings.minimumNeighbours && weights !== 0;
    return enough ? weighted / (weights + settings.damping) : 0;
  }

  /** By the lists that a rated item is in, which are few, instead of all lists. */
  addRated({ columns, start, end }: RatingRow, residuals: Float64Array, sums: NeighbourSums): void {
    this.#turned ??= turnLists(this.#lists);
    const { offsets, neighbours, similarities } = this.#turned;
    for (let position = start; position < end; position += 1) {
      const item = columns[position]!;
      const last = offsets[item + 1]!;
      const residual = residuals[position - start]!;
      for (let index = offsets[item]!; index < last; index += 1) {
        sums.add(neighbours[index]!, similarities[index]!, residual);
      }
    }
  }

  findSimilarItems(item: number, count: number): readonly ScoredItem[] {
    return listSimilarRows(this.#lists, item, count);
  }

  toArrays(): ReadonlyMap<string, ModelArray> {
    return writeLists(this.#lists);
  }
}
