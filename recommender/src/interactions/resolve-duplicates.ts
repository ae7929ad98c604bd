import { type RatingTable, selectRows } from './rating-table.ts';

/** A table in which every pair of user and item stands once. */
export interface ResolvedTable {
  /** The given table itself when nothing had to be dropped. */
  readonly table: RatingTable;
  /** Rows of the given table that gave way to a later rating, ascending. */
  readonly droppedRows: Uint32Array;
}

/**
 * Of several ratings of one item by one user, keep the one with the latest time; among equal times, or without times, the
 * one in the latest row. The rows that stay keep their order and are numbered anew by first appearance.
 */
export function resolveDuplicates(table: RatingTable): ResolvedTable {
  const { ratingCount, times } = table;
  const dropped = new Uint8Array(ratingCount);
  const rowsByUser = sortRowsByUser(table);
  const lastUserPlusOne = new Uint32Array(table.items.count);
  const keptRow = new Uint32Array(table.items.count);
  let droppedCount = 0;
  for (const row of rowsByUser) {
    const item = table.itemIndexes[row]!;
    const user = table.userIndexes[row]!;
    if (lastUserPlusOne[item] === user + 1) {
      const other = keptRow[item]!;
      const loser = times !== undefined && times[other]! > times[row]! ? row : other;
      dropped[loser] = 1;
      droppedCount += 1;
      if (loser === row) continue;
    }
    lastUserPlusOne[item] = user + 1;
    keptRow[item] = row;
  }
  if (droppedCount === 0) return { table, droppedRows: new Uint32Array(0) };
  return splitOff(table, dropped, droppedCount);
}

function splitOff(table: RatingTable, dropped: Uint8Array, droppedCount: number): ResolvedTable {
  const kept = new Uint32Array(table.ratingCount - droppedCount);
  const droppedRows = new Uint32Array(droppedCount);
  let keptCount = 0;
  for (let row = 0; row < table.ratingCount; row += 1) {
    if (dropped[row] === 1) droppedRows[row - keptCount] = row;
    else kept[keptCount++] = row;
  }
  return { table: selectRows(table, kept, { keepAllIds: true }), droppedRows };
}

function sortRowsByUser({ ratingCount, userIndexes, users }: RatingTable): Uint32Array {
  const next = new Uint32Array(users.count + 1);
  for (let row = 0; row < ratingCount; row += 1) next[userIndexes[row]! + 1]!++;
  for (let user = 0; user < users.count; user += 1) next[user + 1] = next[user + 1]! + next[user]!;
  const sorted = new Uint32Array(ratingCount);
  for (let row = 0; row < ratingCount; row += 1) {
    const user = userIndexes[row]!;
    sorted[next[user]!++] = row;
  }
  return sorted;
}
