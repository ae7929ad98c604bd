import type { KernelFunctions } from '../../kernels/kernel-functions.ts';
import { KernelMemory } from '../../kernels/kernel-memory.ts';
import { chooseKernelBuild, instantiateKernels, loadKernelModule } from '../../kernels/kernel-module.ts';
import type { UserView } from '../scorer.ts';

/** Adds up how parts score all items for one person at a time, in memory that kernels can reach. */
export class BlendScores {
  readonly #kernels: KernelFunctions;
  readonly #own: Float32Array;
  readonly #total: Float32Array;

  constructor(itemCount: number) {
    const memory = new KernelMemory();
    this.#kernels = instantiateKernels(loadKernelModule(chooseKernelBuild()), memory.memory);
    this.#own = memory.allocate(Float32Array, itemCount);
    this.#total = memory.allocate(Float32Array, itemCount);
  }

  clear(): void {
    this.#total.fill(0);
  }

  /** Add a part's scores times `weight`, standardised as `standardize` does; nothing when they are all equal. */
  add(view: Pick<UserView, 'scoreItems'>, weight: number): void {
    view.scoreItems(this.#own);
    this.#kernels.addStandardized(this.#own.byteOffset, this.#own.length, weight, this.#total.byteOffset);
  }

  /** Write what was added up. */
  read(scores: Float32Array): void {
    scores.set(this.#total);
  }
}
