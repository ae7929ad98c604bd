import type { ModelArray, ScoredItem } from '../scorer.ts';
import type { HistoryMarks } from './history-marks.ts';
import type { ItemSimilarities } from './item-similarities.ts';
import type { KnnSettings } from './knn-parameters.ts';
import { ListedMoves } from './listed-moves.ts';
import { NeighbourChoice } from './neighbour-choice.ts';
import { averageResiduals } from './neighbour-estimate.ts';
import { listSimilarRows, type NeighbourLists, writeLists } from './neighbour-lists.ts';
import { MOST_PACKED_ITEMS } from './packed-lists.ts';
import type { RatingRow } from './similarity-row.ts';

/** The best neighbours of every item: memory is bounded, whatever the number of items. */
export class ListedSimilarities implements ItemSimilarities {
  readonly sizeBytes: number;
  readonly #lists: NeighbourLists;
  readonly #marks: HistoryMarks;
  #moves: ListedMoves | undefined;

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

  moveItems(history: RatingRow, residuals: Float64Array, settings: KnnSettings): Float64Array {
    const itemCount = this.#lists.offsets.length - 1;
    if (itemCount > MOST_PACKED_ITEMS) return this.#moveOneByOne(history, residuals, settings);
    this.#moves ??= new ListedMoves(this.#lists);
    return this.#moves.compute(history, residuals, settings);
  }

  /** For catalogues that kernels have no room for: slower, and as good. */
  #moveOneByOne(history: RatingRow, residuals: Float64Array, settings: KnnSettings): Float64Array {
    const choice = new NeighbourChoice(settings.neighbours);
    const residualAt = (position: number) => residuals[position - history.start]!;
    return Float64Array.from({ length: this.#lists.offsets.length - 1 }, (_, item) => {
      choice.clear();
      this.offerRated(item, history, choice);
      return averageResiduals(choice, residualAt, settings);
    });
  }

  findSimilarItems(item: number, count: number): readonly ScoredItem[] {
    return listSimilarRows(this.#lists, item, count);
  }

  toArrays(): ReadonlyMap<string, ModelArray> {
    return writeLists(this.#lists);
  }
}
