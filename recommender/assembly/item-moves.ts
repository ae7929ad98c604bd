// How far what a person rated moves what is expected of every item, in stars: item-KNN's neighbours, and terms of content.
import { endOfBlock } from './vectors';

// An entry of a packed list: an item's number in the lower bits, and above them its similarity in half precision, which is
// more than 0 and at most 1 and so has neither a sign nor a highest bit of the exponent. Half of the memory to walk through.
const ITEM_BITS: u32 = 18;
const ITEM_MASK: u32 = (1 << ITEM_BITS) - 1;

// @ts-expect-error: a decorator of AssemblyScript
@inline
function itemOf(entry: u32): usize {
  return entry & ITEM_MASK;
}

// @ts-expect-error: a decorator of AssemblyScript
@inline
function similarityOf(entry: u32): f64 {
  // As widenHalves in scores.ts has it.
  return reinterpret<f32>((entry >> ITEM_BITS) << 13) * <f32>5.192296858534828e33;
}

/** Sums of so many items stay in a processor's nearer cache. */
const ITEMS_AT_ONCE: u32 = 4096;

/**
 * For every item whose list a rated item is in: one more neighbour, and its similarity and similarity × residual on top of the
 * item's sums, which lie side by side; in the order of the ratings.
 *
 * @param offsets of the lists turned round: for every item, in whose lists it is, rising; `entries` are theirs
 * @param next room for one u32 a rating
 */
export function addRatedNeighbours(
  rated: usize,
  residuals: usize,
  ratedCount: u32,
  itemCount: u32,
  offsets: usize,
  entries: usize,
  next: usize,
  counts: usize,
  sums: usize,
): void {
  for (let index: usize = 0; index < <usize>ratedCount; index++) {
    const item: usize = load<u32>(rated + (index << 2));
    store<u32>(next + (index << 2), load<u32>(offsets + (item << 2)));
  }
  for (let first: u32 = 0; first < itemCount; first += ITEMS_AT_ONCE) {
    const last: usize = first + ITEMS_AT_ONCE;
    for (let index: usize = 0; index < <usize>ratedCount; index++) {
      const item: usize = load<u32>(rated + (index << 2));
      const end: usize = load<u32>(offsets + (item << 2), 4);
      const factors = f64x2.replace_lane(f64x2.splat(1), 1, load<f64>(residuals + (index << 3)));
      let at: usize = load<u32>(next + (index << 2));
      for (; at < end; at++) {
        const entry = load<u32>(entries + (at << 2));
        const row = itemOf(entry);
        if (row >= last) break;
        const count = counts + (row << 2);
        const sum = sums + (row << 4);
        store<u32>(count, load<u32>(count) + 1);
        v128.store(sum, f64x2.add(v128.load(sum), f64x2.mul(f64x2.splat(similarityOf(entry)), factors)));
      }
      store<u32>(next + (index << 2), <u32>at);
    }
  }
}

// @ts-expect-error: a decorator of AssemblyScript
@inline
function average(weights: f64, weighted: f64, count: u32, minimum: u32, damping: f64): f64 {
  return count >= minimum && weights != 0 ? weighted / (weights + damping) : 0;
}

/** One bit for each of up to 64 entries of a list: whether it holds a rated item. Without a branch that depends on it. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function findRated(at: usize, end: usize, entries: usize, isRated: usize): u64 {
  const count: u64 = min<u64>(end - at, 64);
  let bits: u64 = 0;
  let bit: u64 = 0;
  let from = entries + (at << 2);
  for (; bit + 4 <= count; bit += 4, from += 16) {
    const first: u64 = load<u8>(isRated + itemOf(load<u32>(from)));
    const second: u64 = load<u8>(isRated + itemOf(load<u32>(from, 4)));
    const third: u64 = load<u8>(isRated + itemOf(load<u32>(from, 8)));
    const fourth: u64 = load<u8>(isRated + itemOf(load<u32>(from, 12)));
    bits |= (first | (second << 1) | (third << 2) | (fourth << 3)) << bit;
  }
  for (; bit < count; bit++, from += 4) bits |= (<u64>load<u8>(isRated + itemOf(load<u32>(from)))) << bit;
  return bits;
}

/** Whether a rated item follows that is as similar as the one of this entry: then the history decides between them. */
function isTied(at: usize, end: usize, entries: usize, isRated: usize): bool {
  const last = load<u32>(entries + (at << 2)) >> ITEM_BITS;
  for (let next = at + 1; next < end; next++) {
    const entry = load<u32>(entries + (next << 2));
    if (entry >> ITEM_BITS != last) return false;
    if (load<u8>(isRated + itemOf(entry)) == 1) return true;
  }
  return false;
}

/**
 * The entries of a list that hold rated items, the first `limit` of them; of those that are as similar as the last, the ones
 * that stand first in the history. There are as many. Writes them to `chosen`.
 */
function chooseRated(
  start: usize,
  end: usize,
  entries: usize,
  isRated: usize,
  placeOf: usize,
  limit: u32,
  chosen: usize,
): void {
  let count: u32 = 0;
  let last: u32 = 0;
  for (let at = start; at < end; at++) {
    const entry = load<u32>(entries + (at << 2));
    if (count >= limit && entry >> ITEM_BITS != last) break;
    if (load<u8>(isRated + itemOf(entry)) == 0) continue;
    store<u32>(chosen + (count << 2), entry);
    count++;
    if (count <= limit) last = entry >> ITEM_BITS;
  }
  keepEarliest(placeOf, last, limit, count, chosen);
}

/** Of the chosen ones that are as similar as the last, those first in the history come to stand before `limit`. */
function keepEarliest(placeOf: usize, last: u32, limit: u32, count: u32, chosen: usize): void {
  let first = limit - 1;
  while (first > 0 && load<u32>(chosen + ((first - 1) << 2)) >> ITEM_BITS == last) first--;
  for (let at = first; at < limit; at++) {
    let best = at;
    let bestPlace: u32 = u32.MAX_VALUE;
    for (let other = at; other < count; other++) {
      const place = load<u32>(placeOf + (itemOf(load<u32>(chosen + (other << 2))) << 2));
      if (place < bestPlace) {
        best = other;
        bestPlace = place;
      }
    }
    const entry = load<u32>(chosen + (best << 2));
    store<u32>(chosen + (best << 2), load<u32>(chosen + (at << 2)));
    store<u32>(chosen + (at << 2), entry);
  }
}

/**
 * moved = Σ similarity·residual / (Σ similarity + damping) over the most similar rated items of each row's list, `limit` at
 * most; 0 with fewer than `minimum`. Where `counts` says (a pointer of 0: nowhere) that a row has no more of them than that,
 * its `sums` are taken.
 *
 * @param scratch room for as many u32 as the longest list has entries
 * @param isRated one byte an item, 1 or 0; `residualOf` (f64) and `placeOf` (u32) of the rated ones
 */
export function moveByNeighbours(
  block: u32,
  scratch: usize,
  rowsPerBlock: u32,
  rowCount: u32,
  offsets: usize,
  entries: usize,
  isRated: usize,
  residualOf: usize,
  placeOf: usize,
  counts: usize,
  sums: usize,
  limit: u32,
  minimum: u32,
  damping: f64,
  moved: usize,
): void {
  const endRow = endOfBlock(block, rowsPerBlock, rowCount);
  for (let row: usize = block * rowsPerBlock; row < <usize>endRow; row++) {
    const known: u32 = counts == 0 ? u32.MAX_VALUE : load<u32>(counts + (row << 2));
    const target = moved + (row << 3);
    if (known <= limit) {
      const sum = sums + (row << 4);
      store<f64>(target, average(load<f64>(sum), load<f64>(sum, 8), known, minimum, damping));
      continue;
    }
    const start: usize = load<u32>(offsets + (row << 2));
    const end: usize = load<u32>(offsets + (row << 2), 4);
    let count: u32 = 0;
    let last: usize = 0;
    let weights: f64 = 0;
    let weighted: f64 = 0;
    for (let from = start; from < end && count < limit; from += 64) {
      let bits = findRated(from, end, entries, isRated);
      const taken: u32 = min<u32>(<u32>popcnt(bits), limit - count);
      count += taken;
      for (let left = taken; left > 0; left--) {
        last = from + <usize>ctz(bits);
        bits &= bits - 1;
        const entry = load<u32>(entries + (last << 2));
        const similarity = similarityOf(entry);
        weights += similarity;
        weighted += similarity * load<f64>(residualOf + (itemOf(entry) << 3));
      }
    }
    if (count == limit && isTied(last, end, entries, isRated)) {
      chooseRated(start, end, entries, isRated, placeOf, limit, scratch);
      weights = 0;
      weighted = 0;
      for (let index: u32 = 0; index < limit; index++) {
        const entry = load<u32>(scratch + (index << 2));
        const similarity = similarityOf(entry);
        weights += similarity;
        weighted += similarity * load<f64>(residualOf + (itemOf(entry) << 3));
      }
    }
    store<f64>(target, average(weights, weighted, count, minimum, damping));
  }
}

/**
 * Adds to the two sums of every item that has one of these terms: weight × the two numbers that a profile has of the term.
 *
 * @param terms u32, `values` two f64 each
 * @param offsets of the terms' items: for every term which `items` (u32) have it, with `weights` (f32)
 * @param sums two f64 an item
 */
export function addTerms(
  terms: usize,
  termCount: u32,
  values: usize,
  offsets: usize,
  items: usize,
  weights: usize,
  sums: usize,
): void {
  for (let index: usize = 0; index < <usize>termCount; index++) {
    const term: usize = load<u32>(terms + (index << 2));
    const value = v128.load(values + (index << 4));
    const end: usize = load<u32>(offsets + (term << 2), 4);
    for (let entry: usize = load<u32>(offsets + (term << 2)); entry < end; entry++) {
      const weight = f64x2.splat(load<f32>(weights + (entry << 2)));
      const sum = sums + ((<usize>load<u32>(items + (entry << 2))) << 4);
      v128.store(sum, f64x2.add(v128.load(sum), f64x2.mul(weight, value)));
    }
  }
}

/** moved (f64) = slope·opinion / (likeness + damping) of each item's two sums; 0 without likeness. Leaves zeros in the sums. */
export function moveByTerms(itemCount: u32, sums: usize, slope: f64, damping: f64, moved: usize): void {
  for (let item: usize = 0; item < <usize>itemCount; item++) {
    const opinion = load<f64>(sums + (item << 4));
    const likeness = load<f64>(sums + (item << 4), 8);
    store<f64>(moved + (item << 3), likeness == 0 ? 0 : (slope * opinion) / (likeness + damping));
  }
  memory.fill(sums, 0, (<usize>itemCount) << 4);
}
