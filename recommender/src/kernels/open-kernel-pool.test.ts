import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { openKernelPool } from './open-kernel-pool.ts';

it.each([
  [undefined, 100, 1],
  [undefined, 1_000_000, availableParallelism()],
  [3, 100, 3],
  [1, 1_000_000, 1],
])('with %s threads asked for and %i ratings takes %i', async (threads, ratingCount, expected) => {
  const pool = openKernelPool(threads, ratingCount);
  try {
    expect(pool.threads).toBe(expected);
  } finally {
    await pool.close();
  }
});
