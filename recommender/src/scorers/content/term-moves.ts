import type { KernelFunctions } from '../../kernels/kernel-functions.ts';
import { KernelMemory } from '../../kernels/kernel-memory.ts';
import { chooseKernelBuild, instantiateKernels, loadKernelModule } from '../../kernels/kernel-module.ts';
import type { TasteProfile } from './taste-profile.ts';
import type { TermMatrix } from './term-matrix.ts';

/** How much of a profile's opinion holds. */
export interface OpinionSettings {
  readonly slope: number;
  readonly damping: number;
}

/** The terms of all items where kernels can reach them, and what moves all items for one person at a time. */
export class TermMoves {
  readonly matrix: TermMatrix;
  readonly #kernels: KernelFunctions;
  readonly #profile: Float64Array;
  readonly #moved: Float64Array;

  /** Copies the matrix; whoever gave it reads `matrix` from now on, so that it is in memory once. */
  constructor({ terms, offsets, columns, weights }: TermMatrix) {
    const memory = new KernelMemory();
    this.#kernels = instantiateKernels(loadKernelModule(chooseKernelBuild()), memory.memory);
    this.matrix = {
      terms,
      offsets: memory.copy(offsets),
      columns: memory.copy(columns),
      weights: memory.copy(weights),
    };
    this.#profile = memory.allocate(Float64Array, 2 * terms.length);
    this.#moved = memory.allocate(Float64Array, offsets.length - 1);
  }

  /** How far a profile moves what is expected of every item, in stars: as `meetItem` has it; valid until the next call. */
  compute(profile: TasteProfile, { slope, damping }: OpinionSettings): Float64Array {
    this.#profile.set(profile);
    const { offsets, columns, weights } = this.matrix;
    const places = [offsets, columns, weights, this.#profile].map(({ byteOffset }) => byteOffset);
    const itemCount = this.#moved.length;
    this.#kernels.moveByTerms(0, 0, itemCount, itemCount, ...places, slope, damping, this.#moved.byteOffset);
    return this.#moved;
  }
}
