import type { CompressedRows } from '../interactions/compressed-rows.ts';

/** The arrays of a biased factorisation; factors are by rows, `width` numbers each. */
export interface PlainFactors {
  readonly width: number;
  readonly userFactors: Float64Array;
  readonly itemFactors: Float64Array;
  readonly userBiases: Float64Array;
  readonly itemBiases: Float64Array;
}

/** Learning rate γ and regularisation λ of one kind of parameter: x += γ (gradient − λ x). */
export interface GradientStep {
  readonly rate: number;
  readonly regularization: number;
}

/** Ratings in the order in which they are taken. */
export interface RatingSequence {
  readonly users: ArrayLike<number>;
  readonly items: ArrayLike<number>;
  readonly codes: ArrayLike<number>;
}

/**
 * One pass of stochastic gradient descent for r ≈ mean + b_u + b_i + p_u·q_i, changing `factors`: the plain version of
 * `factorizeCell`. Returns the sum of squared errors, each taken before its own step.
 */
export function factorizePlainly(
  { users, items, codes }: RatingSequence,
  factors: PlainFactors,
  mean: number,
  steps: Readonly<Record<'userBias' | 'itemBias' | 'user' | 'item', GradientStep>>,
): number {
  const { width, userFactors, itemFactors, userBiases, itemBiases } = factors;
  let squares = 0;
  for (let rating = 0; rating < codes.length; rating += 1) {
    const user = users[rating]!;
    const item = items[rating]!;
    let error = codes[rating]! / 2 - mean - userBiases[user]! - itemBiases[item]!;
    for (let k = 0; k < width; k += 1) error -= userFactors[user * width + k]! * itemFactors[item * width + k]!;
    squares += error * error;
    userBiases[user]! += steps.userBias.rate * (error - steps.userBias.regularization * userBiases[user]!);
    itemBiases[item]! += steps.itemBias.rate * (error - steps.itemBias.regularization * itemBiases[item]!);
    for (let k = 0; k < width; k += 1) {
      const p = userFactors[user * width + k]!;
      const q = itemFactors[item * width + k]!;
      userFactors[user * width + k]! += steps.user.rate * (error * q - steps.user.regularization * p);
      itemFactors[item * width + k]! += steps.item.rate * (error * p - steps.item.regularization * q);
    }
  }
  return squares;
}

/**
 * One pass of SVD++, r ≈ mean + b_u + b_i + q_i·(p_u + |I_u|^-½ Σ y_j), changing everything after every single rating, as
 * Surprise does: the plain version of `factorizeImplicitUsers`. Returns the sum of squared errors.
 */
export function factorizeImplicitPlainly(
  byUser: CompressedRows,
  factors: PlainFactors & { readonly impliedFactors: Float64Array },
  mean: number,
  steps: Readonly<Record<'userBias' | 'itemBias' | 'user' | 'item' | 'implied', GradientStep>>,
): number {
  const { width, userFactors, itemFactors, impliedFactors, userBiases, itemBiases } = factors;
  let squares = 0;
  for (let user = 0; user < byUser.rowCount; user += 1) {
    const rated = byUser.columns.subarray(byUser.offsets[user]!, byUser.offsets[user + 1]!);
    const root = 1 / Math.sqrt(rated.length);
    rated.forEach((item, place) => {
      const implied = new Float64Array(width);
      for (const other of rated) {
        for (let k = 0; k < width; k += 1) implied[k]! += impliedFactors[other * width + k]! * root;
      }
      let error = byUser.codes[byUser.offsets[user]! + place]! / 2 - mean - userBiases[user]! - itemBiases[item]!;
      for (let k = 0; k < width; k += 1) {
        error -= itemFactors[item * width + k]! * (userFactors[user * width + k]! + implied[k]!);
      }
      squares += error * error;
      userBiases[user]! += steps.userBias.rate * (error - steps.userBias.regularization * userBiases[user]!);
      itemBiases[item]! += steps.itemBias.rate * (error - steps.itemBias.regularization * itemBiases[item]!);
      for (let k = 0; k < width; k += 1) {
        const p = userFactors[user * width + k]!;
        const q = itemFactors[item * width + k]!;
        userFactors[user * width + k]! += steps.user.rate * (error * q - steps.user.regularization * p);
        itemFactors[item * width + k]! += steps.item.rate * (error * (p + implied[k]!) - steps.item.regularization * q);
        for (const other of rated) {
          const y = impliedFactors[other * width + k]!;
          impliedFactors[other * width + k]! +=
            steps.implied.rate * (error * q * root - steps.implied.regularization * y);
        }
      }
    });
  }
  return squares;
}
