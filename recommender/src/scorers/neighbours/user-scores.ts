import type { CompressedRows } from '../../interactions/compressed-rows.ts';
import type { KernelFunctions } from '../../kernels/kernel-functions.ts';
import { KernelMemory } from '../../kernels/kernel-memory.ts';
import { chooseKernelBuild, instantiateKernels, loadKernelModule } from '../../kernels/kernel-module.ts';
import type { KnnSettings } from './knn-parameters.ts';

/** What a neighbour's ratings are held against, and how much they count. */
export interface Neighbour {
  readonly user: number;
  readonly similarity: number;
  /** In stars. */
  readonly expected: number;
}

/** Adds up what neighbours rated, in memory that kernels can reach; for one person at a time. */
export class UserScores {
  readonly #kernels: KernelFunctions;
  readonly #byUser: CompressedRows;
  readonly #items: Uint32Array;
  readonly #codes: Uint8Array;
  readonly #counts: Uint16Array;
  /** Σ similarity and Σ similarity·residual of each item, side by side. */
  readonly #sums: Float64Array;

  constructor(byUser: CompressedRows) {
    const memory = new KernelMemory();
    const itemCount = byUser.columnCount;
    this.#kernels = instantiateKernels(loadKernelModule(chooseKernelBuild()), memory.memory);
    this.#byUser = byUser;
    this.#items = memory.allocate(Uint32Array, itemCount);
    this.#codes = memory.allocate(Uint8Array, itemCount);
    this.#counts = memory.allocate(Uint16Array, itemCount);
    this.#sums = memory.allocate(Float64Array, 2 * itemCount);
  }

  clear(): void {
    this.#counts.fill(0);
    this.#sums.fill(0);
  }

  /** Add the ratings of one more neighbour, wherever an item has fewer than `limit`. */
  add({ user, similarity, expected }: Neighbour, limit: number): void {
    const { offsets, columns, codes } = this.#byUser;
    const [start, end] = [offsets[user]!, offsets[user + 1]!];
    this.#items.set(columns.subarray(start, end));
    this.#codes.set(codes.subarray(start, end));
    const places = [this.#counts.byteOffset, this.#sums.byteOffset];
    const [items, own] = [this.#items.byteOffset, this.#codes.byteOffset];
    this.#kernels.addNeighbourRatings(items, own, end - start, similarity, expected, limit, ...places);
  }

  /**
   * How far the neighbours move what is expected of an item, in stars, as `averageResiduals` has it; 0 when they are too few.
   * @param excess what every residual was given too large by
   */
  average(item: number, { minimumNeighbours, damping }: KnnSettings, excess: number): number {
    const weights = this.#sums[2 * item]!;
    if (weights === 0 || this.#counts[item]! < minimumNeighbours) return 0;
    return (this.#sums[2 * item + 1]! - excess * weights) / (weights + damping);
  }
}
