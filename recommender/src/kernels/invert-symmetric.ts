import { KernelError } from '../errors.ts';
import type { KernelPool } from './kernel-pool.ts';
import { invertSymmetric } from './symmetric-solver.ts';

/** The side of a tile of the symmetric sweep. */
export const TILE = 64;

/** The size that a matrix has with its rest of a tile filled up. */
export function padToTiles(size: number): number {
  return Math.ceil(size / TILE) * TILE;
}

/** How to run a long computation. */
export interface InversionOptions {
  readonly signal?: AbortSignal | undefined;
  /** After each of the size / 64 steps. */
  readonly onStep?: (step: number, steps: number) => void;
}

/**
 * Replace a symmetric positive definite matrix by −1 times its inverse, in place, by sweeping tiles of 64 × 64; the tiles on
 * the diagonal are inverted in double precision by Cholesky. size³ operations, no memory beside two panels of 64 rows.
 *
 * @param matrix size × size numbers in the pool's memory, by rows; size a multiple of 64 (fill up with a diagonal of ones).
 *   Only the lower triangle is read and, at the end, meaningful.
 * @throws KernelError when the matrix isn't positive definite up to rounding
 */
export async function invertSymmetricInPlace(
  matrix: Float32Array,
  size: number,
  pool: KernelPool,
  { signal, onStep }: InversionOptions = {},
): Promise<void> {
  const { memory } = pool;
  const tiles = size / TILE;
  const [panel, scaledPanel] = [memory.allocate(Float32Array, TILE * size), memory.allocate(Float32Array, TILE * size)];
  const inverse = memory.allocate(Float32Array, TILE * TILE);
  for (let k = 0; k < tiles; k += 1) {
    const tile = invertSymmetric(readTile(matrix, size, k), TILE);
    if (tile === undefined) {
      throw new KernelError('A matrix has no inverse: it is not positive definite. Take more regularization.');
    }
    inverse.set(tile);
    const sweep = [matrix, size, k];
    const panels = [panel, scaledPanel];
    await pool.run({ kernel: 'sweepPanel', blocks: tiles, parameters: [...sweep, inverse, ...panels], signal });
    await pool.run({ kernel: 'sweepRow', blocks: tiles, parameters: [...sweep, ...panels], signal });
    for (let row = 0; row < TILE; row += 1) {
      const from = (k * TILE + row) * size + k * TILE;
      for (let column = 0; column < TILE; column += 1) matrix[from + column] = -inverse[row * TILE + column]!;
    }
    onStep?.(k + 1, tiles);
  }
}

/** A tile of the diagonal, made whole from its lower triangle. */
function readTile(matrix: Float32Array, size: number, k: number): Float64Array {
  const tile = new Float64Array(TILE * TILE);
  for (let row = 0; row < TILE; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      const value = matrix[(k * TILE + row) * size + k * TILE + column]!;
      tile[row * TILE + column] = value;
      tile[column * TILE + row] = value;
    }
  }
  return tile;
}
