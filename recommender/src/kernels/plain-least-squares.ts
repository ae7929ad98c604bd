import type { CompressedRows } from '../interactions/compressed-rows.ts';
import type { DenseMatrix, Shifts } from './plain-products.ts';
import { factorizeCholesky, solveFactorized } from './symmetric-solver.ts';

/** What decides the solution of a row besides its ratings and the factors of its columns. */
export interface RowProblem {
  /** Weight of a rating by its code, 0 to 10; 0 leaves it out. */
  readonly weights: ArrayLike<number>;
  /** The target is the rating less its shifts; 1 without. */
  readonly shifts: Shifts | undefined;
  /** width × width, added for every row. */
  readonly gram: ArrayLike<number>;
  /** One for each row. */
  readonly regularizations: ArrayLike<number>;
}

/**
 * The x of each row that minimises Σ w (t − v·x)² + x'Gx + λ |x|²: the plain version of `solveRowsByCholesky`, and what
 * `solveRowsByConjugateGradient` comes to. A row without ratings has zeros.
 */
export function solveRowsPlainly(matrix: CompressedRows, factors: DenseMatrix, problem: RowProblem): Float64Array {
  const { width, values } = factors;
  const solutions = new Float64Array(matrix.rowCount * width);
  for (let row = 0; row < matrix.rowCount; row += 1) {
    const [start, end] = [matrix.offsets[row]!, matrix.offsets[row + 1]!];
    if (start === end) continue;
    const normal = Float64Array.from(problem.gram);
    for (let k = 0; k < width; k += 1) normal[k * width + k]! += problem.regularizations[row]!;
    const x = solutions.subarray(row * width, (row + 1) * width);
    for (let entry = start; entry < end; entry += 1) {
      const weight = problem.weights[matrix.codes[entry]!]!;
      const column = matrix.columns[entry]!;
      const { shifts } = problem;
      const target = shifts ? matrix.codes[entry]! / 2 - shifts.rows[row]! - shifts.columns[column]! : 1;
      for (let a = 0; a < width; a += 1) {
        const value = values[column * width + a]!;
        x[a]! += weight * target * value;
        for (let b = 0; b < width; b += 1) normal[a * width + b]! += weight * value * values[column * width + b]!;
      }
    }
    factorizeCholesky(normal, width);
    solveFactorized(normal, width, x);
  }
  return solutions;
}
