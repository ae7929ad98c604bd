import type { DenseMatrix } from './plain-products.ts';

/** factors × vector + biases: the plain version of `scoreRows` and `scoreHalfRows`. */
export function scorePlainly(
  factors: DenseMatrix,
  vector: ArrayLike<number>,
  biases?: ArrayLike<number>,
): Float64Array {
  return Float64Array.from({ length: factors.rowCount }, (_, row) => {
    let score = biases?.[row] ?? 0;
    for (let k = 0; k < factors.width; k += 1) score += factors.values[row * factors.width + k]! * vector[k]!;
    return score;
  });
}

/** The indexes of the largest scores, best first, ties by the smaller index: the plain version of `selectTop`. */
export function selectTopPlainly(scores: ArrayLike<number>, count: number): number[] {
  return Array.from(scores, (_, index) => index)
    .filter((index) => scores[index]! > -Infinity)
    .sort((a, b) => scores[b]! - scores[a]! || a - b)
    .slice(0, count);
}
