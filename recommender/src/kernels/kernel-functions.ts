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
  'moveByNeighbours',
  'moveByTerms',
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
  /** items, codes, how many, and the numbers and places that recommender/assembly/item-moves.ts describes. */
  addNeighbourRatings(items: Pointer, codes: Pointer, ratingCount: number, ...rest: number[]): void;
  /** rated, residuals, how many, and the places that recommender/assembly/item-moves.ts describes. */
  addRatedNeighbours(rated: Pointer, residuals: Pointer, ratedCount: number, ...places: Pointer[]): void;
  /** scores, length, count, place for indexes (u32), place for scores (f32) → how many were found. */
  selectTop(
    scores: Pointer,
    length: number,
    count: number,
    ...places: [topIndexes: Pointer, topScores: Pointer]
  ): number;
}
