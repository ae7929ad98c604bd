import type { CompressedRows } from '../interactions/compressed-rows.ts';

/** Whether a row has ratings: data may hold users and items that have none. */
export function hasRatings({ offsets, rowCount }: CompressedRows, row: number | undefined): row is number {
  return row !== undefined && row < rowCount && offsets[row + 1]! > offsets[row]!;
}
