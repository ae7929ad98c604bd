import type { NumpyRandomState } from '@starweave/numerics';
import type { CompressedRows } from '../../interactions/compressed-rows.ts';
import type { KernelMemory } from '../../kernels/kernel-memory.ts';

/**
 * Ratings in cells: cell (g, h) = g × side + h holds the ratings of user group g of items of group h. Cells that share neither
 * row nor column touch neither the same users nor the same items. Arrays lie in kernel memory.
 */
export interface RatingGrid {
  readonly side: number;
  /** Where each cell begins; the last entry is the number of ratings. */
  readonly cellOffsets: Uint32Array;
  readonly users: Uint32Array;
  readonly items: Uint32Array;
  readonly codes: Uint8Array;
}

const LARGE_DATA = 1_000_000;

/**
 * A square grid over random groups with about equally many ratings. Its size depends on the data alone: 16 × 16 cells from a
 * million ratings on, else 8 × 8. Within a cell, ratings stand user by user in a random order of users.
 */
export function createRatingGrid(byUser: CompressedRows, memory: KernelMemory, random: NumpyRandomState): RatingGrid {
  const { rowCount, columnCount, offsets, columns, codes } = byUser;
  const side = codes.length >= LARGE_DATA ? 16 : 8;
  const itemCounts = new Uint32Array(columnCount);
  for (const item of columns) itemCounts[item]! += 1;
  const userOrder = shuffle(rowCount, random);
  const userGroups = groupEvenly(userOrder, (user) => offsets[user + 1]! - offsets[user]!, side);
  const itemGroups = groupEvenly(shuffle(columnCount, random), (item) => itemCounts[item]!, side);
  const cellOffsets = memory.allocate(Uint32Array, side * side + 1);
  for (let user = 0; user < rowCount; user += 1) {
    for (let rating = offsets[user]!; rating < offsets[user + 1]!; rating += 1) {
      cellOffsets[userGroups[user]! * side + itemGroups[columns[rating]!]! + 1]! += 1;
    }
  }
  for (let cell = 0; cell < side * side; cell += 1) cellOffsets[cell + 1]! += cellOffsets[cell]!;
  const grid = {
    side,
    cellOffsets,
    users: memory.allocate(Uint32Array, codes.length),
    items: memory.allocate(Uint32Array, codes.length),
    codes: memory.allocate(Uint8Array, codes.length),
  };
  const next = cellOffsets.slice();
  for (const user of userOrder) {
    for (let rating = offsets[user]!; rating < offsets[user + 1]!; rating += 1) {
      const cell = userGroups[user]! * side + itemGroups[columns[rating]!]!;
      const place = next[cell]!;
      next[cell] = place + 1;
      grid.users[place] = user;
      grid.items[place] = columns[rating]!;
      grid.codes[place] = codes[rating]!;
    }
  }
  return grid;
}

/** The ratings user by user, in cells that are to be taken in order: `side` × `side` runs of about equal length. */
export function createRatingSequence(byUser: CompressedRows, memory: KernelMemory): RatingGrid {
  const { rowCount, offsets } = byUser;
  const side = 8;
  const count = byUser.codes.length;
  const cellOffsets = memory.allocate(Uint32Array, side * side + 1);
  for (let cell = 0; cell <= side * side; cell += 1) cellOffsets[cell] = Math.floor((count * cell) / (side * side));
  const users = memory.allocate(Uint32Array, count);
  for (let user = 0; user < rowCount; user += 1) users.fill(user, offsets[user]!, offsets[user + 1]!);
  return { side, cellOffsets, users, items: memory.copy(byUser.columns), codes: memory.copy(byUser.codes) };
}

/** The numbers below `count` in a random order. */
export function shuffle(count: number, random: NumpyRandomState): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  const draws = random.rand(count);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(draws[last]! * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

/** Groups of about equal weight, of neighbours in the order. */
function groupEvenly(order: Uint32Array, weightOf: (row: number) => number, groups: number): Uint8Array {
  const total = order.reduce((sum, row) => sum + weightOf(row), 0);
  const result = new Uint8Array(order.length);
  let before = 0;
  for (const row of order) {
    result[row] = Math.min(groups - 1, Math.floor((before * groups) / Math.max(1, total)));
    before += weightOf(row);
  }
  return result;
}
