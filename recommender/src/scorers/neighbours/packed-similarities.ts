import type { ModelArray, ScoredItem } from '../scorer.ts';
import type { HistoryMarks } from './history-marks.ts';
import type { ItemSimilarities } from './item-similarities.ts';
import type { KnnSettings } from './knn-parameters.ts';
import { ListedMoves } from './listed-moves.ts';
import type { NeighbourChoice } from './neighbour-choice.ts';
import { writeLists } from './neighbour-lists.ts';
import { itemOfEntry, type PackableLists, similarityOfEntry, unpackEntries } from './packed-lists.ts';
import type { RatingRow } from './similarity-row.ts';

/**
 * The best neighbours of every item, four bytes each, and four more once lists are turned round for the first person: memory is
 * bounded, whatever the number of items.
 */
export class PackedSimilarities implements ItemSimilarities {
  readonly sizeBytes: number;
  readonly #marks: HistoryMarks;
  readonly #moves: ListedMoves;

  /** @param lists of at most `MOST_PACKED_ITEMS` items; they aren't kept */
  constructor(lists: PackableLists, marks: HistoryMarks) {
    this.#marks = marks;
    this.#moves = new ListedMoves(lists);
    const { offsets, entries } = this.#moves.lists;
    this.sizeBytes = 2 * (offsets.byteLength + entries.byteLength);
  }

  /** Walks down the list until nothing better can come. */
  offerRated(item: number, history: RatingRow, choice: NeighbourChoice): void {
    const { offsets, entries } = this.#moves.lists;
    const places = this.#marks.read(history);
    const end = offsets[item + 1]!;
    for (let index = offsets[item]!; index < end; index += 1) {
      const entry = entries[index]!;
      const similarity = similarityOfEntry(entry);
      if (similarity < choice.threshold) break;
      const place = places[itemOfEntry(entry)]!;
      if (place > 0) choice.offer(place - 1, similarity);
    }
  }

  moveItems(history: RatingRow, residuals: Float64Array, settings: KnnSettings): Float64Array {
    return this.#moves.compute(history, residuals, settings);
  }

  findSimilarItems(item: number, count: number): readonly ScoredItem[] {
    const { offsets, entries } = this.#moves.lists;
    const start = offsets[item]!;
    const listed = entries.subarray(start, Math.min(offsets[item + 1]!, start + count));
    return Array.from(listed, (entry) => ({ item: itemOfEntry(entry), score: similarityOfEntry(entry) }));
  }

  toArrays(): ReadonlyMap<string, ModelArray> {
    return writeLists(unpackEntries(this.#moves.lists));
  }
}
