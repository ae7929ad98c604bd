import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { buildInteractions, transposeRows } from './build-interactions.ts';
import type { CompressedRows } from './compressed-rows.ts';
import { createExternalIds } from './id-index.ts';
import type { RatingTable } from './rating-table.ts';
import { createPlantedRatings } from './test-planted-ratings.ts';

/** The three columns 7, 3, 9 … as a table. */
function createTable(
  rows: readonly (readonly [user: number, item: number, code: number, time: number])[],
): RatingTable {
  const users = [...new Set(rows.map(([user]) => user))];
  const items = [...new Set(rows.map(([, item]) => item))];
  return {
    ratingCount: rows.length,
    users: createExternalIds(users),
    items: createExternalIds(items),
    userIndexes: Uint32Array.from(rows, ([user]) => users.indexOf(user)),
    itemIndexes: Uint32Array.from(rows, ([, item]) => items.indexOf(item)),
    codes: Uint8Array.from(rows, ([, , code]) => code),
    times: Uint32Array.from(rows, ([, , , time]) => time),
  };
}

function listRow(matrix: CompressedRows, row: number): number[][] {
  const list: number[][] = [];
  for (let at = matrix.offsets[row]!; at < matrix.offsets[row + 1]!; at += 1) {
    list.push([matrix.columns[at]!, matrix.codes[at]!]);
  }
  return list;
}

/** Slow and obvious: the rows of one user or item, in the order of the table. */
function filterRows(own: Uint32Array, other: Uint32Array, table: RatingTable, row: number): number[][] {
  const rows = Array.from(own.keys()).filter((index) => own[index] === row);
  return rows.map((index) => [other[index]!, table.codes[index]!]);
}

describe('buildInteractions', () => {
  it('keeps the order of the file within users and within items', () => {
    const table = createTable([
      [7, 30, 8, 50],
      [3, 10, 1, 40],
      [7, 10, 10, 30],
      [3, 30, 5, 20],
      [7, 20, 2, 10],
    ]);
    const interactions = buildInteractions(table);
    expect(listRow(interactions.byUser, 0)).toEqual([
      [0, 8],
      [1, 10],
      [2, 2],
    ]);
    expect(listRow(interactions.byItem, 1)).toEqual([
      [1, 1],
      [0, 10],
    ]);
    expect([...interactions.timesByUser!]).toEqual([50, 30, 10, 40, 20]);
  });

  it.each(['by-user', 'shuffled'] as const)('agrees with filtering the table row by row, rows %s', (order) => {
    const { table } = createPlantedRatings({ userCount: 40, itemCount: 60, ratingCount: 900, order, seed: 3 });
    const { byUser, byItem, userCount, itemCount } = buildInteractions(table);
    for (let user = 0; user < userCount; user += 1) {
      expect(listRow(byUser, user)).toEqual(filterRows(table.userIndexes, table.itemIndexes, table, user));
    }
    for (let item = 0; item < itemCount; item += 1) {
      expect(listRow(byItem, item)).toEqual(filterRows(table.itemIndexes, table.userIndexes, table, item));
    }
  });

  it('names the ratings by the documented SHA-256', () => {
    const table = createTable([
      [7, 30, 8, 50],
      [3, 30, 1, 40],
      [7, 10, 10, 30],
    ]);
    const bytes = Buffer.from(Uint32Array.of(2, 2, 3, /* users */ 7, 3, /* items */ 30, 10).buffer);
    const byUser = Buffer.from(Uint32Array.of(/* offsets */ 0, 2, 3, /* columns */ 0, 1, 0).buffer);
    const hash = createHash('sha256').update('starweave-ratings-1\n').update(bytes).update(byUser);
    expect(buildInteractions(table).dataHash).toBe(hash.update(Uint8Array.of(8, 10, 1)).digest('hex'));
    expect(buildInteractions({ ...table, times: undefined }).dataHash).toBe(buildInteractions(table).dataHash);
  });

  it('refuses what it could not stand for', () => {
    const twice = createTable([
      [7, 30, 8, 50],
      [7, 30, 9, 60],
    ]);
    expect(() => buildInteractions(twice)).toThrow('two ratings of user 7 and item 30');
    expect(() => buildInteractions(createTable([]))).toThrow('at least one is needed');
    expect(() => buildInteractions(createTable([[1, 1, 11, 0]]))).toThrow('Row 0 holds 11 half stars');
  });
});

describe('transposeRows', () => {
  it('gives the order of the file when the file stands by user', () => {
    const { byUser, byItem } = buildInteractions(createPlantedRatings({ seed: 5 }).table);
    expect(transposeRows(byUser)).toEqual(byItem);
    const back = transposeRows(byItem);
    expect(back.offsets).toEqual(byUser.offsets);
  });
});
