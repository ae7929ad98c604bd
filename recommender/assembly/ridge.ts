// Normal equations of somebody who is folded in.

/** a × b + c in doubles, rounded once where the build has relaxed SIMD and the processor a fused instruction, else twice. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, c);
  return f64x2.add(f64x2.mul(a, b), c);
}

/** Rows that stay in a processor's nearest cache while all of their products are taken. */
const ROWS_AT_ONCE: u32 = 16;

/** Four by four sums of `matrix` += the products of numbers a and b of the rows from `first` to before `end`, in their order. */
// @ts-expect-error: a decorator of AssemblyScript
@inline
function addTile(first: usize, end: usize, bytes: usize, a: usize, b: usize, target: usize): void {
  let sum00 = v128.load(target);
  let sum01 = v128.load(target, 16);
  let sum10 = v128.load(target + bytes);
  let sum11 = v128.load(target + bytes, 16);
  let sum20 = v128.load(target + 2 * bytes);
  let sum21 = v128.load(target + 2 * bytes, 16);
  let sum30 = v128.load(target + 3 * bytes);
  let sum31 = v128.load(target + 3 * bytes, 16);
  for (let row = first; row < end; row += bytes) {
    const left = v128.load(row + b);
    const right = v128.load(row + b, 16);
    const factor0 = v128.load_splat<f64>(row + a);
    sum00 = multiplyAdd(factor0, left, sum00);
    sum01 = multiplyAdd(factor0, right, sum01);
    const factor1 = v128.load_splat<f64>(row + a, 8);
    sum10 = multiplyAdd(factor1, left, sum10);
    sum11 = multiplyAdd(factor1, right, sum11);
    const factor2 = v128.load_splat<f64>(row + a, 16);
    sum20 = multiplyAdd(factor2, left, sum20);
    sum21 = multiplyAdd(factor2, right, sum21);
    const factor3 = v128.load_splat<f64>(row + a, 24);
    sum30 = multiplyAdd(factor3, left, sum30);
    sum31 = multiplyAdd(factor3, right, sum31);
  }
  v128.store(target, sum00);
  v128.store(target, sum01, 16);
  v128.store(target + bytes, sum10);
  v128.store(target + bytes, sum11, 16);
  v128.store(target + 2 * bytes, sum20);
  v128.store(target + 2 * bytes, sum21, 16);
  v128.store(target + 3 * bytes, sum30);
  v128.store(target + 3 * bytes, sum31, 16);
}

/**
 * The upper triangle of matrix (f64, width × width) += Σ xx' over rows x of `width` f64, in the order of the rows. The width is
 * a multiple of four; below the diagonal, up to three numbers of a row mean nothing.
 */
export function addOuterProducts(rows: usize, rowCount: u32, width: u32, matrix: usize): void {
  const bytes: usize = width << 3;
  const rowsEnd = rows + (<usize>rowCount) * bytes;
  for (let first = rows; first < rowsEnd; first += ROWS_AT_ONCE * bytes) {
    const end = min(first + ROWS_AT_ONCE * bytes, rowsEnd);
    for (let a: usize = 0; a < bytes; a += 32) {
      for (let b = a; b < bytes; b += 32) addTile(first, end, bytes, a, b, matrix + (a >> 3) * bytes + b);
    }
  }
}

/**
 * The upper Cholesky factor U of the first `size` rows and columns of a symmetric positive definite matrix A = U'U (f64,
 * `width` numbers a row) in place of its upper triangle; the same steps in the same order as the plain version's, each rounded
 * by itself. The width is even; below the diagonal and beyond `size`, up to one number of a row means nothing.
 *
 * @returns 1, or 0 where the matrix isn't positive definite up to rounding: then its content is undefined
 */
export function factorizeUpper(matrix: usize, size: u32, width: u32): u32 {
  const bytes: usize = width << 3;
  const end: usize = size << 3;
  for (let k: usize = 0; k < end; k += 8) {
    const source = matrix + (k >> 3) * bytes;
    const pivot = load<f64>(source + k);
    if (!(pivot > 0) || !isFinite(pivot)) return 0;
    const root = f64x2.splat(Math.sqrt(pivot));
    for (let column = k & ~15; column < end; column += 16) {
      v128.store(source + column, f64x2.div(v128.load(source + column), root));
    }
    for (let row = k + 8; row < end; row += 8) {
      const factor = v128.load_splat<f64>(source + row);
      const target = matrix + (row >> 3) * bytes;
      for (let column = row & ~15; column < end; column += 16) {
        const taken = f64x2.mul(factor, v128.load(source + column));
        v128.store(target + column, f64x2.sub(v128.load(target + column), taken));
      }
    }
  }
  return 1;
}
