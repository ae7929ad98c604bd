import { describe, expect, it } from 'vitest';
import type { RatingTable } from './rating-table.ts';
import { selectRows, withMoreItems } from './rating-table.ts';
import { resolveDuplicates } from './resolve-duplicates.ts';
import { createPlantedRatings } from './test-planted-ratings.ts';

function listRows(table: RatingTable): (number | undefined)[][] {
  return Array.from({ length: table.ratingCount }, (_, row) => [
    table.users.idAt(table.userIndexes[row]!),
    table.items.idAt(table.itemIndexes[row]!),
    table.codes[row],
    table.times?.[row],
  ]);
}

describe('selectRows', () => {
  const { table } = createPlantedRatings({ userCount: 30, itemCount: 50, ratingCount: 700, order: 'shuffled' });
  const rows = Uint32Array.of(600, 3, 17, 3 + 1);

  it('keeps what the rows say and numbers by first appearance', () => {
    const chosen = selectRows(table, rows);
    const all = listRows(table);
    expect(listRows(chosen)).toEqual([...rows].map((row) => all[row]));
    expect(chosen.userIndexes[0]).toBe(0);
    expect(chosen.users.count).toBe(new Set([...rows].map((row) => all[row]![0])).size);
  });

  it('keeps the other ids at the end when asked to', () => {
    const chosen = selectRows(table, rows, { keepAllIds: true });
    expect(listRows(chosen)).toEqual(listRows(selectRows(table, rows)));
    expect([chosen.users.count, chosen.items.count]).toEqual([table.users.count, table.items.count]);
  });

  it('refuses a row that is not there', () => {
    expect(() => selectRows(table, Uint32Array.of(table.ratingCount))).toThrow('There is no row');
  });
});

describe('withMoreItems', () => {
  it('adds new items after those that are there', () => {
    const { table } = createPlantedRatings();
    const first = table.items.idAt(0);
    const more = withMoreItems(table, [5_000_000, first, 5_000_001]);
    expect(more.items.count).toBe(table.items.count + 2);
    expect(more.items.indexOf(5_000_001)).toBe(table.items.count + 1);
    expect(more.items.indexOf(first)).toBe(0);
  });
});

describe('resolveDuplicates', () => {
  const columns = { userIndexes: [0, 0, 1, 0, 1, 0], itemIndexes: [0, 1, 0, 0, 0, 0], codes: [1, 2, 3, 4, 5, 6] };
  const { table: ids } = createPlantedRatings();
  const table: RatingTable = {
    ratingCount: 6,
    users: selectRows(ids, Uint32Array.of(0, 200)).users,
    items: selectRows(ids, Uint32Array.of(0, 1)).items,
    userIndexes: Uint32Array.from(columns.userIndexes),
    itemIndexes: Uint32Array.from(columns.itemIndexes),
    codes: Uint8Array.from(columns.codes),
    times: Uint32Array.of(9, 1, 5, 20, 5, 10),
  };

  it('keeps the latest time, and the later row among equal times', () => {
    const { table: resolved, droppedRows } = resolveDuplicates(table);
    expect([...resolved.codes]).toEqual([2, 4, 5]);
    expect([...droppedRows]).toEqual([0, 2, 5]);
  });

  it('keeps the last row where there are no times', () => {
    expect([...resolveDuplicates({ ...table, times: undefined }).table.codes]).toEqual([2, 5, 6]);
  });

  it('leaves a table without duplicates as it is', () => {
    expect(resolveDuplicates(ids).table).toBe(ids);
  });
});
