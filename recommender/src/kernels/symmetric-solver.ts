/**
 * Upper Cholesky factor of a symmetric positive definite matrix in place, A = U'U; the lower triangle is left as it was.
 *
 * @param matrix size × size numbers by rows; only the upper triangle is read
 * @returns false when the matrix isn't positive definite (up to rounding); then its content is undefined
 */
export function factorizeCholesky(matrix: Float64Array, size: number): boolean {
  for (let k = 0; k < size; k += 1) {
    const pivot = matrix[k * size + k]!;
    if (!(pivot > 0) || !Number.isFinite(pivot)) return false;
    const root = Math.sqrt(pivot);
    for (let column = k; column < size; column += 1) matrix[k * size + column]! /= root;
    for (let row = k + 1; row < size; row += 1) {
      const factor = matrix[k * size + row]!;
      if (factor === 0) continue;
      for (let column = row; column < size; column += 1) {
        matrix[row * size + column]! -= factor * matrix[k * size + column]!;
      }
    }
  }
  return true;
}

/** Solve U'U x = b in place of b, with U of `factorizeCholesky`. */
export function solveFactorized(factor: Float64Array, size: number, b: Float64Array): void {
  for (let k = 0; k < size; k += 1) {
    const value = b[k]! / factor[k * size + k]!;
    b[k] = value;
    for (let column = k + 1; column < size; column += 1) b[column]! -= value * factor[k * size + column]!;
  }
  for (let k = size - 1; k >= 0; k -= 1) {
    let sum = b[k]!;
    for (let column = k + 1; column < size; column += 1) sum -= factor[k * size + column]! * b[column]!;
    b[k] = sum / factor[k * size + k]!;
  }
}

/** The inverse of a symmetric positive definite matrix, or `undefined` when it isn't one. */
export function invertSymmetric(matrix: Float64Array, size: number): Float64Array | undefined {
  const factor = matrix.slice();
  if (!factorizeCholesky(factor, size)) return undefined;
  const inverse = new Float64Array(size * size);
  const column = new Float64Array(size);
  for (let k = 0; k < size; k += 1) {
    column.fill(0);
    column[k] = 1;
    solveFactorized(factor, size, column);
    for (let row = 0; row < size; row += 1) inverse[row * size + k] = column[row]!;
  }
  return inverse;
}
