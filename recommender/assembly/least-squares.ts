import { multiplyAddTile } from './products';
import { addScaled, addScaledPair, dot, dotPair, endOfBlock, multiplyAdd } from './vectors';

// Each row r of a sparse matrix gets the x that minimises
//   Σ_c w (t − v_c·x)² + x'Gx + λ_r |x|²,
// where c runs over the row's columns, v_c is a row of `factors`, w = weights[code] (an entry of weight 0 is left out) and
// the target t is 1, or code / 2 − rowShift − columnShift when there are shifts (a pointer of 0 means none).

// @ts-expect-error: a decorator of AssemblyScript
@inline
function loadTarget(code: u32, shift: f32, columnShifts: usize, column: usize): f32 {
  if (columnShifts == 0) return 1;
  return <f32>code * 0.5 - shift - load<f32>(columnShifts + (column << 2));
}

/** out = symmetric matrix (width × width) × x. */
function multiplySymmetric(out: usize, matrix: usize, x: usize, bytes: usize): void {
  let at: usize = 0;
  for (; at + 64 <= bytes; at += 64) {
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    let s2 = f32x4.splat(0);
    let s3 = f32x4.splat(0);
    let from = matrix + at;
    for (let k: usize = 0; k < bytes; k += 4) {
      const value = v128.load_splat<f32>(x + k);
      s0 = multiplyAdd(value, v128.load(from), s0);
      s1 = multiplyAdd(value, v128.load(from, 16), s1);
      s2 = multiplyAdd(value, v128.load(from, 32), s2);
      s3 = multiplyAdd(value, v128.load(from, 48), s3);
      from += bytes;
    }
    v128.store(out + at, s0);
    v128.store(out + at, s1, 16);
    v128.store(out + at, s2, 32);
    v128.store(out + at, s3, 48);
  }
  for (; at < bytes; at += 16) {
    let sum = f32x4.splat(0);
    for (let k: usize = 0; k < bytes; k += 4) {
      sum = multiplyAdd(v128.load_splat<f32>(x + k), v128.load(matrix + (k >> 2) * bytes + at), sum);
    }
    v128.store(out + at, sum);
  }
}

// @ts-expect-error: a decorator of AssemblyScript
@inline
function weightOf(entry: u32, codes: usize, weights: usize): f32 {
  return load<f32>(weights + (<usize>load<u8>(codes + entry) << 2));
}

/** The first entry from here on that counts, or `end`. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function findCounted(from: u32, end: u32, codes: usize, weights: usize): u32 {
  let entry = from;
  while (entry < end && weightOf(entry, codes, weights) == 0) entry++;
  return entry;
}

/** Rows by `steps` steps of conjugate gradients from where they are. Scratch: 3 × width numbers. */
export function solveRowsByConjugateGradient(
  block: u32,
  scratch: usize,
  rowsPerBlock: u32,
  rowCount: u32,
  offsets: usize,
  columns: usize,
  codes: usize,
  weights: usize,
  rowShifts: usize,
  columnShifts: usize,
  factors: usize,
  solutions: usize,
  width: u32,
  gram: usize,
  regularizations: usize,
  steps: u32,
): void {
  const bytes: usize = width << 2;
  const residual = scratch;
  const direction = scratch + bytes;
  const image = direction + bytes;
  const endRow = endOfBlock(block, rowsPerBlock, rowCount);
  for (let row: usize = block * rowsPerBlock; row < <usize>endRow; row++) {
    const start = load<u32>(offsets + (row << 2));
    const end = load<u32>(offsets + (row << 2), 4);
    const x = solutions + row * bytes;
    if (start == end) {
      memory.fill(x, 0, bytes);
      continue;
    }
    const regularization = load<f32>(regularizations + (row << 2));
    const shift: f32 = rowShifts == 0 ? 0 : load<f32>(rowShifts + (row << 2));
    multiplySymmetric(residual, gram, x, bytes);
    addScaled(residual, regularization, x, bytes);
    for (let at: usize = 0; at < bytes; at += 16) v128.store(residual + at, f32x4.neg(v128.load(residual + at)));
    // Two entries at a time: each reads what is added up to while it is at hand for the other.
    let entry = findCounted(start, end, codes, weights);
    while (entry < end) {
      const code: u32 = load<u8>(codes + entry);
      const column: usize = load<u32>(columns + (entry << 2));
      const v = factors + column * bytes;
      const weight = weightOf(entry, codes, weights);
      const target = loadTarget(code, shift, columnShifts, column);
      const second = findCounted(entry + 1, end, codes, weights);
      if (second == end) {
        addScaled(residual, weight * (target - dot(v, x, bytes)), v, bytes);
        break;
      }
      const nextColumn: usize = load<u32>(columns + (second << 2));
      const next = factors + nextColumn * bytes;
      const nextTarget = loadTarget(load<u8>(codes + second), shift, columnShifts, nextColumn);
      const products = dotPair(v, next, x, bytes);
      const left: f32 = weight * (target - f32x4.extract_lane(products, 0));
      const right: f32 = weightOf(second, codes, weights) * (nextTarget - f32x4.extract_lane(products, 1));
      addScaledPair(residual, left, v, right, next, bytes);
      entry = findCounted(second + 1, end, codes, weights);
    }
    memory.copy(direction, residual, bytes);
    let square = dot(residual, residual, bytes);
    for (let step: u32 = 0; step < steps && square > 1e-20; step++) {
      multiplySymmetric(image, gram, direction, bytes);
      addScaled(image, regularization, direction, bytes);
      let entry = findCounted(start, end, codes, weights);
      while (entry < end) {
        const v = factors + <usize>load<u32>(columns + (entry << 2)) * bytes;
        const weight = weightOf(entry, codes, weights);
        const second = findCounted(entry + 1, end, codes, weights);
        if (second == end) {
          addScaled(image, weight * dot(v, direction, bytes), v, bytes);
          break;
        }
        const next = factors + <usize>load<u32>(columns + (second << 2)) * bytes;
        const products = dotPair(v, next, direction, bytes);
        const left: f32 = weight * f32x4.extract_lane(products, 0);
        const right: f32 = weightOf(second, codes, weights) * f32x4.extract_lane(products, 1);
        addScaledPair(image, left, v, right, next, bytes);
        entry = findCounted(second + 1, end, codes, weights);
      }
      const curvature = dot(direction, image, bytes);
      if (!(curvature > 0)) break;
      const length: f32 = square / curvature;
      addScaled(x, length, direction, bytes);
      addScaled(residual, -length, image, bytes);
      const next = dot(residual, residual, bytes);
      const turn = f32x4.splat(next / square);
      for (let at: usize = 0; at < bytes; at += 16) {
        v128.store(direction + at, multiplyAdd(turn, v128.load(direction + at), v128.load(residual + at)));
      }
      square = next;
    }
  }
}

/** Upper Cholesky factor in place: matrix = U'U. Only the upper triangle is read; what lies below it is undefined. */
function factorizeCholesky(matrix: usize, width: u32): void {
  const bytes: usize = width << 2;
  for (let k: u32 = 0; k < width; k++) {
    const pivotRow = matrix + k * bytes;
    const pivot = load<f32>(pivotRow + (k << 2));
    const inverse: f32 = <f32>(1.0 / Math.sqrt(<f64>max(pivot, <f32>1e-30)));
    const first: usize = (k & ~3) << 2;
    const scale = f32x4.splat(inverse);
    for (let at = first; at < bytes; at += 16) v128.store(pivotRow + at, f32x4.mul(scale, v128.load(pivotRow + at)));
    for (let row = k + 1; row < width; row++) {
      const factor = -load<f32>(pivotRow + (row << 2));
      const from: usize = (row & ~3) << 2;
      addScaled(matrix + row * bytes + from, factor, pivotRow + from, bytes - from);
    }
  }
}

/** x = (U'U)⁻¹ x in place. */
function solveCholesky(matrix: usize, x: usize, width: u32): void {
  const bytes: usize = width << 2;
  for (let k: u32 = 0; k < width; k++) {
    const row = matrix + k * bytes;
    const value = load<f32>(x + (k << 2)) / load<f32>(row + (k << 2));
    store<f32>(x + (k << 2), value);
    for (let at: usize = (k + 1) << 2; at < bytes; at += 4) {
      store<f32>(x + at, load<f32>(x + at) - value * load<f32>(row + at));
    }
  }
  for (let k: i32 = width - 1; k >= 0; k--) {
    const row = matrix + k * bytes;
    let sum = load<f32>(x + (k << 2));
    for (let at: usize = (k + 1) << 2; at < bytes; at += 4) sum -= load<f32>(row + at) * load<f32>(x + at);
    store<f32>(x + (k << 2), sum / load<f32>(row + (k << 2)));
  }
}

const gatheredRows: u32 = 64;

/** Rows exactly, by Cholesky. Scratch: width² + 64 × width numbers. */
export function solveRowsByCholesky(
  block: u32,
  scratch: usize,
  rowsPerBlock: u32,
  rowCount: u32,
  offsets: usize,
  columns: usize,
  codes: usize,
  weights: usize,
  rowShifts: usize,
  columnShifts: usize,
  factors: usize,
  solutions: usize,
  width: u32,
  gram: usize,
  regularizations: usize,
): void {
  const bytes: usize = width << 2;
  const matrix = scratch;
  const gathered = scratch + width * bytes;
  const endRow = endOfBlock(block, rowsPerBlock, rowCount);
  for (let row: usize = block * rowsPerBlock; row < <usize>endRow; row++) {
    const start = load<u32>(offsets + (row << 2));
    const end = load<u32>(offsets + (row << 2), 4);
    const x = solutions + row * bytes;
    memory.fill(x, 0, bytes);
    if (start == end) continue;
    const shift: f32 = rowShifts == 0 ? 0 : load<f32>(rowShifts + (row << 2));
    memory.copy(matrix, gram, width * bytes);
    let held: u32 = 0;
    for (let entry = start; entry < end; entry++) {
      const code: u32 = load<u8>(codes + entry);
      const weight = load<f32>(weights + (code << 2));
      if (weight == 0) continue;
      const column: usize = load<u32>(columns + (entry << 2));
      const v = factors + column * bytes;
      addScaled(x, weight * loadTarget(code, shift, columnShifts, column), v, bytes);
      const copy = gathered + held * bytes;
      const scale = f32x4.splat(<f32>Math.sqrt(<f64>weight));
      for (let at: usize = 0; at < bytes; at += 16) v128.store(copy + at, f32x4.mul(scale, v128.load(v + at)));
      held++;
      if (held == gatheredRows) {
        addUpperOuter(matrix, gathered, width, held);
        held = 0;
      }
    }
    addUpperOuter(matrix, gathered, width, held);
    const regularization = load<f32>(regularizations + (row << 2));
    for (let k: usize = 0; k < <usize>width; k++) {
      const at = matrix + k * (bytes + 4);
      store<f32>(at, load<f32>(at) + regularization);
    }
    factorizeCholesky(matrix, width);
    solveCholesky(matrix, x, width);
  }
}

/** matrix += rows' × rows in tiles of 16 rows that reach the diagonal or lie above it. */
function addUpperOuter(matrix: usize, rows: usize, width: u32, count: u32): void {
  if (count == 0) return;
  const bytes: usize = width << 2;
  for (let first: u32 = 0; first < width; first += 16) {
    const from: usize = first << 2;
    multiplyAddTile(
      matrix + first * bytes + from,
      bytes,
      rows + from,
      4,
      bytes,
      rows + from,
      bytes,
      min(<u32>16, width - first),
      width - first,
      count,
      1,
    );
  }
}
