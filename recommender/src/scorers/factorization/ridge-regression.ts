import { solveFactorized } from '../../kernels/symmetric-solver.ts';
import { addOuterProducts, factorizeNormal } from './normal-equations.ts';

/** Minimise Σ (t_j − x_j·z)² + z'Mz over z. */
export interface RidgeProblem {
  readonly width: number;
  /** The x_j by rows. */
  readonly features: Float64Array;
  readonly targets: Float64Array;
  /** M, width × width, symmetric and positive definite together with the features; overwritten. */
  readonly penalty: Float64Array;
}

/** The z of a ridge problem, and how much of any x·z each target accounts for. */
export class RidgeRegression {
  readonly solution: Float64Array;
  readonly #targets: Float64Array;
  readonly #factor: Float64Array;

  /** @param problem its features aren't kept */
  constructor({ width, features, targets, penalty }: RidgeProblem) {
    const solution = new Float64Array(width);
    for (let row = 0; row < targets.length; row += 1) {
      const [from, target] = [row * width, targets[row]!];
      for (let k = 0; k < width; k += 1) solution[k]! += features[from + k]! * target;
    }
    addOuterProducts(features, width, penalty);
    // Nothing is learnt along a direction that neither features nor penalty hold.
    for (let a = 0; a < width; a += 1) if (!(penalty[a * width + a]! > 0)) penalty[a * width + a] = 1;
    if (factorizeNormal(penalty, width)) solveFactorized(penalty, width, solution);
    else solution.fill(0);
    this.solution = solution;
    this.#targets = targets;
    this.#factor = penalty;
  }

  /**
   * The parts of x·z that the targets account for: t_j x_j·A⁻¹x, which add up to x·z.
   * @param multiply x_j times a vector
   */
  split(x: Float64Array, multiply: (row: number, vector: Float64Array) => number): Float64Array {
    const direction = x.slice();
    solveFactorized(this.#factor, x.length, direction);
    return this.#targets.map((target, row) => target * multiply(row, direction));
  }
}

/** A diagonal penalty. */
export function createDiagonal(entries: readonly number[] | Float64Array): Float64Array {
  const matrix = new Float64Array(entries.length ** 2);
  entries.forEach((entry, place) => {
    matrix[place * (entries.length + 1)] = entry;
  });
  return matrix;
}
