/**
 * A sparse matrix of ratings by rows (CSR; by items it is the CSC of the same ratings).
 *
 * The ratings of row r are at `offsets[r]` up to, not including, `offsets[r + 1]`. Within a row they keep the order of the
 * file, because ties are broken by it; columns are not sorted.
 */
export interface CompressedRows {
  readonly rowCount: number;
  readonly columnCount: number;
  /** rowCount + 1 positions, ascending, from 0 to the number of ratings. */
  readonly offsets: Uint32Array;
  /** The column of each rating. */
  readonly columns: Uint32Array;
  /** Each rating in half stars: 1 (0.5 stars) to 10 (5 stars). */
  readonly codes: Uint8Array;
}
