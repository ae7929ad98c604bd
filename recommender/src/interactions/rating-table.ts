import type { ExternalIds } from './external-ids.ts';
import { ExternalIdIndex } from './id-index.ts';

/**
 * Ratings in columns, in the order of the file that they came from.
 *
 * Row r says: user `userIndexes[r]` gave item `itemIndexes[r]` `codes[r]` half stars at `times[r]`. Users and items are
 * numbered in the order in which the rows first name them; ids without a row, if any, come after those.
 */
export interface RatingTable {
  readonly ratingCount: number;
  readonly users: ExternalIds;
  readonly items: ExternalIds;
  readonly userIndexes: Uint32Array;
  readonly itemIndexes: Uint32Array;
  /** Half stars, 1 (0.5 stars) to 10 (5 stars). */
  readonly codes: Uint8Array;
  /** Seconds since 1970; `undefined` when the data doesn't say. */
  readonly times: Uint32Array | undefined;
}

/** How the rows that are chosen from a table are numbered. */
export interface SelectRowsOptions {
  /**
   * Keep every id of the table: those that the chosen rows name first, then the others in their old order. Otherwise (the
   * default) only ids with a chosen row are left, as in a table that was read from these rows alone.
   */
  readonly keepAllIds?: boolean;
}

/**
 * The chosen rows as a table of its own, numbered anew by first appearance.
 *
 * @param rows row numbers in the order in which they are wanted
 */
export function selectRows(table: RatingTable, rows: Uint32Array, options: SelectRowsOptions = {}): RatingTable {
  const users = createRenumbering(table.users);
  const items = createRenumbering(table.items);
  const userIndexes = new Uint32Array(rows.length);
  const itemIndexes = new Uint32Array(rows.length);
  const codes = new Uint8Array(rows.length);
  const times = table.times === undefined ? undefined : new Uint32Array(rows.length);
  for (let position = 0; position < rows.length; position += 1) {
    const row = rows[position]!;
    if (row >= table.ratingCount) {
      throw new RangeError(`There is no row ${row}: the table has ${table.ratingCount} ratings.`);
    }
    userIndexes[position] = users.indexOfOld(table.userIndexes[row]!);
    itemIndexes[position] = items.indexOfOld(table.itemIndexes[row]!);
    codes[position] = table.codes[row]!;
    if (times !== undefined) times[position] = table.times![row]!;
  }
  if (options.keepAllIds === true) {
    users.keepOthers();
    items.keepOthers();
  }
  const ratingCount = rows.length;
  return { ratingCount, users: users.ids, items: items.ids, userIndexes, itemIndexes, codes, times };
}

/** The same table with further items that nobody has rated, after those that it has; ids that it has are passed over. */
export function withMoreItems(table: RatingTable, itemIds: Iterable<number>): RatingTable {
  return { ...table, items: addIds(table.items, itemIds) };
}

/** The same table with further users who have rated nothing, after those that it has; ids that it has are passed over. */
export function withMoreUsers(table: RatingTable, userIds: Iterable<number>): RatingTable {
  return { ...table, users: addIds(table.users, userIds) };
}

function addIds(known: ExternalIds, more: Iterable<number>): ExternalIdIndex {
  const ids = new ExternalIdIndex(known.count);
  for (let index = 0; index < known.count; index += 1) ids.add(known.idAt(index));
  for (const id of more) ids.add(id);
  return ids;
}

function createRenumbering(old: ExternalIds) {
  const ids = new ExternalIdIndex(old.count);
  const newIndexPlusOne = new Uint32Array(old.count);
  const indexOfOld = (oldIndex: number): number => {
    const known = newIndexPlusOne[oldIndex]!;
    if (known !== 0) return known - 1;
    const index = ids.add(old.idAt(oldIndex));
    newIndexPlusOne[oldIndex] = index + 1;
    return index;
  };
  const keepOthers = () => {
    for (let oldIndex = 0; oldIndex < old.count; oldIndex += 1) indexOfOld(oldIndex);
  };
  return { ids, indexOfOld, keepOthers };
}
