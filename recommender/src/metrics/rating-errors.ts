/** How far predicted ratings are from the true ones, in stars. */
export interface RatingErrors {
  /** √(Σ (r̂ − r)² / n) */
  readonly rmse: number;
  /** Σ |r̂ − r| / n */
  readonly mae: number;
}

/** Root mean squared and mean absolute error; both 0 for empty arrays. @throws RangeError when the lengths differ */
export function computeRatingErrors(predicted: Float64Array, actual: Float64Array): RatingErrors {
  if (predicted.length !== actual.length) {
    throw new RangeError(`${predicted.length} predictions can't be held against ${actual.length} ratings.`);
  }
  if (actual.length === 0) return { rmse: 0, mae: 0 };
  let squares = 0;
  let distances = 0;
  for (let index = 0; index < actual.length; index += 1) {
    const error = predicted[index]! - actual[index]!;
    squares += error * error;
    distances += Math.abs(error);
  }
  return { rmse: Math.sqrt(squares / actual.length), mae: distances / actual.length };
}

/** The mean of numbers and their standard deviation as a sample (n − 1); 0 for fewer than two. */
export function computeSpread(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  if (values.length < 2) return { mean, deviation: 0 };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}
