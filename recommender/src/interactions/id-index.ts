import type { ExternalIds } from './external-ids.ts';

/** The largest external id: 2^31 − 1. */
export const LARGEST_EXTERNAL_ID = 2 ** 31 - 1;

const SMALLEST_CAPACITY = 16;

/** External ids numbered in the order in which they are first added; the way back is a hash table in one typed array. */
export class ExternalIdIndex implements ExternalIds {
  #ids: Uint32Array;
  /** Index + 1 by slot; 0 is free. Its length is a power of two, at least twice the number of ids. */
  #slots: Uint32Array;
  #count = 0;

  /** @param expectedCount how many ids will come, where that is known; more may */
  constructor(expectedCount = 0) {
    const capacity = Math.max(SMALLEST_CAPACITY, expectedCount);
    this.#ids = new Uint32Array(capacity);
    this.#slots = new Uint32Array(slotCountFor(capacity));
  }

  get count(): number {
    return this.#count;
  }

  idAt(index: number): number {
    if (!(index >= 0 && index < this.#count)) {
      throw new RangeError(`There is no index ${index}: they go from 0 to ${this.#count - 1}.`);
    }
    return this.#ids[index]!;
  }

  indexOf(id: number): number | undefined {
    const entry = this.#slots[this.#findSlot(id)]!;
    return entry === 0 ? undefined : entry - 1;
  }

  /** The index of an id, which is added when it is new. Ids are integers from 0 to 2^31 − 1; the caller checks that. */
  add(id: number): number {
    const slot = this.#findSlot(id);
    const entry = this.#slots[slot]!;
    if (entry !== 0) return entry - 1;
    const index = this.#count;
    if (index === this.#ids.length) this.#grow();
    this.#ids[index] = id;
    this.#count += 1;
    this.#slots[this.#findSlot(id)] = index + 1;
    return index;
  }

  /** The ids by index: a view that is valid until the next `add`. */
  toArray(): Uint32Array {
    return this.#ids.subarray(0, this.#count);
  }

  #findSlot(id: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash(id) & mask;
    for (;;) {
      const entry = slots[slot]!;
      if (entry === 0 || this.#ids[entry - 1] === id) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const ids = new Uint32Array(this.#ids.length * 2);
    ids.set(this.#ids);
    this.#ids = ids;
    this.#slots = new Uint32Array(slotCountFor(ids.length));
    for (let index = 0; index < this.#count; index += 1) this.#slots[this.#findSlot(ids[index]!)] = index + 1;
  }
}

/** External ids from a list of different ones: the index of an id is its place in the list. */
export function createExternalIds(ids: ArrayLike<number>): ExternalIdIndex {
  const index = new ExternalIdIndex(ids.length);
  for (let position = 0; position < ids.length; position += 1) {
    const id = ids[position]!;
    if (!Number.isInteger(id) || id < 0 || id > LARGEST_EXTERNAL_ID) {
      throw new RangeError(`${id} can't be an external id: they are integers from 0 to ${LARGEST_EXTERNAL_ID}.`);
    }
    if (index.add(id) !== position) throw new RangeError(`The external id ${id} is in the list twice.`);
  }
  return index;
}

function slotCountFor(capacity: number): number {
  return 2 ** Math.ceil(Math.log2(capacity * 2));
}

/** The finalizer of MurmurHash3: neighbouring ids land far apart. */
function hash(id: number): number {
  let bits = id;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
