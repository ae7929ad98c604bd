import { NumpyRandomState } from '@starweave/numerics';
import type { CompressedRows } from '../interactions/compressed-rows.ts';
import type { KernelBuild } from './kernel-module.ts';
import { KernelPool } from './kernel-pool.ts';

/** Normal numbers with this deviation; the same seed gives the same. */
export function drawNormals(length: number, seed: number, deviation = 1): Float32Array {
  return Float32Array.from(new NumpyRandomState(seed).randn(length), (value) => value * deviation);
}

/** A sparse matrix with about a third of its places taken, its first row full and its last one empty. */
export function createSparseRows(rowCount: number, columnCount: number, seed: number): CompressedRows {
  const random = new NumpyRandomState(seed).randn(rowCount * columnCount * 2);
  const offsets = new Uint32Array(rowCount + 1);
  const columns: number[] = [];
  const codes: number[] = [];
  for (let row = 0; row < rowCount; row += 1) {
    for (let column = 0; column < columnCount; column += 1) {
      const place = (row * columnCount + column) * 2;
      if (row !== 0 && (row === rowCount - 1 || random[place]! < 0.4)) continue;
      columns.push(column);
      codes.push(Math.min(10, Math.max(1, Math.round(6 + 2 * random[place + 1]!))));
    }
    offsets[row + 1] = columns.length;
  }
  return { rowCount, columnCount, offsets, columns: Uint32Array.from(columns), codes: Uint8Array.from(codes) };
}

/** Run with a pool, and end its threads whatever happens. */
export async function withPool<Result>(
  options: { threads?: number; build?: KernelBuild },
  body: (pool: KernelPool) => Promise<Result> | Result,
): Promise<Result> {
  const pool = new KernelPool({ threads: 1, ...options });
  try {
    return await body(pool);
  } finally {
    await pool.close();
  }
}

/** The largest difference between two arrays, over the largest number of the second. */
export function largestRelativeDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) throw new RangeError(`${actual.length} numbers, not ${expected.length}.`);
  let difference = 0;
  let largest = 0;
  for (let index = 0; index < actual.length; index += 1) {
    const apart = Math.abs(actual[index]! - expected[index]!);
    difference = Number.isNaN(apart) ? Number.POSITIVE_INFINITY : Math.max(difference, apart);
    largest = Math.max(largest, Math.abs(expected[index]!));
  }
  return difference / largest;
}
