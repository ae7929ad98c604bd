import type { CompressedRows } from '../../interactions/compressed-rows.ts';
import type { Biases } from './similarity-row.ts';

/** What neighbours' ratings are compared with before they are averaged. */
export type NeighbourVariant = 'basic' | 'centred' | 'baseline';

/** What is expected of a rating without neighbours: constant + the row's part + the column's, in stars. */
export interface Expectation {
  readonly variant: NeighbourVariant;
  readonly constant: number;
  readonly rows: Float64Array;
  readonly columns: Float64Array;
}

/**
 * The expectation that a variant of the method rests on: the mean of all ratings (`basic`), the mean of the row (`centred`),
 * or the baseline, mean + row bias + column bias (`baseline`). Rows without ratings have the mean of all.
 */
export function createExpectation(variant: NeighbourVariant, rows: CompressedRows, biases: Biases): Expectation {
  if (variant === 'baseline') return { variant, constant: biases.mean, rows: biases.rows, columns: biases.columns };
  const nothing = new Float64Array(rows.columnCount);
  if (variant === 'basic') {
    return { variant, constant: biases.mean, rows: new Float64Array(rows.rowCount), columns: nothing };
  }
  return { variant, constant: 0, rows: computeRowMeans(rows, biases.mean), columns: nothing };
}

/** The mean of every row in stars; `otherwise` for empty rows. */
export function computeRowMeans({ rowCount, offsets, codes }: CompressedRows, otherwise: number): Float64Array {
  return Float64Array.from({ length: rowCount }, (_, row) => {
    const start = offsets[row]!;
    const end = offsets[row + 1]!;
    let sum = 0;
    for (let index = start; index < end; index += 1) sum += codes[index]!;
    return end > start ? sum / 2 / (end - start) : otherwise;
  });
}
