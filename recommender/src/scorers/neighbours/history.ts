import type { CompressedRows } from '../../interactions/compressed-rows.ts';
import type { UserHistory } from '../scorer.ts';
import type { RatingRow } from './similarity-row.ts';

/** A row of the data as it stands. */
export function rowOf(rows: CompressedRows, row: number, bias: number): RatingRow {
  const { columns, codes, offsets } = rows;
  return { columns, codes, start: offsets[row]!, end: offsets[row + 1]!, bias };
}

/** A history from outside as a row. */
export function rowOfHistory({ items, codes }: UserHistory, bias: number): RatingRow {
  return { columns: items, codes, start: 0, end: items.length, bias };
}

/** A row without ratings: somebody about whom nothing is known. */
export const emptyRow: RatingRow = { columns: new Uint32Array(), codes: new Uint8Array(), start: 0, end: 0, bias: 0 };
