import { UnfitDataError } from '../errors.ts';
import type { CompressedRows } from './compressed-rows.ts';
import { computeDataHash } from './data-hash.ts';
import type { Interactions } from './interactions.ts';
import type { RatingTable } from './rating-table.ts';

/**
 * Order the ratings of a table by user and by item, each by a stable counting sort: within a user, and within an item, they
 * keep the order of the table. Everything lies in SharedArrayBuffers, so that worker threads see it without copying.
 *
 * Time grows with the number of ratings; memory is 10 bytes a rating, 4 more with times.
 *
 * @throws UnfitDataError when the table holds no rating, a code outside of 1 to 10, or a pair of user and item twice
 *   (`resolveDuplicates` first)
 */
export function buildInteractions(table: RatingTable): Interactions {
  const { users, items, ratingCount } = table;
  if (ratingCount === 0) throw new UnfitDataError('There are no ratings: at least one is needed.');
  requireCodes(table.codes.subarray(0, ratingCount));
  const byUser = compressRows({
    rows: table.userIndexes,
    columns: table.itemIndexes,
    codes: table.codes,
    ratingCount,
    rowCount: users.count,
    columnCount: items.count,
  });
  const byItem = compressRows({
    rows: table.itemIndexes,
    columns: table.userIndexes,
    codes: table.codes,
    ratingCount,
    rowCount: items.count,
    columnCount: users.count,
  });
  requireSinglePairs(byUser, table);
  const timesByUser = table.times === undefined ? undefined : sortTimes(table, table.times, byUser.offsets);
  const parts = { userCount: users.count, itemCount: items.count, ratingCount, users, items, byUser };
  return { ...parts, byItem, timesByUser, dataHash: computeDataHash(parts) };
}

/** Coordinates of a sparse matrix: one entry for each rating. */
export interface Coordinates {
  readonly rows: Uint32Array;
  readonly columns: Uint32Array;
  readonly codes: Uint8Array;
  readonly ratingCount: number;
  readonly rowCount: number;
  readonly columnCount: number;
}

/** Coordinates as compressed rows by a stable counting sort: within a row, the order of the coordinates stays. */
function compressRows({ rows, columns, codes, ratingCount, rowCount, columnCount }: Coordinates): CompressedRows {
  const offsets = computeOffsets(rows, ratingCount, rowCount);
  const next = offsets.slice();
  const sortedColumns = allocateShared(ratingCount);
  const sortedCodes = new Uint8Array(new SharedArrayBuffer(ratingCount));
  for (let rating = 0; rating < ratingCount; rating += 1) {
    const row = rows[rating]!;
    const position = next[row]!;
    next[row] = position + 1;
    sortedColumns[position] = columns[rating]!;
    sortedCodes[position] = codes[rating]!;
  }
  return { rowCount, columnCount, offsets, columns: sortedColumns, codes: sortedCodes };
}

/**
 * The same ratings with rows and columns exchanged. Within a row of the result, ratings come in the order of the old rows:
 * that is the order of the file when the file holds the old rows one after the other.
 */
export function transposeRows(matrix: CompressedRows): CompressedRows {
  const { rowCount, columnCount, columns, codes } = matrix;
  const offsets = computeOffsets(columns, columns.length, columnCount);
  const next = offsets.slice();
  const rows = allocateShared(columns.length);
  const sortedCodes = new Uint8Array(new SharedArrayBuffer(columns.length));
  for (let row = 0; row < rowCount; row += 1) {
    const end = matrix.offsets[row + 1]!;
    for (let rating = matrix.offsets[row]!; rating < end; rating += 1) {
      const column = columns[rating]!;
      const position = next[column]!;
      next[column] = position + 1;
      rows[position] = row;
      sortedCodes[position] = codes[rating]!;
    }
  }
  return { rowCount: columnCount, columnCount: rowCount, offsets, columns: rows, codes: sortedCodes };
}

function allocateShared(length: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(length * Uint32Array.BYTES_PER_ELEMENT));
}

function computeOffsets(rows: Uint32Array, ratingCount: number, rowCount: number): Uint32Array {
  const offsets = allocateShared(rowCount + 1);
  for (let rating = 0; rating < ratingCount; rating += 1) {
    const after = rows[rating]! + 1;
    offsets[after] = offsets[after]! + 1;
  }
  for (let row = 0; row < rowCount; row += 1) offsets[row + 1] = offsets[row + 1]! + offsets[row]!;
  return offsets;
}

function sortTimes({ userIndexes, ratingCount }: RatingTable, times: Uint32Array, offsets: Uint32Array): Uint32Array {
  const next = offsets.slice();
  const sorted = allocateShared(ratingCount);
  for (let rating = 0; rating < ratingCount; rating += 1) {
    const user = userIndexes[rating]!;
    const position = next[user]!;
    next[user] = position + 1;
    sorted[position] = times[rating]!;
  }
  return sorted;
}

function requireCodes(codes: Uint8Array): void {
  const row = codes.findIndex((code) => code < 1 || code > 10);
  if (row === -1) return;
  throw new UnfitDataError(`Row ${row} holds ${codes[row]} half stars: allowed are 1 (0.5 stars) to 10 (5 stars).`);
}

function requireSinglePairs({ rowCount, columnCount, offsets, columns }: CompressedRows, table: RatingTable): void {
  const lastUserPlusOne = new Uint32Array(columnCount);
  for (let user = 0; user < rowCount; user += 1) {
    const end = offsets[user + 1]!;
    for (let rating = offsets[user]!; rating < end; rating += 1) {
      const item = columns[rating]!;
      if (lastUserPlusOne[item] === user + 1) {
        const pair = `user ${table.users.idAt(user)} and item ${table.items.idAt(item)}`;
        throw new UnfitDataError(`There are two ratings of ${pair}: call resolveDuplicates first to keep the latest.`);
      }
      lastUserPlusOne[item] = user + 1;
    }
  }
}
