import type { RatingRow } from './similarity-row.ts';

/** Where a person's rating of an item stands, for every item; one table in memory, written for one person at a time. */
export class HistoryMarks {
  readonly #places: Int32Array;
  #history: RatingRow | undefined;

  constructor(itemCount: number) {
    this.#places = new Int32Array(itemCount);
  }

  /** For every item: the position of its rating in the history plus 1, or 0 where there is none. Valid until the next call. */
  read(history: RatingRow): Int32Array {
    if (this.#history === history) return this.#places;
    if (this.#history !== undefined) this.#write(this.#history, () => 0);
    this.#write(history, (position) => position + 1);
    this.#history = history;
    return this.#places;
  }

  #write({ columns, start, end }: RatingRow, value: (position: number) => number): void {
    for (let position = start; position < end; position += 1) this.#places[columns[position]!] = value(position);
  }
}
