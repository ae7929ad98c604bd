import type { BlockKernelName, Pointer } from './kernel-functions.ts';

/** What a worker thread of the pool starts with. */
export interface WorkerStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Two Int32: the next block that nobody has taken, and whether to stop. */
  readonly controlPointer: Pointer;
}

/** A task, as it is sent to a worker thread. */
export interface WorkerOrder {
  readonly kernel: BlockKernelName;
  readonly blocks: number;
  readonly scratch: Pointer;
  readonly parameters: readonly number[];
}

/** What a worker thread says when no block is left, or when one failed. */
export type WorkerReport =
  | { readonly failed: false }
  | { readonly failed: true; readonly message: string; readonly stack: string | undefined };
