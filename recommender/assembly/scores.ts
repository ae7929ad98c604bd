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

/**
 * Four half-precision numbers, extended to lanes with their signs, as floats times 2^−112: a half's exponent is biased by 15, a
 * float's by 127. No infinities, no NaN.
 */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function widenHalves(halves: v128): v128 {
  // The extended sign fills the upper bits; the mask leaves one of them, and the exponent and mantissa at a float's place.
  return v128.and(i32x4.shl(halves, 13), i32x4.splat(0x8fffe000));
}

/** One half of the exponent that widened halves lack goes to the vector, the other to the sum: neither overflows. */
const HALF_OF_EXPONENT: f32 = 72057594037927936;

/** The score of a row out of its sums. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function finishRow(low: v128, high: v128, row: usize, biases: usize, scores: usize): void {
  const bias: f32 = biases == 0 ? 0 : load<f32>(biases + (row << 2));
  store<f32>(scores + (row << 2), bias + sumLanes(f32x4.add(low, high)) * HALF_OF_EXPONENT);
}

/** As scoreRows, with factors in half precision; the width is a multiple of 8. What is read of the vector serves four rows. */
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
  const endRow: usize = endOfBlock(block, rowsPerBlock, rowCount);
  const scale = f32x4.splat(HALF_OF_EXPONENT);
  const zeros = f32x4.splat(0);
  let row: usize = block * rowsPerBlock;
  for (; row + 4 <= endRow; row += 4) {
    const from = factors + row * bytes;
    let low0 = zeros;
    let low1 = zeros;
    let low2 = zeros;
    let low3 = zeros;
    let high0 = zeros;
    let high1 = zeros;
    let high2 = zeros;
    let high3 = zeros;
    for (let at: usize = 0; at < bytes; at += 16) {
      const to = vector + (at << 1);
      const first = f32x4.mul(v128.load(to), scale);
      const second = f32x4.mul(v128.load(to, 16), scale);
      const place = from + at;
      const eight0 = v128.load(place);
      const eight1 = v128.load(place + bytes);
      const eight2 = v128.load(place + 2 * bytes);
      const eight3 = v128.load(place + 3 * bytes);
      low0 = multiplyAdd(widenHalves(i32x4.extend_low_i16x8_s(eight0)), first, low0);
      high0 = multiplyAdd(widenHalves(i32x4.extend_high_i16x8_s(eight0)), second, high0);
      low1 = multiplyAdd(widenHalves(i32x4.extend_low_i16x8_s(eight1)), first, low1);
      high1 = multiplyAdd(widenHalves(i32x4.extend_high_i16x8_s(eight1)), second, high1);
      low2 = multiplyAdd(widenHalves(i32x4.extend_low_i16x8_s(eight2)), first, low2);
      high2 = multiplyAdd(widenHalves(i32x4.extend_high_i16x8_s(eight2)), second, high2);
      low3 = multiplyAdd(widenHalves(i32x4.extend_low_i16x8_s(eight3)), first, low3);
      high3 = multiplyAdd(widenHalves(i32x4.extend_high_i16x8_s(eight3)), second, high3);
    }
    finishRow(low0, high0, row, biases, scores);
    finishRow(low1, high1, row + 1, biases, scores);
    finishRow(low2, high2, row + 2, biases, scores);
    finishRow(low3, high3, row + 3, biases, scores);
  }
  for (; row < endRow; row++) {
    const from = factors + row * bytes;
    let low = zeros;
    let high = zeros;
    for (let at: usize = 0; at < bytes; at += 16) {
      const to = vector + (at << 1);
      const eight = v128.load(from + at);
      low = multiplyAdd(widenHalves(i32x4.extend_low_i16x8_s(eight)), f32x4.mul(v128.load(to), scale), low);
      high = multiplyAdd(widenHalves(i32x4.extend_high_i16x8_s(eight)), f32x4.mul(v128.load(to, 16), scale), high);
    }
    finishRow(low, high, row, biases, scores);
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
