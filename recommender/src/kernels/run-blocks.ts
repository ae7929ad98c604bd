import type { BlockKernel } from './kernel-functions.ts';
import type { WorkerOrder } from './kernel-messages.ts';

/** Take blocks that nobody has taken, and run them, until none is left or somebody says stop. */
export function runBlocks(kernel: BlockKernel, order: WorkerOrder, control: Int32Array): void {
  const { blocks, scratch, parameters } = order;
  while (Atomics.load(control, 1) === 0) {
    const block = Atomics.add(control, 0, 1);
    if (block >= blocks) return;
    kernel(block, scratch, ...parameters);
  }
}
