import type { Interactions } from '../../interactions/interactions.ts';
import { KernelPool } from '../../kernels/kernel-pool.ts';
import type { FitOptions } from '../scorer.ts';
import { type NeighbourLists, packLists } from './neighbour-lists.ts';
import { copyRatings, runRows } from './run-rows.ts';
import { findSupport, type SimilarityOptions } from './similarity-measure.ts';
import type { Biases } from './similarity-row.ts';

/** What is compared, and how. */
export interface ItemSearch {
  readonly interactions: Interactions;
  readonly similarity: SimilarityOptions;
  /** Rows are items. */
  readonly biases: Biases;
}

// As assembly/neighbours.ts numbers them.
const measures = { cosine: 0, msd: 1, pearson: 2, 'pearson-baseline': 3 } as const;
const SUMS_BYTES = 32;
const TOUCHED_BYTES = 4;
const KEPT_BYTES = 12;

/** The `kept` most similar items of every item. Memory is bounded by `kept`; the same bits on any number of threads. */
export async function findSimilarItems(search: ItemSearch, kept: number, options: FitOptions): Promise<NeighbourLists> {
  return await withSearch(search, options, async (pool, run) => {
    const { itemCount } = search.interactions;
    const neighbours = pool.memory.allocate(Uint32Array, itemCount * kept);
    const similarities = pool.memory.allocate(Float32Array, itemCount * kept);
    const counts = pool.memory.allocate(Uint32Array, itemCount);
    await run([kept, neighbours, similarities, counts, 0], kept);
    return packLists({ counts, neighbours, similarities });
  });
}

/** All similarities between items, itemCount × itemCount. */
export async function computeAllSimilarities(search: ItemSearch, options: FitOptions): Promise<Float64Array> {
  return await withSearch(search, options, async (pool, run) => {
    const dense = pool.memory.allocate(Float64Array, search.interactions.itemCount ** 2);
    await run([0, 0, 0, 0, dense], 0);
    return dense.slice();
  });
}

type Run = (output: readonly (number | Uint32Array | Float32Array | Float64Array)[], kept: number) => Promise<void>;

async function withSearch<Result>(
  { interactions, similarity, biases }: ItemSearch,
  options: FitOptions,
  body: (pool: KernelPool, run: Run) => Promise<Result>,
): Promise<Result> {
  const { byItem, byUser, itemCount } = interactions;
  const { measure, minimumSupport, shrinkage, significance } = similarity;
  options.signal?.throwIfAborted();
  const pool = new KernelPool(options.threads === undefined ? {} : { threads: options.threads });
  try {
    const items = copyRatings(pool, byItem);
    const users = copyRatings(pool, byUser);
    const input = [
      ...[items.offsets, items.columns, items.codes, users.offsets, users.columns, users.codes],
      measures[measure],
      findSupport(measure, minimumSupport),
      ...[shrinkage, significance, biases.mean],
      ...[pool.memory.copy(biases.rows), pool.memory.copy(biases.columns)],
    ];
    const run: Run = async (output, kept) => {
      const scratchBytes = itemCount * (SUMS_BYTES + TOUCHED_BYTES) + kept * KEPT_BYTES;
      const parameters = [...input, ...output];
      const task = { kernel: 'findSimilarRows', rowCount: itemCount, parameters, scratchBytes, stage: 'similar items' };
      await runRows(pool, task as Parameters<typeof runRows>[1], options);
    };
    return await body(pool, run);
  } finally {
    await pool.close();
  }
}
