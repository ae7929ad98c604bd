import type { NumpyRandomState } from '@starweave/numerics';
import type { CompressedRows } from '../../interactions/compressed-rows.ts';
import type { KernelMemory } from '../../kernels/kernel-memory.ts';

/**
 * Ratings in cells: cell (g, h) = g × side + h holds the ratings of user group g of items of group h. Cells that share neither
 * row nor column touch neither the same users nor the same items. Users and items are numbered by their places, in which each
 * group stands together and is walked through in order, so that a cell's factors come into the processor's caches as they are
 * needed. The arrays of ratings lie in kernel memory.
 */
export interface RatingGrid {
  readonly side: number;
  /** Where each cell begins; the last entry is the number of ratings. */
  readonly cellOffsets: Uint32Array;
  /** The place of each user, and of each item; `undefined` where their own numbers are their places. */
  readonly userPlaces: Uint32Array | undefined;
  readonly itemPlaces: Uint32Array | undefined;
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
  for (let rating = 0; rating < columns.length; rating += 1) itemCounts[columns[rating]!]! += 1;
  const userOrder = shuffle(rowCount, random);
  const userGroups = groupEvenly(userOrder, (user) => offsets[user + 1]! - offsets[user]!, side);
  const itemGroups = groupEvenly(shuffle(columnCount, random), (item) => itemCounts[item]!, side);
  const userPlaces = invertOrder(userOrder);
  const itemPlaces = invertOrder(orderByGroup(itemGroups, side));
  const cellOffsets = memory.allocate(Uint32Array, side * side + 1);
  for (let user = 0; user < rowCount; user += 1) {
    const firstCell = userGroups[user]! * side;
    const end = offsets[user + 1]!;
    for (let rating = offsets[user]!; rating < end; rating += 1) {
      cellOffsets[firstCell + itemGroups[columns[rating]!]! + 1]! += 1;
    }
  }
  for (let cell = 0; cell < side * side; cell += 1) cellOffsets[cell + 1]! += cellOffsets[cell]!;
  const grid = {
    ...{ side, cellOffsets, userPlaces, itemPlaces },
    users: memory.allocate(Uint32Array, codes.length),
    items: memory.allocate(Uint32Array, codes.length),
    codes: memory.allocate(Uint8Array, codes.length),
  };
  const next = cellOffsets.slice();
  for (let userPlace = 0; userPlace < rowCount; userPlace += 1) {
    const user = userOrder[userPlace]!;
    const firstCell = userGroups[user]! * side;
    const end = offsets[user + 1]!;
    for (let rating = offsets[user]!; rating < end; rating += 1) {
      const item = columns[rating]!;
      const cell = firstCell + itemGroups[item]!;
      const place = next[cell]!;
      next[cell] = place + 1;
      grid.users[place] = userPlace;
      grid.items[place] = itemPlaces[item]!;
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
  const [items, codes] = [memory.copy(byUser.columns), memory.copy(byUser.codes)];
  return { side, cellOffsets, userPlaces: undefined, itemPlaces: undefined, users, items, codes };
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

/** Group by group, and by number within each. */
function orderByGroup(groupOf: Uint8Array, groups: number): Uint32Array {
  const next = new Uint32Array(groups + 1);
  for (const group of groupOf) next[group + 1]! += 1;
  for (let group = 0; group < groups; group += 1) next[group + 1]! += next[group]!;
  const order = new Uint32Array(groupOf.length);
  for (let row = 0; row < groupOf.length; row += 1) {
    const group = groupOf[row]!;
    order[next[group]!] = row;
    next[group]! += 1;
  }
  return order;
}

/** Where each number stands in an order. */
export function invertOrder(order: Uint32Array): Uint32Array {
  const places = new Uint32Array(order.length);
  for (let place = 0; place < order.length; place += 1) places[order[place]!] = place;
  return places;
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
