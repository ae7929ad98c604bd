import { offer, takeBest } from './best-rows';
import { endOfBlock } from './vectors';

const PEARSON: u32 = 2;
const PEARSON_BASELINE: u32 = 3;
/** Bytes of sums for each row: (count, Σab, Σa², Σb²), (Σa, Σb) as integers, or (count, Σab), (Σa², Σb²) as doubles. */
const SUMS_SHIFT: usize = 5;

/** The sums over ratings in common, in half stars. Returns how many rows have any. */
function addRatings(
  start: u32,
  end: u32,
  columns: usize,
  codes: usize,
  otherOffsets: usize,
  otherColumns: usize,
  otherCodes: usize,
  measure: u32,
  sums: usize,
  touched: usize,
): u32 {
  let touchedCount: u32 = 0;
  for (let index: usize = start; index < <usize>end; index++) {
    const column = <usize>load<u32>(columns + (index << 2));
    const own = <i32>load<u8>(codes + index);
    const mine = i32x4(1, 0, own * own, 0);
    const last = <usize>load<u32>(otherOffsets + (column << 2), 4);
    for (let place = <usize>load<u32>(otherOffsets + (column << 2)); place < last; place++) {
      const row = load<u32>(otherColumns + (place << 2));
      const other = <i32>load<u8>(otherCodes + place);
      const at = sums + ((<usize>row) << SUMS_SHIFT);
      const before = v128.load(at);
      if (i32x4.extract_lane(before, 0) == 0) {
        store<u32>(touched + (touchedCount << 2), row);
        touchedCount++;
      }
      const both = i32x4.replace_lane(i32x4.replace_lane(mine, 1, own * other), 3, other * other);
      v128.store(at, i32x4.add(before, both));
      if (measure == PEARSON) v128.store(at, i32x4.add(v128.load(at, 16), i32x4(own, other, 0, 0)), 16);
    }
  }
  return touchedCount;
}

/** The sums over the residuals of ratings in common, in stars. Returns how many rows have any. */
function addResiduals(
  start: u32,
  end: u32,
  columns: usize,
  codes: usize,
  otherOffsets: usize,
  otherColumns: usize,
  otherCodes: usize,
  bias: f64,
  mean: f64,
  rowBiases: usize,
  columnBiases: usize,
  sums: usize,
  touched: usize,
): u32 {
  let touchedCount: u32 = 0;
  for (let index: usize = start; index < <usize>end; index++) {
    const column = <usize>load<u32>(columns + (index << 2));
    const expected = mean + load<f64>(columnBiases + (column << 3));
    const own = <f64>load<u8>(codes + index) / 2 - (expected + bias);
    const ownSquare = own * own;
    const last = <usize>load<u32>(otherOffsets + (column << 2), 4);
    for (let place = <usize>load<u32>(otherOffsets + (column << 2)); place < last; place++) {
      const row = load<u32>(otherColumns + (place << 2));
      const biased = expected + load<f64>(rowBiases + ((<usize>row) << 3));
      const other = <f64>load<u8>(otherCodes + place) / 2 - biased;
      const at = sums + ((<usize>row) << SUMS_SHIFT);
      const before = v128.load(at);
      if (f64x2.extract_lane(before, 0) == 0) {
        store<u32>(touched + (touchedCount << 2), row);
        touchedCount++;
      }
      v128.store(at, f64x2.add(before, f64x2(1, own * other)));
      v128.store(at, f64x2.add(v128.load(at, 16), f64x2(ownSquare, other * other)), 16);
    }
  }
  return touchedCount;
}

/** The similarity that sums give; see scorers/neighbours/similarity-measure.ts, whose every step it repeats. */
function computeSimilarity(at: usize, measure: u32, support: f64, shrinkage: f64, significance: f64): f64 {
  const doubles = measure == PEARSON_BASELINE;
  const count = doubles ? load<f64>(at) : <f64>load<i32>(at);
  if (count < support) return 0;
  const product = doubles ? load<f64>(at, 8) : <f64>load<i32>(at, 4);
  const ownSquare = doubles ? load<f64>(at, 16) : <f64>load<i32>(at, 8);
  const otherSquare = doubles ? load<f64>(at, 24) : <f64>load<i32>(at, 12);
  let similarity: f64;
  if (measure == PEARSON_BASELINE) {
    similarity = (product / Math.sqrt(ownSquare * otherSquare)) * ((count - 1) / (count - 1 + shrinkage));
  } else if (measure == PEARSON) {
    const own = <f64>load<i32>(at, 16);
    const other = <f64>load<i32>(at, 20);
    const deviations = (count * ownSquare - own * own) * (count * otherSquare - other * other);
    similarity = (count * product - own * other) / Math.sqrt(deviations);
  } else if (measure == 1) {
    similarity = 1 / ((ownSquare + otherSquare - 2 * product) / 4 / count + 1);
  } else {
    similarity = product / Math.sqrt(ownSquare * otherSquare);
  }
  if (!isFinite(similarity)) return 0;
  return significance > count ? (similarity * count) / significance : similarity;
}

/**
 * The rows most like each row of the block: the `kept` best of them in `neighbours` and `similarities` (kept places for each
 * row) and how many there are in `counts`; or, where `dense` isn't 0, all similarities in `dense` (f64, rowCount places for
 * each row). `scratch` holds rowCount × 36 bytes and kept × 12.
 */
export function findSimilarRows(
  block: u32,
  scratch: usize,
  rowsPerBlock: u32,
  firstRow: u32,
  rowCount: u32,
  offsets: usize,
  columns: usize,
  codes: usize,
  otherOffsets: usize,
  otherColumns: usize,
  otherCodes: usize,
  measure: u32,
  support: f64,
  shrinkage: f64,
  significance: f64,
  mean: f64,
  rowBiases: usize,
  columnBiases: usize,
  kept: u32,
  neighbours: usize,
  similarities: usize,
  counts: usize,
  dense: usize,
): void {
  const sums = scratch;
  const heapScores = sums + ((<usize>rowCount) << SUMS_SHIFT);
  const heapKeys = heapScores + ((<usize>kept) << 3);
  const touched = heapKeys + ((<usize>kept) << 2);
  memory.fill(sums, 0, (<usize>rowCount) << SUMS_SHIFT);
  const begin = firstRow + block * rowsPerBlock;
  const stop = min(endOfBlock(block, rowsPerBlock, rowCount - firstRow) + firstRow, rowCount);
  for (let row: usize = begin; row < <usize>stop; row++) {
    const start = load<u32>(offsets + (row << 2));
    const end = load<u32>(offsets + (row << 2), 4);
    const touchedCount =
      measure == PEARSON_BASELINE
        ? addResiduals(
            start,
            end,
            columns,
            codes,
            otherOffsets,
            otherColumns,
            otherCodes,
            load<f64>(rowBiases + (row << 3)),
            mean,
            rowBiases,
            columnBiases,
            sums,
            touched,
          )
        : addRatings(
            start,
            end,
            columns,
            codes,
            otherOffsets,
            otherColumns,
            otherCodes,
            measure,
            sums,
            touched,
          );
    let held: u32 = 0;
    for (let index: u32 = 0; index < touchedCount; index++) {
      const other = load<u32>(touched + (index << 2));
      const at = sums + ((<usize>other) << SUMS_SHIFT);
      const similarity = other == <u32>row ? 0 : computeSimilarity(at, measure, support, shrinkage, significance);
      v128.store(at, i64x2.splat(0));
      v128.store(at, i64x2.splat(0), 16);
      if (dense != 0) store<f64>(dense + ((row * <usize>rowCount + <usize>other) << 3), similarity);
      else if (similarity > 0) held = offer(heapKeys, heapScores, held, kept, other, similarity);
    }
    if (dense != 0) continue;
    const place = row * <usize>kept;
    takeBest(heapKeys, heapScores, held, kept, neighbours + (place << 2), similarities + (place << 2));
    store<u32>(counts + (row << 2), held);
  }
}

/**
 * The rows that each row of the block has most in common with: similarity(from, to) = left(from)·common·right(to), divided by
 * norm(from)·norm(to) + offset where `norms` isn't 0; common is the sum of the weights of the columns that both have.
 * `scratch` holds rowCount × 12 bytes and kept × 12.
 */
export function findCoOccurringRows(
  block: u32,
  scratch: usize,
  rowsPerBlock: u32,
  firstRow: u32,
  rowCount: u32,
  offsets: usize,
  columns: usize,
  otherOffsets: usize,
  otherColumns: usize,
  weights: usize,
  left: usize,
  right: usize,
  norms: usize,
  offset: f64,
  kept: u32,
  neighbours: usize,
  similarities: usize,
  counts: usize,
): void {
  const sums = scratch;
  const heapScores = sums + ((<usize>rowCount) << 3);
  const heapKeys = heapScores + ((<usize>kept) << 3);
  const touched = heapKeys + ((<usize>kept) << 2);
  memory.fill(sums, 0, (<usize>rowCount) << 3);
  const begin = firstRow + block * rowsPerBlock;
  const stop = min(endOfBlock(block, rowsPerBlock, rowCount - firstRow) + firstRow, rowCount);
  for (let row: usize = begin; row < <usize>stop; row++) {
    let touchedCount: u32 = 0;
    const end = <usize>load<u32>(offsets + (row << 2), 4);
    for (let index = <usize>load<u32>(offsets + (row << 2)); index < end; index++) {
      const column = <usize>load<u32>(columns + (index << 2));
      const weight = load<f64>(weights + (column << 3));
      if (weight == 0) continue;
      const last = <usize>load<u32>(otherOffsets + (column << 2), 4);
      for (let place = <usize>load<u32>(otherOffsets + (column << 2)); place < last; place++) {
        const other = load<u32>(otherColumns + (place << 2));
        const at = sums + ((<usize>other) << 3);
        const before = load<f64>(at);
        if (before == 0) {
          store<u32>(touched + (touchedCount << 2), other);
          touchedCount++;
        }
        store<f64>(at, before + weight);
      }
    }
    let held: u32 = 0;
    const from = load<f64>(left + (row << 3));
    for (let index: u32 = 0; index < touchedCount; index++) {
      const other = load<u32>(touched + (index << 2));
      const to = <usize>other << 3;
      const common = load<f64>(sums + to);
      store<f64>(sums + to, 0);
      if (other == <u32>row) continue;
      let similarity = from * common * load<f64>(right + to);
      if (norms != 0) similarity /= load<f64>(norms + (row << 3)) * load<f64>(norms + to) + offset;
      if (similarity > 0 && isFinite(similarity)) {
        held = offer(heapKeys, heapScores, held, kept, other, similarity);
      }
    }
    const place = row * <usize>kept;
    takeBest(heapKeys, heapScores, held, kept, neighbours + (place << 2), similarities + (place << 2));
    store<u32>(counts + (row << 2), held);
  }
}
