import { dot, endOfBlock, multiplyAdd, sumLanes } from './vectors';

/** scores = factors (rows × width) × vector + biases (a pointer of 0: none). */
export function scoreRows(
  block: u32,
  _scratch: usize,
  rowsPerBlock: u32,
  rowCount: u32,
  factors: usize,
  width: u32,
  vector: usize,
  biases: usize,
  scores: usize,
): void {
  const bytes: usize = width << 2;
  const endRow = endOfBlock(block, rowsPerBlock, rowCount);
  for (let row: usize = block * rowsPerBlock; row < <usize>endRow; row++) {
    const bias: f32 = biases == 0 ? 0 : load<f32>(biases + (row << 2));
    store<f32>(scores + (row << 2), bias + dot(factors + row * bytes, vector, bytes));
  }
}

/** Four half-precision numbers, extended to lanes with their signs, as floats. No infinities, no NaN. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function widenHalves(halves: v128): v128 {
  // The extended sign fills the upper bits; the mask leaves one of them, and the exponent and mantissa at a float's place.
  const shifted = v128.and(i32x4.shl(halves, 13), i32x4.splat(0x8fffe000));
  // A half's exponent is biased by 15, a float's by 127: the product with 2^112 sets it right, subnormals too.
  return f32x4.mul(shifted, f32x4.splat(5.192296858534828e33));
}

/** As scoreRows, with factors in half precision; the width is a multiple of 8. */
export function scoreHalfRows(
  block: u32,
  _scratch: usize,
  rowsPerBlock: u32,
  rowCount: u32,
  factors: usize,
  width: u32,
  vector: usize,
  biases: usize,
  scores: usize,
): void {
  const bytes: usize = width << 1;
  const endRow = endOfBlock(block, rowsPerBlock, rowCount);
  for (let row: usize = block * rowsPerBlock; row < <usize>endRow; row++) {
    const from = factors + row * bytes;
    let even = f32x4.splat(0);
    let odd = f32x4.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const eight = v128.load(from + at);
      const to = vector + (at << 1);
      even = multiplyAdd(widenHalves(i32x4.extend_low_i16x8_s(eight)), v128.load(to), even);
      odd = multiplyAdd(widenHalves(i32x4.extend_high_i16x8_s(eight)), v128.load(to, 16), odd);
    }
    const bias: f32 = biases == 0 ? 0 : load<f32>(biases + (row << 2));
    store<f32>(scores + (row << 2), bias + sumLanes(f32x4.add(even, odd)));
  }
}

/**
 * The `count` largest of `length` scores, best first, ties by the smaller index. Returns how many there are; −∞ and NaN are
 * passed over. `topIndexes` (u32) and `topScores` (f32) have room for `count`.
 */
export function selectTop(scores: usize, length: u32, count: u32, topIndexes: usize, topScores: usize): u32 {
  let held: u32 = 0;
  let least: f32 = -Infinity;
  for (let index: u32 = 0; index < length; index++) {
    const score = load<f32>(scores + (index << 2));
    if (!(score > least)) continue;
    let place = held < count ? held : count - 1;
    while (place > 0 && load<f32>(topScores + ((place - 1) << 2)) < score) {
      store<f32>(topScores + (place << 2), load<f32>(topScores + ((place - 1) << 2)));
      store<u32>(topIndexes + (place << 2), load<u32>(topIndexes + ((place - 1) << 2)));
      place--;
    }
    store<f32>(topScores + (place << 2), score);
    store<u32>(topIndexes + (place << 2), index);
    if (held < count) held++;
    if (held == count) least = load<f32>(topScores + ((count - 1) << 2));
  }
  return held;
}
