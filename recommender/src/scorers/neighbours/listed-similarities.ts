import type { ModelArray, ScoredItem } from '../scorer.ts';
import type { HistoryMarks } from './history-marks.ts';
import type { ItemSimilarities } from './item-similarities.ts';
import type { KnnSettings } from './knn-parameters.ts';
import { NeighbourChoice } from './neighbour-choice.ts';
import { averageResiduals } from './neighbour-estimate.ts';
import { listSimilarRows, type NeighbourLists, writeLists } from './neighbour-lists.ts';
import { MOST_PACKED_ITEMS, type PackableLists } from './packed-lists.ts';
import { PackedSimilarities } from './packed-similarities.ts';
import type { RatingRow } from './similarity-row.ts';

/** The best neighbours of every item, where kernels reach them if they have room for so many items. */
export function createListedSimilarities(lists: PackableLists, marks: HistoryMarks): ItemSimilarities {
  const { offsets, similarities } = lists;
  if (offsets.length - 1 <= MOST_PACKED_ITEMS) return new PackedSimilarities(lists, marks);
  return new ListedSimilarities({ ...lists, similarities: Float32Array.from(similarities) }, marks);
}

/** The best neighbours of every item, for catalogues that kernels have no room for: slower, and as good. */
class ListedSimilarities implements ItemSimilarities {
  readonly sizeBytes: number;
  readonly #lists: NeighbourLists;
  readonly #marks: HistoryMarks;

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
