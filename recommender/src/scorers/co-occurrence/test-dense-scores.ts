import type { Interactions } from '../../interactions/interactions.ts';

/** A matrix by rows. */
export type Matrix = readonly (readonly number[])[];

/** 1 where a user rated an item, users × items. */
export function toDense({ byUser, userCount, itemCount }: Interactions): Matrix {
  return Array.from({ length: userCount }, (_, user) => {
    const rated = new Set(byUser.columns.subarray(byUser.offsets[user]!, byUser.offsets[user + 1]!));
    return Array.from({ length: itemCount }, (__, item) => (rated.has(item) ? 1 : 0));
  });
}

/** The rows as columns. */
export const transpose = (matrix: Matrix): Matrix => matrix[0]!.map((_, column) => matrix.map((row) => row[column]!));

/** The product of two matrices. */
export function multiply(left: Matrix, right: Matrix): Matrix {
  const columns = transpose(right);
  return left.map((row) => columns.map((column) => row.reduce((sum, value, index) => sum + value * column[index]!, 0)));
}

/** Every row divided by its sum. */
export const normalizeRows = (matrix: Matrix): Matrix =>
  matrix.map((row) => {
    const sum = row.reduce((total, value) => total + value, 0);
    return row.map((value) => (sum === 0 ? 0 : value / sum));
  });
