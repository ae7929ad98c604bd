import type { CompressedRows } from './compressed-rows.ts';
import type { ExternalIds } from './external-ids.ts';

/**
 * The ratings that scorers are fitted on: users × items, one rating at most per pair.
 *
 * Users and items are numbered from 0 in the order in which the data first names them.
 */
export interface Interactions {
  readonly userCount: number;
  readonly itemCount: number;
  readonly ratingCount: number;
  readonly users: ExternalIds;
  readonly items: ExternalIds;
  /** Rows are users, columns are items. */
  readonly byUser: CompressedRows;
  /** Rows are items, columns are users. */
  readonly byItem: CompressedRows;
  /** When each rating of `byUser` was given, in seconds since 1970; `undefined` when the data doesn't say. */
  readonly timesByUser: Uint32Array | undefined;
  /** SHA-256 of the ratings in hexadecimal; a model names the data that it was fitted on by it. */
  readonly dataHash: string;
}
