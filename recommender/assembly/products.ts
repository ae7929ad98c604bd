import { endOfBlock, multiplyAdd } from './vectors';

/**
 * target (m × n) += sign × a (m × k) × b (k × n). a's elements lie at row × aRow + depth × aDepth bytes; b and target are
 * by rows. n is a multiple of 4.
 */
export function multiplyAddTile(
  target: usize,
  targetRow: usize,
  a: usize,
  aRow: usize,
  aDepth: usize,
  b: usize,
  bRow: usize,
  m: u32,
  n: u32,
  k: u32,
  sign: f32,
): void {
  const columns: usize = n << 2;
  const signs = f32x4.splat(sign);
  let row: u32 = 0;
  for (; row + 4 <= m; row += 4) {
    const a0 = a + row * aRow;
    const a1 = a0 + aRow;
    const a2 = a1 + aRow;
    const a3 = a2 + aRow;
    const t0 = target + row * targetRow;
    const t1 = t0 + targetRow;
    const t2 = t1 + targetRow;
    const t3 = t2 + targetRow;
    let column: usize = 0;
    for (; column + 32 <= columns; column += 32) {
      let c00 = f32x4.splat(0);
      let c01 = f32x4.splat(0);
      let c10 = f32x4.splat(0);
      let c11 = f32x4.splat(0);
      let c20 = f32x4.splat(0);
      let c21 = f32x4.splat(0);
      let c30 = f32x4.splat(0);
      let c31 = f32x4.splat(0);
      let bAt = b + column;
      let depth: usize = 0;
      for (let step: u32 = 0; step < k; step++) {
        const b0 = v128.load(bAt);
        const b1 = v128.load(bAt, 16);
        const v0 = v128.load_splat<f32>(a0 + depth);
        c00 = multiplyAdd(v0, b0, c00);
        c01 = multiplyAdd(v0, b1, c01);
        const v1 = v128.load_splat<f32>(a1 + depth);
        c10 = multiplyAdd(v1, b0, c10);
        c11 = multiplyAdd(v1, b1, c11);
        const v2 = v128.load_splat<f32>(a2 + depth);
        c20 = multiplyAdd(v2, b0, c20);
        c21 = multiplyAdd(v2, b1, c21);
        const v3 = v128.load_splat<f32>(a3 + depth);
        c30 = multiplyAdd(v3, b0, c30);
        c31 = multiplyAdd(v3, b1, c31);
        bAt += bRow;
        depth += aDepth;
      }
      v128.store(t0 + column, multiplyAdd(signs, c00, v128.load(t0 + column)));
      v128.store(t0 + column, multiplyAdd(signs, c01, v128.load(t0 + column, 16)), 16);
      v128.store(t1 + column, multiplyAdd(signs, c10, v128.load(t1 + column)));
      v128.store(t1 + column, multiplyAdd(signs, c11, v128.load(t1 + column, 16)), 16);
      v128.store(t2 + column, multiplyAdd(signs, c20, v128.load(t2 + column)));
      v128.store(t2 + column, multiplyAdd(signs, c21, v128.load(t2 + column, 16)), 16);
      v128.store(t3 + column, multiplyAdd(signs, c30, v128.load(t3 + column)));
      v128.store(t3 + column, multiplyAdd(signs, c31, v128.load(t3 + column, 16)), 16);
    }
    for (; column < columns; column += 16) {
      let c0 = f32x4.splat(0);
      let c1 = f32x4.splat(0);
      let c2 = f32x4.splat(0);
      let c3 = f32x4.splat(0);
      let bAt = b + column;
      let depth: usize = 0;
      for (let step: u32 = 0; step < k; step++) {
        const b0 = v128.load(bAt);
        c0 = multiplyAdd(v128.load_splat<f32>(a0 + depth), b0, c0);
        c1 = multiplyAdd(v128.load_splat<f32>(a1 + depth), b0, c1);
        c2 = multiplyAdd(v128.load_splat<f32>(a2 + depth), b0, c2);
        c3 = multiplyAdd(v128.load_splat<f32>(a3 + depth), b0, c3);
        bAt += bRow;
        depth += aDepth;
      }
      v128.store(t0 + column, multiplyAdd(signs, c0, v128.load(t0 + column)));
      v128.store(t1 + column, multiplyAdd(signs, c1, v128.load(t1 + column)));
      v128.store(t2 + column, multiplyAdd(signs, c2, v128.load(t2 + column)));
      v128.store(t3 + column, multiplyAdd(signs, c3, v128.load(t3 + column)));
    }
  }
  for (; row < m; row++) {
    const a0 = a + row * aRow;
    const t0 = target + row * targetRow;
    for (let column: usize = 0; column < columns; column += 16) {
      let c0 = f32x4.splat(0);
      let bAt = b + column;
      let depth: usize = 0;
      for (let step: u32 = 0; step < k; step++) {
        c0 = multiplyAdd(v128.load_splat<f32>(a0 + depth), v128.load(bAt), c0);
        bAt += bRow;
        depth += aDepth;
      }
      v128.store(t0 + column, multiplyAdd(signs, c0, v128.load(t0 + column)));
    }
  }
}

/** rows of out (width wide) = rows of y (depth wide) × matrix (depth × width). */
export function multiplyRows(
  block: u32,
  _scratch: usize,
  rowsPerBlock: u32,
  rowCount: u32,
  y: usize,
  depth: u32,
  matrix: usize,
  width: u32,
  out: usize,
): void {
  const start = block * rowsPerBlock;
  const rows = endOfBlock(block, rowsPerBlock, rowCount) - start;
  const target = out + start * (width << 2);
  memory.fill(target, 0, rows * (width << 2));
  multiplyAddTile(target, width << 2, y + start * (depth << 2), depth << 2, 4, matrix, width << 2, rows, width, depth, 1);
}

/** The Gram matrix y'y of one block of rows, written to partials + block × width² numbers. */
export function computeGram(
  block: u32,
  _scratch: usize,
  rowsPerBlock: u32,
  rowCount: u32,
  y: usize,
  width: u32,
  partials: usize,
): void {
  const start = block * rowsPerBlock;
  const rows = endOfBlock(block, rowsPerBlock, rowCount) - start;
  const row: usize = width << 2;
  const target = partials + block * (row * width);
  memory.fill(target, 0, row * width);
  const from = y + start * row;
  multiplyAddTile(target, row, from, 4, row, from, row, width, width, rows, 1);
}

/**
 * Rows of out = rows of a sparse matrix × dense (columns × width). The sparse values are code / 2 − rowShift − columnShift.
 */
export function multiplySparseRows(
  block: u32,
  _scratch: usize,
  rowsPerBlock: u32,
  rowCount: u32,
  offsets: usize,
  columns: usize,
  codes: usize,
  rowShifts: usize,
  columnShifts: usize,
  dense: usize,
  width: u32,
  out: usize,
): void {
  const bytes: usize = width << 2;
  const endRow = endOfBlock(block, rowsPerBlock, rowCount);
  for (let row: usize = block * rowsPerBlock; row < <usize>endRow; row++) {
    const start = load<u32>(offsets + (row << 2));
    const end = load<u32>(offsets + (row << 2), 4);
    const shift = load<f32>(rowShifts + (row << 2));
    const target = out + row * bytes;
    let at: usize = 0;
    for (; at + 128 <= bytes; at += 128) {
      let s0 = f32x4.splat(0);
      let s1 = f32x4.splat(0);
      let s2 = f32x4.splat(0);
      let s3 = f32x4.splat(0);
      let s4 = f32x4.splat(0);
      let s5 = f32x4.splat(0);
      let s6 = f32x4.splat(0);
      let s7 = f32x4.splat(0);
      for (let entry = start; entry < end; entry++) {
        const column: usize = load<u32>(columns + (entry << 2));
        const from = dense + column * bytes + at;
        const value = f32x4.splat(
          <f32>load<u8>(codes + entry) * 0.5 - shift - load<f32>(columnShifts + (column << 2)),
        );
        s0 = multiplyAdd(value, v128.load(from), s0);
        s1 = multiplyAdd(value, v128.load(from, 16), s1);
        s2 = multiplyAdd(value, v128.load(from, 32), s2);
        s3 = multiplyAdd(value, v128.load(from, 48), s3);
        s4 = multiplyAdd(value, v128.load(from, 64), s4);
        s5 = multiplyAdd(value, v128.load(from, 80), s5);
        s6 = multiplyAdd(value, v128.load(from, 96), s6);
        s7 = multiplyAdd(value, v128.load(from, 112), s7);
      }
      v128.store(target + at, s0);
      v128.store(target + at, s1, 16);
      v128.store(target + at, s2, 32);
      v128.store(target + at, s3, 48);
      v128.store(target + at, s4, 64);
      v128.store(target + at, s5, 80);
      v128.store(target + at, s6, 96);
      v128.store(target + at, s7, 112);
    }
    for (; at < bytes; at += 16) {
      let sum = f32x4.splat(0);
      for (let entry = start; entry < end; entry++) {
        const column: usize = load<u32>(columns + (entry << 2));
        const value: f32 = <f32>load<u8>(codes + entry) * 0.5 - shift - load<f32>(columnShifts + (column << 2));
        sum = multiplyAdd(f32x4.splat(value), v128.load(dense + column * bytes + at), sum);
      }
      v128.store(target + at, sum);
    }
  }
}
