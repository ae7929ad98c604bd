import type { CompressedRows } from '../../interactions/compressed-rows.ts';
import type { KernelFunctions } from '../../kernels/kernel-functions.ts';
import { KernelMemory } from '../../kernels/kernel-memory.ts';
import { chooseKernelBuild, instantiateKernels, loadKernelModule } from '../../kernels/kernel-module.ts';
import type { FoundUsers } from './compared-users.ts';
import type { Expectation } from './expectation.ts';
import type { KnnSettings } from './knn-parameters.ts';

/** Whose ratings are averaged, and what for. */
export interface AveragedUsers {
  readonly found: FoundUsers;
  readonly settings: KnnSettings;
  /** What every item is expected to get without its own part, in stars. */
  readonly base: number;
}

/** Ratings are handed to the kernel for so many neighbours at once, at most. */
const MOST_NEIGHBOURS = 2048;
const FEWEST_RATINGS = 65_536;

/** What is handed to the kernel at once. */
interface Batch {
  readonly ends: Uint32Array;
  readonly similarities: Float64Array;
  readonly expected: Float64Array;
  readonly items: Uint32Array;
  readonly codes: Uint8Array;
}

/** Averages what neighbours rated, in memory that kernels can reach; for one person at a time. */
export class UserScores {
  readonly #kernels: KernelFunctions;
  readonly #byUser: CompressedRows;
  readonly #expectation: Expectation;
  readonly #batch: Batch;
  readonly #parts: Float64Array;
  readonly #counts: Uint16Array;
  /** Σ similarity and Σ similarity·residual of each item, side by side. */
  readonly #sums: Float64Array;
  readonly #scores: Float32Array;

  constructor(byUser: CompressedRows, expectation: Expectation) {
    const memory = new KernelMemory();
    const itemCount = byUser.columnCount;
    const ratings = Math.max(FEWEST_RATINGS, itemCount);
    this.#kernels = instantiateKernels(loadKernelModule(chooseKernelBuild()), memory.memory);
    this.#byUser = byUser;
    this.#expectation = expectation;
    this.#batch = {
      ends: memory.allocate(Uint32Array, MOST_NEIGHBOURS),
      similarities: memory.allocate(Float64Array, MOST_NEIGHBOURS),
      expected: memory.allocate(Float64Array, MOST_NEIGHBOURS),
      items: memory.allocate(Uint32Array, ratings),
      codes: memory.allocate(Uint8Array, ratings),
    };
    this.#parts = memory.copy(expectation.columns);
    this.#counts = memory.allocate(Uint16Array, itemCount);
    this.#sums = memory.allocate(Float64Array, 2 * itemCount);
    this.#scores = memory.allocate(Float32Array, itemCount);
  }

  /**
   * For every item, what it is expected to get, moved by the first neighbours who rated it: as `averageResiduals` has it.
   * @param scores itemCount long; overwritten
   */
  score({ found, settings, base }: AveragedUsers, scores: Float32Array): void {
    this.#addAll(found, settings.neighbours);
    const places = [this.#counts, this.#sums, this.#parts].map(({ byteOffset }) => byteOffset);
    const { minimumNeighbours, damping } = settings;
    this.#kernels.averageNeighbours(
      ...[this.#scores.length, ...places, base, minimumNeighbours, damping, this.#scores.byteOffset],
    );
    scores.set(this.#scores);
  }

  #addAll({ users, similarities }: FoundUsers, limit: number): void {
    const { offsets, columns, codes } = this.#byUser;
    const { constant, rows } = this.#expectation;
    const batch = this.#batch;
    let count = 0;
    let filled = 0;
    for (let rank = 0; rank < users.length; rank += 1) {
      const user = users[rank]!;
      const [start, end] = [offsets[user]!, offsets[user + 1]!];
      if (count === MOST_NEIGHBOURS || filled + end - start > batch.items.length) {
        this.#addBatch(count, limit);
        count = 0;
        filled = 0;
      }
      batch.items.set(columns.subarray(start, end), filled);
      batch.codes.set(codes.subarray(start, end), filled);
      filled += end - start;
      batch.ends[count] = filled;
      batch.similarities[count] = similarities[rank]!;
      // Without the item's part of the expectation, which is the same for everybody and comes off at the end.
      batch.expected[count] = constant + rows[user]!;
      count += 1;
    }
    this.#addBatch(count, limit);
  }

  #addBatch(count: number, limit: number): void {
    const { ends, similarities, expected, items, codes } = this.#batch;
    const places = [ends, similarities, expected, items, codes].map(({ byteOffset }) => byteOffset);
    this.#kernels.addNeighbourRatings(count, ...places, limit, this.#counts.byteOffset, this.#sums.byteOffset);
  }
}
