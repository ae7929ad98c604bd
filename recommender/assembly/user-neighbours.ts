// Who is like somebody among all users, and what those rated: user-KNN, for one person at a time.
import { offer, takeBestExactly } from './best-rows';

/** Σ1, Σab, Σa², Σb² of a user, as f64. */
const SUMS_SHIFT: usize = 5;
/** What `findSimilarUsers` answers when the users of an item don't rise. */
const UNSORTED: u32 = u32.MAX_VALUE;
/** Squares and products are rounded. */
const ROUNDING_DOWN: f64 = 1 - 1e-9;

/**
 * The `kept` users whose residuals go most with a person's, by `pearson-baseline`: best first into `users` (u32) and
 * `similarities` (f64). Returns how many there are; 2^32 − 1 when the users of an item don't rise, and then nothing else holds.
 *
 * Users are gone through in parts of `usersAtOnce`, whose sums stay in a processor's nearer cache; within a part in the order
 * of the person's ratings, so that sums are the same bits as SimilarityRow's.
 *
 * @param residuals f64 each rating, and `expected` what a user without bias is expected to give its item
 * @param offsets u32, where each rating's raters begin in `raters` (u32) and `codes` (u8); one more than there are ratings
 * @param next room for one u32 a rating
 * @param sums zeros, 32 bytes for each of `usersAtOnce`; zeros again afterwards
 * @param heapKeys room for `kept` u32, `heapScores` f64
 */
export function findSimilarUsers(
  ratingCount: u32,
  residuals: usize,
  expected: usize,
  offsets: usize,
  raters: usize,
  codes: usize,
  next: usize,
  userCount: u32,
  usersAtOnce: u32,
  biases: usize,
  sums: usize,
  self: u32,
  support: f64,
  shrinkage: f64,
  significance: f64,
  kept: u32,
  heapKeys: usize,
  heapScores: usize,
  users: usize,
  similarities: usize,
): u32 {
  memory.copy(next, offsets, (<usize>ratingCount) << 2);
  let held: u32 = 0;
  // A little below the similarity of the last who is held; what makes little of few ratings only lowers one.
  let least: f64 = 0;
  for (let first: u32 = 0; first < userCount; first += usersAtOnce) {
    const last: u32 = min(first + usersAtOnce, userCount);
    for (let index: usize = 0; index < <usize>ratingCount; index++) {
      const from = load<u32>(next + (index << 2));
      const end = load<u32>(offsets + (index << 2), 4);
      if (from == end || load<u32>(raters + ((<usize>from) << 2)) >= last) continue;
      const residual = load<f64>(residuals + (index << 3));
      const own = load<f64>(expected + (index << 3));
      const until = addUsers(from, end, raters, codes, first, last, residual, own, biases, sums);
      if (until == UNSORTED) {
        memory.fill(sums, 0, (<usize>usersAtOnce) << SUMS_SHIFT);
        return UNSORTED;
      }
      store<u32>(next + (index << 2), until);
    }
    let at = sums;
    for (let user: u32 = first; user < last; user++, at += 1 << SUMS_SHIFT) {
      const pair = v128.load(at);
      const squares = v128.load(at, 16);
      v128.store(at, i64x2.splat(0));
      v128.store(at, i64x2.splat(0), 16);
      const count = f64x2.extract_lane(pair, 0);
      const product = f64x2.extract_lane(pair, 1);
      const lengths = f64x2.extract_lane(squares, 0) * f64x2.extract_lane(squares, 1);
      // Whether the similarity is more than `least`, without a root or a division: most are not.
      const reached = product * (count - 1);
      const needed = least * (count - 1 + shrinkage);
      const isMore = <u32>(product > 0) & <u32>(count >= support) & <u32>(reached * reached >= needed * needed * lengths);
      if (isMore == 0 || user == self) continue;
      let similarity = (product / Math.sqrt(lengths)) * ((count - 1) / (count - 1 + shrinkage));
      if (significance > count) similarity = (similarity * count) / significance;
      if (!(similarity > 0) || !isFinite(similarity)) continue;
      held = offer(heapKeys, heapScores, held, kept, user, similarity);
      if (held == kept) least = load<f64>(heapScores) * ROUNDING_DOWN;
    }
  }
  takeBestExactly(heapKeys, heapScores, held, kept, users, similarities);
  return held;
}

/** Adds up the raters of one item below `last`. Returns where the others begin. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function addUsers(
  from: u32,
  end: u32,
  raters: usize,
  codes: usize,
  first: u32,
  last: u32,
  residual: f64,
  expected: f64,
  biases: usize,
  sums: usize,
): u32 {
  const ownSquare = f64x2.splat(residual * residual);
  let at = from;
  for (; at < end; at++) {
    const user = load<u32>(raters + ((<usize>at) << 2));
    if (user >= last) break;
    if (user < first) return UNSORTED;
    const biased = expected + load<f64>(biases + ((<usize>user) << 3));
    const other = <f64>load<u8>(codes + <usize>at) * 0.5 - biased;
    const sum = sums + ((<usize>(user - first)) << SUMS_SHIFT);
    v128.store(sum, f64x2.add(v128.load(sum), f64x2.replace_lane(f64x2.splat(1), 1, residual * other)));
    const squares = f64x2.replace_lane(ownSquare, 1, other * other);
    v128.store(sum, f64x2.add(v128.load(sum, 16), squares), 16);
  }
  return at;
}

/**
 * For every item that a neighbour rated and that has fewer than `limit` neighbours yet: one more, and their similarity and
 * similarity × residual on top of the item's sums, which lie side by side; neighbour after neighbour. A residual is the rating
 * in stars less what is expected of the neighbour.
 *
 * @param ends u32, where each neighbour's ratings end in `items` (u32) and `codes` (u8); they begin where the last one's end
 * @param similarities f64 each neighbour, and `expected` theirs
 * @param counts one u16 an item
 */
export function addNeighbourRatings(
  neighbourCount: u32,
  ends: usize,
  similarities: usize,
  expected: usize,
  items: usize,
  codes: usize,
  limit: u32,
  counts: usize,
  sums: usize,
): void {
  let at: usize = 0;
  for (let neighbour: usize = 0; neighbour < <usize>neighbourCount; neighbour++) {
    const end: usize = load<u32>(ends + (neighbour << 2));
    const similarity = f64x2.splat(load<f64>(similarities + (neighbour << 3)));
    const own = load<f64>(expected + (neighbour << 3));
    for (; at < end; at++) {
      const item: usize = load<u32>(items + (at << 2));
      const place = counts + (item << 1);
      const count: u32 = load<u16>(place);
      // Without a branch that depends on it.
      const isTaken: u32 = <u32>(count < limit);
      store<u16>(place, <u16>(count + isTaken));
      const residual = <f64>load<u8>(codes + at) * 0.5 - own;
      const taken = <f64>isTaken;
      const factors = f64x2.replace_lane(f64x2.splat(taken), 1, taken * residual);
      const sum = sums + (item << 4);
      v128.store(sum, f64x2.add(v128.load(sum), f64x2.mul(similarity, factors)));
    }
  }
}

/**
 * scores (f32) = base + the item's part of what is expected + how far neighbours move it: (Σ similarity·residual − part ·
 * Σ similarity) / (Σ similarity + damping), 0 with fewer than `minimum`. Leaves zeros in `counts` and `sums`.
 */
export function averageNeighbours(
  itemCount: u32,
  counts: usize,
  sums: usize,
  parts: usize,
  base: f64,
  minimum: u32,
  damping: f64,
  scores: usize,
): void {
  for (let item: usize = 0; item < <usize>itemCount; item++) {
    const at = sums + (item << 4);
    const part = load<f64>(parts + (item << 3));
    const weights = load<f64>(at);
    const enough = weights != 0 && <u32>load<u16>(counts + (item << 1)) >= minimum;
    const moved = enough ? (load<f64>(at, 8) - part * weights) / (weights + damping) : 0;
    store<f32>(scores + (item << 2), <f32>(base + part + moved));
  }
  memory.fill(counts, 0, (<usize>itemCount) << 1);
  memory.fill(sums, 0, (<usize>itemCount) << 4);
}
