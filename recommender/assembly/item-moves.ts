// How far what a person rated moves what is expected of every item, in stars: item-KNN's neighbours, and terms of content.
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

/** 1 where an entry holds a rated item, else 0. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function isHeld(entry: usize, isRated: usize): u64 {
  return load<u8>(isRated + itemOf(load<u32>(entry)));
}

/**
 * One bit for each of up to 64 entries of a list: whether it holds a rated item. Without a branch that depends on it, and by
 * eights: a list's end is overrun, and the bits beyond it are dropped.
 */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function findRated(at: usize, end: usize, entries: usize, isRated: usize): u64 {
  const count: u64 = min<u64>(end - at, 64);
  let bits: u64 = 0;
  let from = entries + (at << 2);
  for (let bit: u64 = 0; bit < count; bit += 8, from += 32) {
    const first = isHeld(from, isRated) + (isHeld(from + 4, isRated) << 1);
    const second = isHeld(from + 8, isRated) + (isHeld(from + 12, isRated) << 1);
    const third = isHeld(from + 16, isRated) + (isHeld(from + 20, isRated) << 1);
    const fourth = isHeld(from + 24, isRated) + (isHeld(from + 28, isRated) << 1);
    bits |= (first + (second << 2) + ((third + (fourth << 2)) << 4)) << bit;
  }
  return bits & (u64.MAX_VALUE >> (64 - count));
}

/**
 * The first rated items of a list are added up to the one at `last`; where rated ones follow that are as similar, the history
 * decides between these: by how much the sum of residuals changes, which are all weighted alike.
 */
function settleTie(
  start: usize,
  end: usize,
  last: usize,
  entries: usize,
  isRated: usize,
  residualOf: usize,
  placeOf: usize,
): f64 {
  const similarity = load<u32>(entries + (last << 2)) >> ITEM_BITS;
  let until = last + 1;
  let more: u32 = 0;
  for (; until < end; until++) {
    const entry = load<u32>(entries + (until << 2));
    if (entry >> ITEM_BITS != similarity) break;
    more += load<u8>(isRated + itemOf(entry));
  }
  if (more == 0) return 0;
  let from = last;
  while (from > start && load<u32>(entries + ((from - 1) << 2)) >> ITEM_BITS == similarity) from--;
  let kept: u32 = 0;
  let change: f64 = 0;
  for (let at = from; at <= last; at++) {
    const item = itemOf(load<u32>(entries + (at << 2)));
    if (load<u8>(isRated + item) == 0) continue;
    kept++;
    change -= load<f64>(residualOf + (item << 3));
  }
  // Those first in the history, one after the other.
  let least: u32 = 0;
  for (; kept > 0; kept--) {
    let best: usize = 0;
    let bestPlace: u32 = u32.MAX_VALUE;
    for (let at = from; at < until; at++) {
      const item = itemOf(load<u32>(entries + (at << 2)));
      if (load<u8>(isRated + item) == 0) continue;
      const place = load<u32>(placeOf + (item << 2));
      if (place < least || place >= bestPlace) continue;
      best = item;
      bestPlace = place;
    }
    change += load<f64>(residualOf + (best << 3));
    least = bestPlace + 1;
  }
  return change;
}

/** Looking at one entry in so many looks at every line of memory that a processor fetches. */
const ENTRIES_PER_LINE: usize = 16;
let touched: u32 = 0;

/**
 * How far the first `limit` rated items of a list move its item. What follows in the list is touched all the same: a processor
 * fetches ahead what is read without gaps, and lists lie one after the other.
 */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function walkDown(
  start: usize,
  end: usize,
  entries: usize,
  isRated: usize,
  residualOf: usize,
  placeOf: usize,
  limit: u32,
  minimum: u32,
  damping: f64,
): f64 {
  let count: u32 = 0;
  let last: usize = 0;
  let weights: f64 = 0;
  let weighted: f64 = 0;
  let from = start;
  for (; from < end && count < limit; from += 64) {
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
  for (; from < end; from += ENTRIES_PER_LINE) touched ^= load<u32>(entries + (from << 2));
  if (count == limit) {
    const change = settleTie(start, end, last, entries, isRated, residualOf, placeOf);
    weighted += similarityOf(load<u32>(entries + (last << 2))) * change;
  }
  return average(weights, weighted, count, minimum, damping);
}

/**
 * moved (f64) = Σ similarity·residual / (Σ similarity + damping) over the most similar rated items of each item's list, `limit`
 * at most; 0 with fewer than `minimum`.
 *
 * @param counts u32 an item, and `sums` two f64, as `addRatedNeighbours` leaves them: lists of which no more is rated than
 *   counts are not looked at. A pointer of 0: all lists are
 * @param entries followed by seven more of anything
 * @param isRated 2^18 bytes, 1 for a rated item, else 0; `residualOf` (f64) and `placeOf` (u32) of the rated ones
 */
export function moveByNeighbours(
  itemCount: u32,
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
): u32 {
  for (let row: usize = 0; row < <usize>itemCount; row++) {
    const target = moved + (row << 3);
    const known: u32 = counts == 0 ? u32.MAX_VALUE : load<u32>(counts + (row << 2));
    if (known <= limit) {
      const sum = sums + (row << 4);
      store<f64>(target, average(load<f64>(sum), load<f64>(sum, 8), known, minimum, damping));
      continue;
    }
    const start: usize = load<u32>(offsets + (row << 2));
    const end: usize = load<u32>(offsets + (row << 2), 4);
    const far = walkDown(start, end, entries, isRated, residualOf, placeOf, limit, minimum, damping);
    store<f64>(target, far);
  }
  // So that nothing that compiles this leaves the touching out.
  return touched;
}

/**
 * Adds to the two sums of every item that has one of these terms: weight × the two numbers that a profile has of the term.
 *
 * @param terms u32, `values` two f64 each
 * @param offsets of the terms' items: for every term which `items` have it (u32), each with its weight (f32) beside it
 * @param sums two f64 an item
 */
export function addTerms(
  terms: usize,
  termCount: u32,
  values: usize,
  offsets: usize,
  items: usize,
  sums: usize,
): void {
  for (let index: usize = 0; index < <usize>termCount; index++) {
    const term: usize = load<u32>(terms + (index << 2));
    const value = v128.load(values + (index << 4));
    const end: usize = load<u32>(offsets + (term << 2), 4);
    for (let entry: usize = load<u32>(offsets + (term << 2)); entry < end; entry++) {
      const weight = f64x2.splat(load<f32>(items + (entry << 3), 4));
      const sum = sums + ((<usize>load<u32>(items + (entry << 3))) << 4);
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
