import type { Interactions } from '../../interactions/interactions.ts';
import { KernelPool } from '../../kernels/kernel-pool.ts';
import { type NeighbourLists, packLists } from '../neighbours/neighbour-lists.ts';
import { copyRatings, runRows } from '../neighbours/run-rows.ts';
import type { FitOptions } from '../scorer.ts';

/**
 * How items that people have in common are compared: s(from → to) = left(from)·c·right(to), divided by
 * norm(from)·norm(to) + offset where there are norms; c is the sum of the weights of those who have both.
 */
export interface CoOccurrenceSearch {
  readonly interactions: Interactions;
  /** What it counts that a user has two items in common; 0 leaves the user out. */
  readonly userWeights: Float64Array;
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly norms?: Float64Array;
  readonly offset?: number;
  /** Neighbours to keep of every item. */
  readonly neighbours: number;
}

const SUMS_BYTES = 8;
const TOUCHED_BYTES = 4;
const KEPT_BYTES = 12;

/** For every item, those that it recommends most. Memory is bounded by `neighbours`. The same bits on any number of threads. */
export async function findCoOccurring(search: CoOccurrenceSearch, options: FitOptions): Promise<NeighbourLists> {
  const { byItem, byUser, itemCount } = search.interactions;
  const kept = Math.min(search.neighbours, itemCount);
  options.signal?.throwIfAborted();
  const pool = new KernelPool(options.threads === undefined ? {} : { threads: options.threads });
  try {
    const { memory } = pool;
    const items = copyRatings(pool, byItem);
    const users = copyRatings(pool, byUser);
    const counts = memory.allocate(Uint32Array, itemCount);
    const neighbours = memory.allocate(Uint32Array, itemCount * kept);
    const similarities = memory.allocate(Float32Array, itemCount * kept);
    const parameters = [
      ...[items.offsets, items.columns, users.offsets, users.columns],
      ...[search.userWeights, search.left, search.right].map((values) => memory.copy(values)),
      ...[search.norms === undefined ? 0 : memory.copy(search.norms), search.offset ?? 0],
      ...[kept, neighbours, similarities, counts],
    ];
    const scratchBytes = itemCount * (SUMS_BYTES + TOUCHED_BYTES) + kept * KEPT_BYTES;
    const kernel = 'findCoOccurringRows';
    await runRows(pool, { kernel, rowCount: itemCount, parameters, scratchBytes, stage: 'items in common' }, options);
    return packLists({ counts, neighbours, similarities });
  } finally {
    await pool.close();
  }
}
