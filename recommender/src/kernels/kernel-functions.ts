/** Where something lies in kernel memory: an array of `KernelMemory`, or 0 for none. */
export type Pointer = number;

/** A kernel that works on one block of a fixed grid; the numbers after block and scratch are its parameters. */
export type BlockKernel = (block: number, scratch: Pointer, ...parameters: number[]) => void;

/** The kernels that work by blocks; what each does stands in recommender/assembly, and in its plain version. */
export const blockKernelNames = [
  'computeGram',
  'countCoOccurrences',
  'factorizeCell',
  'factorizeImplicitUsers',
  'findCoOccurringRows',
  'findSimilarRows',
  'multiplyRows',
  'multiplySparseRows',
  'scoreHalfRows',
  'scoreRows',
  'solveRowsByCholesky',
  'solveRowsByConjugateGradient',
  'sweepPanel',
  'sweepRow',
] as const;

/** One of `blockKernelNames`. */
export type BlockKernelName = (typeof blockKernelNames)[number];

/** What the WebAssembly modules export. */
export interface KernelFunctions extends Readonly<Record<BlockKernelName, BlockKernel>> {
  /** scores, length, count, place for indexes (u32), place for scores (f32) → how many were found. */
  selectTop(
    scores: Pointer,
    length: number,
    count: number,
    ...places: [topIndexes: Pointer, topScores: Pointer]
  ): number;
}
