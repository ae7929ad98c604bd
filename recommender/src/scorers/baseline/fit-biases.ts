import type { CompressedRows } from '../../interactions/compressed-rows.ts';
import type { Interactions } from '../../interactions/interactions.ts';

/** How far users and items lie above the mean of all ratings, in stars: r̂(u, i) = mean + users[u] + items[i]. */
export interface RatingBiases {
  readonly mean: number;
  readonly users: Float64Array;
  readonly items: Float64Array;
}

/** How strongly few ratings are mistrusted: as many ratings of 0 are added, in alternating least squares. */
export interface AlternatingBiasSettings {
  readonly epochs: number;
  readonly userRegularization: number;
  readonly itemRegularization: number;
}

/** As in the Surprise library. */
export const defaultAlternatingSettings: AlternatingBiasSettings = {
  epochs: 10,
  userRegularization: 15,
  itemRegularization: 10,
};

/**
 * Biases by alternating least squares: items first, then users, `epochs` times, each the regularised mean of what the
 * others leave. Deterministic. After Koren, "Factor in the neighbors", 2010, as the Surprise library has it.
 */
export function fitBiasesByAlternating(interactions: Interactions, settings: AlternatingBiasSettings): RatingBiases {
  const { byUser, byItem, userCount, itemCount } = interactions;
  const mean = computeMean(byUser);
  const users = new Float64Array(userCount);
  const items = new Float64Array(itemCount);
  for (let epoch = 0; epoch < settings.epochs; epoch += 1) {
    solveRows(byItem, { mean, others: users, regularization: settings.itemRegularization, biases: items });
    solveRows(byUser, { mean, others: items, regularization: settings.userRegularization, biases: users });
  }
  return { mean, users, items };
}

interface RowsToSolve {
  readonly mean: number;
  readonly others: Float64Array;
  readonly regularization: number;
  /** Overwritten. */
  readonly biases: Float64Array;
}

function solveRows(rows: CompressedRows, { mean, others, regularization, biases }: RowsToSolve): void {
  const { offsets, columns, codes } = rows;
  for (let row = 0; row < rows.rowCount; row += 1) {
    const start = offsets[row]!;
    const end = offsets[row + 1]!;
    let sum = 0;
    for (let index = start; index < end; index += 1) sum += codes[index]! / 2 - mean - others[columns[index]!]!;
    biases[row] = end === start ? 0 : sum / (regularization + end - start);
  }
}

/** The steps of stochastic gradient descent. */
export interface GradientBiasSettings {
  readonly epochs: number;
  readonly learningRate: number;
  readonly regularization: number;
}

/** Biases by stochastic gradient descent over the ratings user by user. Deterministic. As the Surprise library has it. */
export function fitBiasesByGradient(interactions: Interactions, settings: GradientBiasSettings): RatingBiases {
  const { byUser, userCount, itemCount } = interactions;
  const { offsets, columns, codes } = byUser;
  const { learningRate, regularization } = settings;
  const mean = computeMean(byUser);
  const users = new Float64Array(userCount);
  const items = new Float64Array(itemCount);
  for (let epoch = 0; epoch < settings.epochs; epoch += 1) {
    for (let user = 0; user < userCount; user += 1) {
      for (let index = offsets[user]!; index < offsets[user + 1]!; index += 1) {
        const item = columns[index]!;
        const error = codes[index]! / 2 - (mean + users[user]! + items[item]!);
        users[user]! += learningRate * (error - regularization * users[user]!);
        items[item]! += learningRate * (error - regularization * items[item]!);
      }
    }
  }
  return { mean, users, items };
}

/** The mean of all ratings, in stars. Exact: half stars are whole numbers. */
export function computeMean({ codes }: CompressedRows): number {
  let sum = 0;
  for (let rating = 0; rating < codes.length; rating += 1) sum += codes[rating]!;
  return sum / 2 / codes.length;
}
