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

/** The kernels that are called as they are, with the parameters that stand in recommender/assembly. */
export const directKernelNames = [
  'addNeighbourRatings',
  'addOuterProducts',
  'addRatedNeighbours',
  'addStandardized',
  'addTerms',
  'averageNeighbours',
  'factorizeUpper',
  'findSimilarUsers',
  'moveByNeighbours',
  'moveByTerms',
] as const;

/** A kernel that is called as it is; those that look for something return how many they found. */
export type DirectKernel = (...parameters: number[]) => number;

/** What the WebAssembly modules export. */
export interface KernelFunctions
  extends Readonly<Record<BlockKernelName, BlockKernel>>,
    Readonly<Record<(typeof directKernelNames)[number], DirectKernel>> {
  /** scores, length, count, place for indexes (u32), place for scores (f32) → how many were found. */
  selectTop(
    scores: Pointer,
    length: number,
    count: number,
    ...places: [topIndexes: Pointer, topScores: Pointer]
  ): number;
}
