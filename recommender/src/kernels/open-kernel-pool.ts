import { availableParallelism } from 'node:os';
import { KernelPool } from './kernel-pool.ts';

/** Below this many ratings, starting threads takes longer than they save. */
const SMALL_DATA = 50_000;

/**
 * A pool for a fit: as many threads as are asked for; else one for each core, or only this one for few ratings. Results don't
 * depend on it.
 */
export function openKernelPool(threads: number | undefined, ratingCount: number): KernelPool {
  return new KernelPool({ threads: threads ?? (ratingCount < SMALL_DATA ? 1 : availableParallelism()) });
}
