import { ScorerParameterError } from '../../errors.ts';
import type { Interactions } from '../../interactions/interactions.ts';
import { invertSymmetricInPlace, padToTiles, TILE } from '../../kernels/invert-symmetric.ts';
import type { KernelPool } from '../../kernels/kernel-pool.ts';
import { passCheckpoint } from '../fit-checkpoint.ts';
import type { NeighbourLists } from '../neighbours/neighbour-lists.ts';
import type { FitOptions } from '../scorer.ts';

/** How EASE is fitted. */
export interface EaseSettings {
  readonly regularization: number;
  /** Only the most rated items take part, at most so many. */
  readonly mostItems: number;
  /** Bytes that fitting may take besides the ratings: no more items take part than fit in there. */
  readonly memoryLimitBytes: number;
  /** How many weights of an item are kept. */
  readonly storedWeights: number;
}

const ITEMS_PER_BLOCK = 16;
const FLOAT_BYTES = 4;
/** While the stored weights are sorted by item, each is there as it was found, by order, rounded, and as it is kept. */
const WEIGHT_BYTES = 30;

/** What fitting EASE has to hold in memory. */
export interface EaseSize {
  /** Items that take part. */
  readonly itemCount: number;
  /** Ratings of these items. */
  readonly ratingCount: number;
  readonly userCount: number;
  readonly storedWeights: number;
}

/** Bytes that fitting takes besides the ratings: one matrix of floats, two panels, an index of who rated what, and the weights. */
export function estimateEaseBytes({ itemCount, ratingCount, userCount, storedWeights }: EaseSize): number {
  const size = padToTiles(itemCount);
  const matrix = (size * size + 2 * TILE * size) * FLOAT_BYTES;
  const index = (2 * ratingCount + userCount + itemCount) * FLOAT_BYTES;
  return matrix + index + itemCount * Math.min(storedWeights, Math.max(0, itemCount - 1)) * WEIGHT_BYTES;
}

/**
 * The weights B of EASE by the item that they lead from: score(u, i) = Σ_j B_ji over what u rated. With X the 0/1 matrix of
 * ratings and P = (X'X + λ)⁻¹, B_ji = −P_ji / P_ii, 0 on the diagonal; of each item i, the largest by absolute value are kept.
 * Time grows with the cube of the number of items that take part, memory with its square: they are the most rated ones, as many
 * as `memoryLimitBytes` has room for. Deterministic, whatever the number of threads.
 *
 * @throws ScorerParameterError before it starts, when the limit has no room for two items
 * @throws KernelMemoryError when the machine hasn't the memory that the limit allows
 */
export async function fitEase(
  interactions: Interactions,
  settings: EaseSettings,
  pool: KernelPool,
  options: FitOptions,
): Promise<NeighbourLists> {
  const { itemCount } = interactions;
  const head = chooseEaseItems(interactions, settings);
  const size = padToTiles(head.length);
  const matrix = pool.memory.allocate(Float32Array, size * size);
  await countPairs(interactions, head, { matrix, size, pool, options });
  for (let item = 0; item < size; item += 1) {
    matrix[item * (size + 1)] = item < head.length ? matrix[item * (size + 1)]! + settings.regularization : 1;
  }
  await invertSymmetricInPlace(matrix, size, pool, {
    signal: options.signal,
    onStep: (step, steps) => options.onProgress?.({ stage: 'inverse', fraction: 0.1 + (0.7 * step) / steps }),
  });
  await passCheckpoint(options, 'largest weights', 0.8);
  return collectLists(selectWeights(matrix, { size, head, pool, stored: settings.storedWeights }), itemCount);
}

/**
 * The items that take part, by rising index: the most rated ones (ties: the smaller index) that are rated at all, at most
 * `mostItems`, and as many as can be fitted within `memoryLimitBytes`.
 *
 * @throws ScorerParameterError when there is no room for two of several
 */
export function chooseEaseItems({ byItem, userCount }: Interactions, settings: EaseSettings): Uint32Array {
  const { mostItems, memoryLimitBytes, storedWeights } = settings;
  const countOf = (item: number) => byItem.offsets[item + 1]! - byItem.offsets[item]!;
  const rated = Uint32Array.from({ length: byItem.rowCount }, (_, item) => item).filter((item) => countOf(item) > 0);
  rated.sort((a, b) => countOf(b) - countOf(a) || a - b);
  let neededBytes = 0;
  let ratingCount = 0;
  let fitting = 0;
  for (; fitting < Math.min(rated.length, mostItems); fitting += 1) {
    ratingCount += countOf(rated[fitting]!);
    neededBytes = estimateEaseBytes({ itemCount: fitting + 1, ratingCount, userCount, storedWeights });
    if (neededBytes > memoryLimitBytes) break;
  }
  if (fitting < Math.min(2, rated.length, mostItems)) {
    const [limit, needed] = [Math.floor(memoryLimitBytes / 1e6), Math.ceil(neededBytes / 1e6)];
    const message = `ease: "memoryLimitMb" is ${limit}, which has no room for the two most rated items of ${userCount} people. Give more than ${needed}.`;
    throw new ScorerParameterError('memoryLimitMb', message);
  }
  return rated.slice(0, fitting).sort();
}

interface PairCounting {
  readonly matrix: Float32Array;
  readonly size: number;
  readonly pool: KernelPool;
  readonly options: FitOptions;
}

/** The lower triangle of X'X for the chosen items. */
async function countPairs(
  { byUser, byItem }: Interactions,
  head: Uint32Array,
  { matrix, size, pool, options }: PairCounting,
): Promise<void> {
  const { memory } = pool;
  const places = new Int32Array(byItem.rowCount).fill(-1);
  head.forEach((item, place) => {
    places[item] = place;
  });
  const rowOffsets = memory.allocate(Uint32Array, byUser.rowCount + 1);
  const ratingCount = head.reduce((sum, item) => sum + byItem.offsets[item + 1]! - byItem.offsets[item]!, 0);
  const rowColumns = memory.allocate(Uint32Array, ratingCount);
  for (let user = 0; user < byUser.rowCount; user += 1) {
    let end = rowOffsets[user]!;
    for (let rating = byUser.offsets[user]!; rating < byUser.offsets[user + 1]!; rating += 1) {
      const place = places[byUser.columns[rating]!]!;
      if (place >= 0) rowColumns[end++] = place;
    }
    rowColumns.subarray(rowOffsets[user], end).sort();
    rowOffsets[user + 1] = end;
  }
  const itemOffsets = memory.allocate(Uint32Array, head.length + 1);
  const itemUsers = memory.allocate(Uint32Array, rowOffsets[byUser.rowCount]!);
  head.forEach((item, place) => {
    const users = byItem.columns.subarray(byItem.offsets[item]!, byItem.offsets[item + 1]!);
    itemUsers.set(users, itemOffsets[place]!);
    itemOffsets[place + 1] = itemOffsets[place]! + users.length;
  });
  const parameters = [ITEMS_PER_BLOCK, head.length, itemOffsets, itemUsers, rowOffsets, rowColumns, matrix, size];
  const blocks = Math.ceil(head.length / ITEMS_PER_BLOCK);
  await passCheckpoint(options, 'items in common', 0);
  await pool.run({ kernel: 'countCoOccurrences', blocks, parameters, signal: options.signal });
}

/** Weights as coordinates. */
interface Weights {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly weights: Float32Array;
}

interface Selection {
  readonly size: number;
  readonly head: Uint32Array;
  readonly pool: KernelPool;
  readonly stored: number;
}

/** The largest weights of each item. `inverse` is −P in its lower triangle. */
function selectWeights(inverse: Float32Array, { size, head, pool, stored }: Selection): Weights {
  const { memory, kernels } = pool;
  const count = Math.min(stored, Math.max(0, head.length - 1));
  const weights = memory.allocate(Float32Array, head.length);
  const sizes = memory.allocate(Float32Array, head.length);
  const [topIndexes, topSizes] = [memory.allocate(Uint32Array, count), memory.allocate(Float32Array, count)];
  const result = {
    from: new Uint32Array(head.length * count),
    to: new Uint32Array(head.length * count),
    weights: new Float32Array(head.length * count),
  };
  let total = 0;
  for (let item = 0; item < head.length && count > 0; item += 1) {
    const own = inverse[item * (size + 1)]!;
    for (let other = 0; other < head.length; other += 1) {
      const entry = inverse[other < item ? item * size + other : other * size + item]!;
      weights[other] = other === item ? 0 : -entry / own;
      sizes[other] = other === item ? Number.NEGATIVE_INFINITY : Math.abs(weights[other]!);
    }
    const places = [topIndexes.byteOffset, topSizes.byteOffset] as const;
    const found = kernels.selectTop(sizes.byteOffset, head.length, count, ...places);
    for (let rank = 0; rank < found; rank += 1) {
      const other = topIndexes[rank]!;
      if (weights[other] === 0) continue;
      result.from[total] = head[other]!;
      result.to[total] = head[item]!;
      result.weights[total] = weights[other]!;
      total += 1;
    }
  }
  const cut = <Kind extends Uint32Array | Float32Array>(values: Kind) => values.subarray(0, total) as Kind;
  return { from: cut(result.from), to: cut(result.to), weights: cut(result.weights) };
}

const TO_SPACE = 2 ** 32;
const SIGN = 0x8000;
const MOST_BITS = 0xffff;

/**
 * By the item that they lead from, the largest first, in half precision. What is sorted are numbers made of a half’s bits, so
 * turned that larger weights come first, and the item that it leads to: a sort by a function would leave garbage of many times
 * the weights.
 */
function collectLists({ from, to, weights }: Weights, itemCount: number): NeighbourLists {
  const bits = new Uint16Array(new Float16Array(weights).buffer);
  const offsets = new Uint32Array(itemCount + 1);
  for (const item of from) offsets[item + 1]! += 1;
  for (let item = 0; item < itemCount; item += 1) offsets[item + 1]! += offsets[item]!;
  const keys = new Float64Array(from.length);
  const next = offsets.slice();
  for (let index = 0; index < from.length; index += 1) {
    const item = from[index]!;
    keys[next[item]!] = turnBits(bits[index]!) * TO_SPACE + to[index]!;
    next[item]! += 1;
  }
  for (let item = 0; item < itemCount; item += 1) keys.subarray(offsets[item]!, offsets[item + 1]!).sort();
  const neighbours = new Uint32Array(from.length);
  for (let index = 0; index < from.length; index += 1) {
    const turned = Math.floor(keys[index]! / TO_SPACE);
    neighbours[index] = keys[index]! - turned * TO_SPACE;
    bits[index] = turnBack(turned);
  }
  return { offsets, neighbours, similarities: new Float32Array(new Float16Array(bits.buffer)) };
}

/** A half's bits as a number that falls as the half grows. Both zeros are one. */
function turnBits(bits: number): number {
  if (bits === SIGN) return MOST_BITS - SIGN;
  return bits < SIGN ? MOST_BITS - SIGN - bits : bits;
}

function turnBack(turned: number): number {
  return turned < SIGN ? MOST_BITS - SIGN - turned : turned;
}
