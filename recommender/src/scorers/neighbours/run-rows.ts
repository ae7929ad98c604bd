import type { CompressedRows } from '../../interactions/compressed-rows.ts';
import type { BlockKernelName } from '../../kernels/kernel-functions.ts';
import type { KernelArray, KernelPool } from '../../kernels/kernel-pool.ts';
import type { FitOptions } from '../scorer.ts';

/** A kernel that goes through rows: its parameters after rowsPerBlock and the first row. */
export interface RowTask {
  readonly kernel: BlockKernelName;
  readonly rowCount: number;
  readonly parameters: readonly (number | KernelArray)[];
  readonly scratchBytes: number;
  /** As people read it. */
  readonly stage: string;
}

const ROWS_PER_BLOCK = 16;
/** How often progress is told, at most. */
const PARTS = 50;

/** Run a kernel over all rows in a fixed grid of blocks, part by part, and tell how far it is. */
export async function runRows(pool: KernelPool, task: RowTask, { signal, onProgress }: FitOptions): Promise<void> {
  const { kernel, rowCount, scratchBytes, stage } = task;
  const rowsPerPart = Math.ceil(rowCount / PARTS / ROWS_PER_BLOCK) * ROWS_PER_BLOCK;
  for (let firstRow = 0; firstRow < rowCount; firstRow += rowsPerPart) {
    const blocks = Math.ceil(Math.min(rowsPerPart, rowCount - firstRow) / ROWS_PER_BLOCK);
    const parameters = [ROWS_PER_BLOCK, firstRow, rowCount, ...task.parameters];
    await pool.run({ kernel, blocks, parameters, scratchBytes, signal });
    onProgress?.({ stage, fraction: Math.min(firstRow + rowsPerPart, rowCount) / rowCount });
    signal?.throwIfAborted();
  }
}

/** The three arrays of ratings by rows, in the kernels' memory. */
export function copyRatings(pool: KernelPool, { offsets, columns, codes }: CompressedRows) {
  const { memory } = pool;
  return { offsets: memory.copy(offsets), columns: memory.copy(columns), codes: memory.copy(codes) };
}
