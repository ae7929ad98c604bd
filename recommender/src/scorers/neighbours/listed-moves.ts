import type { KernelFunctions } from '../../kernels/kernel-functions.ts';
import { KernelMemory } from '../../kernels/kernel-memory.ts';
import { chooseKernelBuild, instantiateKernels, loadKernelModule } from '../../kernels/kernel-module.ts';
import type { KnnSettings } from './knn-parameters.ts';
import { MOST_PACKED_ITEMS, type PackableLists, type PackedLists, packEntries, turnEntries } from './packed-lists.ts';
import type { RatingRow } from './similarity-row.ts';

/** With more additions than this, measured, it takes less to walk down all lists than to add up by the lists turned round. */
const ADDITIONS_PER_ITEM = 20;
/** The kernel reads lists by eights, beyond their end. */
const READ_BEYOND = 7;

/** A person, spread out over all items; and what is added up for them. */
interface Scratch {
  readonly isRated: Uint8Array;
  readonly residualOf: Float64Array;
  readonly placeOf: Uint32Array;
  readonly counts: Uint32Array;
  /** Σ similarity and Σ similarity·residual of each item, side by side. */
  readonly sums: Float64Array;
  readonly next: Uint32Array;
  readonly moved: Float64Array;
}

/** Lists of neighbours where kernels can reach them, and what moves all items for one person at a time. */
export class ListedMoves {
  /** Where kernels reach them; the lists that they were made of aren't kept. */
  readonly lists: PackedLists;
  #turned: PackedLists | undefined;
  readonly #memory = new KernelMemory();
  readonly #kernels: KernelFunctions;
  #scratch: Scratch | undefined;

  /** @param lists of at most `MOST_PACKED_ITEMS` items */
  constructor(lists: PackableLists) {
    this.#kernels = instantiateKernels(loadKernelModule(chooseKernelBuild()), this.#memory.memory);
    this.lists = this.#allocate(lists.offsets.length, lists.neighbours.length);
    packEntries(lists, this.lists);
  }

  /**
   * How far the most similar rated items move every item, in stars; valid until the next call.
   *
   * Either by the lists that rated items are in, and down a list only where more of it is rated than counts; or, for people who
   * rated so much that those are nearly all, down every list.
   */
  compute(history: RatingRow, residuals: Float64Array, settings: KnnSettings): Float64Array {
    const itemCount = this.lists.offsets.length - 1;
    const scratch = this.#prepare(itemCount);
    const { columns, start, end } = history;
    const rated = columns.subarray(start, end);
    const isAdded = this.#countAdditions(rated) <= ADDITIONS_PER_ITEM * itemCount;
    if (isAdded) this.#addRated(rated, residuals, scratch);
    for (let index = 0; index < rated.length; index += 1) {
      const item = rated[index]!;
      scratch.isRated[item] = 1;
      scratch.residualOf[item] = residuals[index]!;
      scratch.placeOf[item] = index;
    }
    const { isRated, residualOf, placeOf, counts, sums, moved } = scratch;
    const { offsets, entries } = this.lists;
    this.#kernels.moveByNeighbours(
      ...[itemCount, ...[offsets, entries, isRated, residualOf, placeOf].map(({ byteOffset }) => byteOffset)],
      ...(isAdded ? [counts.byteOffset, sums.byteOffset] : [0, 0]),
      ...[settings.neighbours, settings.minimumNeighbours, settings.damping, moved.byteOffset],
    );
    for (const item of rated) isRated[item] = 0;
    return moved;
  }

  #countAdditions(rated: Uint32Array): number {
    const { offsets } = this.#turn();
    let count = 0;
    for (const item of rated) count += offsets[item + 1]! - offsets[item]!;
    return count;
  }

  #addRated(rated: Uint32Array, residuals: Float64Array, scratch: Scratch): void {
    const { counts, sums, placeOf, residualOf, next } = scratch;
    const { offsets, entries } = this.#turn();
    counts.fill(0);
    sums.fill(0);
    // The history goes where the person will be spread out; that comes after.
    placeOf.set(rated);
    residualOf.set(residuals);
    const person = [placeOf.byteOffset, residualOf.byteOffset, rated.length] as const;
    const turned = [offsets, entries].map(({ byteOffset }) => byteOffset);
    const places = [next.byteOffset, counts.byteOffset, sums.byteOffset];
    this.#kernels.addRatedNeighbours(...person, counts.length, ...turned, ...places);
  }

  #turn(): PackedLists {
    if (this.#turned !== undefined) return this.#turned;
    const turned = this.#allocate(this.lists.offsets.length, this.lists.entries.length);
    turnEntries(this.lists, turned);
    this.#turned = turned;
    return turned;
  }

  #allocate(offsetCount: number, entryCount: number): PackedLists {
    return {
      offsets: this.#memory.allocate(Uint32Array, offsetCount),
      entries: this.#memory.allocate(Uint32Array, entryCount + READ_BEYOND).subarray(0, entryCount),
    };
  }

  #prepare(itemCount: number): Scratch {
    const memory = this.#memory;
    this.#scratch ??= {
      // What is read beyond lists may look like any item.
      isRated: memory.allocate(Uint8Array, MOST_PACKED_ITEMS),
      residualOf: memory.allocate(Float64Array, itemCount),
      placeOf: memory.allocate(Uint32Array, itemCount),
      counts: memory.allocate(Uint32Array, itemCount),
      sums: memory.allocate(Float64Array, 2 * itemCount),
      next: memory.allocate(Uint32Array, itemCount),
      moved: memory.allocate(Float64Array, itemCount),
    };
    return this.#scratch;
  }
}
