import { describe, expect, it } from 'vitest';
import { KernelError } from '../errors.ts';
import { invertSymmetricInPlace, padToTiles, TILE } from './invert-symmetric.ts';
import type { KernelBuild } from './kernel-module.ts';
import { invertSymmetric } from './symmetric-solver.ts';
import { drawNormals, largestRelativeDifference, withPool } from './test-kernel-data.ts';

/** A random positive definite matrix with a condition number of some hundreds, filled up to whole tiles. */
function createMatrix(size: number) {
  const padded = padToTiles(size);
  const root = drawNormals(size * size, 3);
  const matrix = new Float64Array(padded * padded);
  for (let a = 0; a < padded; a += 1) {
    if (a >= size) matrix[a * (padded + 1)] = 1;
    for (let b = 0; b < size && a < size; b += 1) {
      let sum = a === b ? size / 50 : 0;
      for (let k = 0; k < size; k += 1) sum += root[a * size + k]! * root[b * size + k]!;
      matrix[a * padded + b] = sum;
    }
  }
  return { matrix, padded };
}

async function invert(size: number, options: { build?: KernelBuild; threads?: number }) {
  const { matrix, padded } = createMatrix(size);
  return withPool(options, async (pool) => {
    const place = pool.memory.copy(Float32Array.from(matrix));
    await invertSymmetricInPlace(place, padded, pool);
    return { lower: readLower(place, padded), expected: readLower(invertSymmetric(matrix, padded)!, padded) };
  });
}

function readLower(matrix: ArrayLike<number>, size: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, at) =>
    at % size > Math.floor(at / size) ? 0 : Math.abs(matrix[at]!),
  );
}

describe('invertSymmetricInPlace', () => {
  it.each([
    ['plain', 50],
    ['relaxed', 50],
    ['plain', 200],
    ['relaxed', 200],
  ] as const)('agrees with Cholesky in double precision: %s build, size %i', async (build, size) => {
    const { lower, expected } = await invert(size, { build });
    // 6e-8 times the condition number, a few thousand.
    expect(largestRelativeDifference(lower, expected)).toBeLessThan(5e-4);
  });

  it('gives the same bits on 1 and 3 threads', async () => {
    expect((await invert(150, { threads: 3 })).lower).toEqual((await invert(150, { threads: 1 })).lower);
  });

  it('refuses a matrix that is not positive definite', async () => {
    await withPool({}, async (pool) => {
      const matrix = pool.memory.allocate(Float32Array, TILE * TILE);
      matrix[5 * TILE + 5] = -1;
      await expect(invertSymmetricInPlace(matrix, TILE, pool)).rejects.toThrow(KernelError);
    });
  });
});
