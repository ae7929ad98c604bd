import { ExternalIdIndex } from './id-index.ts';
import type { RatingTable } from './rating-table.ts';

const FIRST_CAPACITY = 4096;

/** A rating table that grows row by row, with 13 bytes a row and no object for any of them. */
export class RatingColumns {
  readonly users = new ExternalIdIndex();
  readonly items = new ExternalIdIndex();
  #userIndexes = new Uint32Array(FIRST_CAPACITY);
  #itemIndexes = new Uint32Array(FIRST_CAPACITY);
  #codes = new Uint8Array(FIRST_CAPACITY);
  #times = new Uint32Array(FIRST_CAPACITY);
  #count = 0;
  // Files by user name one user many times in a row.
  #lastUserId = -1;
  #lastUserIndex = -1;

  get count(): number {
    return this.#count;
  }

  /** Add a row whose values have been checked: ids from 0 to 2^31 − 1, 1 to 10 half stars, seconds since 1970. */
  add(userId: number, itemId: number, code: number, time: number): void {
    const row = this.#count;
    if (row === this.#codes.length) this.#grow();
    if (userId !== this.#lastUserId) {
      this.#lastUserIndex = this.users.add(userId);
      this.#lastUserId = userId;
    }
    this.#userIndexes[row] = this.#lastUserIndex;
    this.#itemIndexes[row] = this.items.add(itemId);
    this.#codes[row] = code;
    this.#times[row] = time;
    this.#count = row + 1;
  }

  /** The rows so far, as views; add no more after it. */
  toTable(hasTimes: boolean): RatingTable {
    const count = this.#count;
    return {
      ratingCount: count,
      users: this.users,
      items: this.items,
      userIndexes: this.#userIndexes.subarray(0, count),
      itemIndexes: this.#itemIndexes.subarray(0, count),
      codes: this.#codes.subarray(0, count),
      times: hasTimes ? this.#times.subarray(0, count) : undefined,
    };
  }

  #grow(): void {
    const capacity = this.#codes.length * 2;
    this.#userIndexes = copyInto(new Uint32Array(capacity), this.#userIndexes);
    this.#itemIndexes = copyInto(new Uint32Array(capacity), this.#itemIndexes);
    this.#codes = copyInto(new Uint8Array(capacity), this.#codes);
    this.#times = copyInto(new Uint32Array(capacity), this.#times);
  }
}

function copyInto<Column extends Uint32Array | Uint8Array>(larger: Column, column: Column): Column {
  larger.set(column);
  return larger;
}
