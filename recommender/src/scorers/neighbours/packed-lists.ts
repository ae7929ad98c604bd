/** Lists of neighbours that can be packed: as they were found, or as a model file has them. */
export interface PackableLists {
  readonly offsets: Uint32Array;
  readonly neighbours: Uint32Array;
  /** In single precision: of the eleven bits of a half. */
  readonly similarities: Float16Array | Float32Array;
}

// As recommender/assembly/item-moves.ts reads them.
const ITEM_BITS = 18;

/** Beyond so many items, an item and a similarity don't fit one number. */
export const MOST_PACKED_ITEMS = 2 ** ITEM_BITS;

/** Lists whose entries are one number each: the similarity in half precision above the 18 bits of the item. */
export interface PackedLists {
  /** rowCount + 1 positions. */
  readonly offsets: Uint32Array;
  readonly entries: Uint32Array;
}

/** Pack lists of similarities in half precision, above 0 and at most 1, of at most `MOST_PACKED_ITEMS` items. */
export function packEntries({ offsets, neighbours, similarities }: PackableLists, packed: PackedLists): void {
  packed.offsets.set(offsets);
  const { entries } = packed;
  if (similarities instanceof Float16Array) {
    const halves = new Uint16Array(similarities.buffer, similarities.byteOffset, similarities.length);
    for (let entry = 0; entry < entries.length; entry += 1) {
      entries[entry] = (halves[entry]! << ITEM_BITS) | neighbours[entry]!;
    }
    return;
  }
  const bits = new Uint32Array(similarities.buffer, similarities.byteOffset, similarities.length);
  for (let entry = 0; entry < entries.length; entry += 1) {
    const float = bits[entry]!;
    // A half's exponent is biased by 15, a float's by 127; below the smallest normal half its units are 2^-24.
    const half = float >= SMALLEST_NORMAL ? (float - EXPONENT_SHIFT) >>> 13 : similarities[entry]! * 2 ** 24;
    entries[entry] = (half << ITEM_BITS) | neighbours[entry]!;
  }
}

const EXPONENT_SHIFT = 112 << 23;
const SMALLEST_NORMAL = 113 << 23;

/** Every half that an entry has room for, widened. */
const widened = Float32Array.from(
  new Float16Array(Uint16Array.from({ length: 2 ** (32 - ITEM_BITS) }, (_, bits) => bits).buffer),
);

/** The item of an entry. */
export function itemOfEntry(entry: number): number {
  return entry & (MOST_PACKED_ITEMS - 1);
}

/** The similarity of an entry. */
export function similarityOfEntry(entry: number): number {
  return widened[entry >>> ITEM_BITS]!;
}

/** The lists as a model file has them. */
export function unpackEntries({ offsets, entries }: PackedLists): PackableLists {
  const halves = Uint16Array.from(entries, (entry) => entry >>> ITEM_BITS);
  return {
    offsets: offsets.slice(),
    neighbours: Uint32Array.from(entries, itemOfEntry),
    similarities: new Float16Array(halves.buffer),
  };
}

/** The lists turned round: for every item, in whose lists it is, in the order of their rows. Into zeros of the same lengths. */
export function turnEntries({ offsets, entries }: PackedLists, turned: PackedLists): void {
  const mask = MOST_PACKED_ITEMS - 1;
  for (let at = 0; at < entries.length; at += 1) turned.offsets[(entries[at]! & mask) + 1]! += 1;
  for (let row = 1; row < offsets.length; row += 1) turned.offsets[row]! += turned.offsets[row - 1]!;
  const next = turned.offsets.slice();
  for (let row = 0; row < offsets.length - 1; row += 1) {
    for (let at = offsets[row]!; at < offsets[row + 1]!; at += 1) {
      const entry = entries[at]!;
      const item = entry & mask;
      turned.entries[next[item]!] = (entry & ~mask) | row;
      next[item]! += 1;
    }
  }
}
