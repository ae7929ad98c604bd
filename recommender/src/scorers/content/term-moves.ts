import type { KernelFunctions } from '../../kernels/kernel-functions.ts';
import { KernelMemory } from '../../kernels/kernel-memory.ts';
import { chooseKernelBuild, instantiateKernels, loadKernelModule } from '../../kernels/kernel-module.ts';
import type { MetTerms, TasteProfile } from './taste-profile.ts';
import type { TermMatrix } from './term-matrix.ts';

/** How much of a profile's opinion holds. */
export interface OpinionSettings {
  readonly slope: number;
  readonly damping: number;
}

/** Which items have a term, and with what weight; by terms. */
interface TermItems {
  /** termCount + 1 positions. */
  readonly offsets: Uint32Array;
  /** Item and weight side by side, so that a short list is few lines of memory; `weights` are the same bytes as singles. */
  readonly items: Uint32Array;
  readonly weights: Float32Array;
}

/** A person's terms, and what they add up to for every item. */
interface Scratch {
  readonly terms: Uint32Array;
  /** As in a profile, two numbers for each of `terms`. */
  readonly values: Float64Array;
  readonly sums: Float64Array;
  readonly moved: Float64Array;
}

/** The items of all terms where kernels can reach them, and what moves all items for one person at a time. */
export class TermMoves {
  readonly sizeBytes: number;
  readonly #kernels: KernelFunctions;
  readonly #items: TermItems;
  readonly #scratch: Scratch;

  constructor(matrix: TermMatrix) {
    const memory = new KernelMemory();
    const [termCount, itemCount] = [matrix.terms.length, matrix.offsets.length - 1];
    this.#kernels = instantiateKernels(loadKernelModule(chooseKernelBuild()), memory.memory);
    const items = memory.allocate(Uint32Array, 2 * matrix.columns.length);
    this.#items = {
      offsets: memory.allocate(Uint32Array, termCount + 1),
      items,
      weights: new Float32Array(items.buffer, items.byteOffset, items.length),
    };
    listItems(matrix, this.#items);
    this.#scratch = {
      terms: memory.allocate(Uint32Array, termCount),
      values: memory.allocate(Float64Array, 2 * termCount),
      sums: memory.allocate(Float64Array, 2 * itemCount),
      moved: memory.allocate(Float64Array, itemCount),
    };
    this.sizeBytes = memory.usedBytes;
  }

  /**
   * How far a profile moves what is expected of every item, in stars: as `meetItem` has it; valid until the next call.
   * @param met the terms of the profile that aren't zeros
   */
  compute(profile: TasteProfile, met: MetTerms, { slope, damping }: OpinionSettings): Float64Array {
    const { terms, values, sums, moved } = this.#scratch;
    const { offsets, items } = this.#items;
    terms.set(met);
    // Where their items lie in memory.
    terms.subarray(0, met.length).sort();
    for (let place = 0; place < met.length; place += 1) {
      values[2 * place] = profile[2 * terms[place]!]!;
      values[2 * place + 1] = profile[2 * terms[place]! + 1]!;
    }
    const places = [offsets, items, sums].map(({ byteOffset }) => byteOffset);
    this.#kernels.addTerms(terms.byteOffset, met.length, values.byteOffset, ...places);
    this.#kernels.moveByTerms(moved.length, sums.byteOffset, slope, damping, moved.byteOffset);
    return moved;
  }
}

/** A matrix by terms, into zeros. */
function listItems({ offsets, columns, weights }: TermMatrix, listed: TermItems): void {
  for (let entry = 0; entry < columns.length; entry += 1) listed.offsets[columns[entry]! + 1]! += 1;
  for (let term = 1; term < listed.offsets.length; term += 1) listed.offsets[term]! += listed.offsets[term - 1]!;
  const next = listed.offsets.slice();
  for (let item = 0; item < offsets.length - 1; item += 1) {
    for (let entry = offsets[item]!; entry < offsets[item + 1]!; entry += 1) {
      const term = columns[entry]!;
      const at = 2 * next[term]!;
      listed.items[at] = item;
      listed.weights[at + 1] = weights[entry]!;
      next[term]! += 1;
    }
  }
}
