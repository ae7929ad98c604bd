import type { CompressedRows } from '../../interactions/compressed-rows.ts';
import type { KernelFunctions } from '../../kernels/kernel-functions.ts';
import { KernelMemory } from '../../kernels/kernel-memory.ts';
import { chooseKernelBuild, instantiateKernels, loadKernelModule } from '../../kernels/kernel-module.ts';
import { findSupport, type SimilarityOptions } from './similarity-measure.ts';
import type { Biases, RatingRow } from './similarity-row.ts';

/** What is compared, and how. */
export interface UserComparison {
  /** Rows are items, columns users. */
  readonly byItem: CompressedRows;
  readonly similarity: SimilarityOptions;
  /** Rows are users, columns items. */
  readonly biases: Biases;
}

/** The users who are most like somebody. */
export interface FoundUsers {
  /** Best first, ties by the smaller number; only positive similarities. */
  readonly users: Uint32Array;
  readonly similarities: Float64Array;
}

/** Four doubles. */
const SUMS_BYTES = 32;
/** The sums of so many users, measured, stay in a processor's nearer cache. */
const USERS_AT_ONCE = 8192;
/** With more ratings of others than this in one comparison, they aren't copied to where kernels reach them. */
const MOST_RATINGS = 2 ** 20;
/** As findSimilarUsers of recommender/assembly/user-neighbours.ts has them. */
const NOBODY = 2 ** 32 - 1;
const UNSORTED = 2 ** 32 - 1;

/** The ratings that somebody is compared by. */
interface ComparedRatings {
  readonly residuals: Float64Array;
  readonly expected: Float64Array;
  readonly offsets: Uint32Array;
  readonly next: Uint32Array;
}

/** Those who rated the same items. */
interface Raters {
  readonly users: Uint32Array;
  readonly codes: Uint8Array;
}

/** The best so far, and where they come to lie in order. */
interface Best {
  readonly heapKeys: Uint32Array;
  readonly heapScores: Float64Array;
  readonly users: Uint32Array;
  readonly similarities: Float64Array;
}

/** Compares one person at a time with all users, in a kernel; similarities are the same bits as `SimilarityRow`'s. */
export class ComparedUsers {
  readonly #comparison: UserComparison;
  readonly #usersAtOnce: number;
  readonly #memory = new KernelMemory();
  readonly #kernels: KernelFunctions;
  readonly #biases: Float64Array;
  readonly #sums: Float64Array;
  readonly #ratings: ComparedRatings;
  #raters: Raters | undefined;
  #best: Best | undefined;

  /** @param usersAtOnce how many are compared at once; whom it finds doesn't depend on it */
  constructor(comparison: UserComparison, usersAtOnce = USERS_AT_ONCE) {
    const memory = this.#memory;
    const { rowCount } = comparison.byItem;
    this.#comparison = comparison;
    this.#usersAtOnce = usersAtOnce;
    this.#kernels = instantiateKernels(loadKernelModule(chooseKernelBuild()), memory.memory);
    this.#biases = memory.copy(comparison.biases.rows);
    this.#sums = memory.allocate(Float64Array, (usersAtOnce * SUMS_BYTES) / Float64Array.BYTES_PER_ELEMENT);
    this.#ratings = {
      residuals: memory.allocate(Float64Array, rowCount),
      expected: memory.allocate(Float64Array, rowCount),
      offsets: memory.allocate(Uint32Array, rowCount + 1),
      next: memory.allocate(Uint32Array, rowCount),
    };
  }

  /**
   * The `kept` users who are most like somebody; `undefined` where the kernel can't tell: for other measures than
   * `pearson-baseline`, for very many ratings, and for data whose items' users don't rise.
   *
   * @param self the user to leave out, where the ratings are those of a user of the data
   */
  findBest(row: RatingRow, self: number | undefined, kept: number): FoundUsers | undefined {
    const { byItem, similarity } = this.#comparison;
    const { measure, minimumSupport, shrinkage, significance } = similarity;
    const ratingCount = row.end - row.start;
    if (measure !== 'pearson-baseline' || ratingCount > byItem.rowCount) return undefined;
    const raters = this.#copyRaters(row);
    if (raters === undefined) return undefined;
    this.#describeRatings(row);
    const { residuals, expected, offsets, next } = this.#ratings;
    const best = this.#requireBest(kept);
    const pointers = (...arrays: { byteOffset: number }[]) => arrays.map(({ byteOffset }) => byteOffset);
    const found = this.#kernels.findSimilarUsers(
      ...[ratingCount, ...pointers(residuals, expected, offsets, raters.users, raters.codes, next)],
      ...[byItem.columnCount, this.#usersAtOnce, ...pointers(this.#biases, this.#sums), self ?? NOBODY],
      ...[findSupport(measure, minimumSupport), shrinkage, significance, kept],
      ...pointers(best.heapKeys, best.heapScores, best.users, best.similarities),
    );
    // A result is signed.
    const count = found >>> 0;
    if (count === UNSORTED) return undefined;
    return { users: best.users.slice(0, count), similarities: best.similarities.slice(0, count) };
  }

  #describeRatings({ columns, codes, start, end, bias }: RatingRow): void {
    const { mean, columns: biases } = this.#comparison.biases;
    const { residuals, expected } = this.#ratings;
    for (let place = 0; place < end - start; place += 1) {
      const own = mean + biases[columns[start + place]!]!;
      expected[place] = own;
      residuals[place] = codes[start + place]! / 2 - (own + bias);
    }
  }

  #copyRaters({ columns, start, end }: RatingRow): Raters | undefined {
    const { byItem } = this.#comparison;
    const { offsets } = this.#ratings;
    let total = 0;
    for (let place = 0; place < end - start; place += 1) {
      const item = columns[start + place]!;
      offsets[place] = total;
      total += byItem.offsets[item + 1]! - byItem.offsets[item]!;
    }
    offsets[end - start] = total;
    if (total > MOST_RATINGS) return undefined;
    const raters = this.#requireRaters(total);
    for (let place = 0; place < end - start; place += 1) {
      const item = columns[start + place]!;
      const [from, until] = [byItem.offsets[item]!, byItem.offsets[item + 1]!];
      raters.users.set(byItem.columns.subarray(from, until), offsets[place]!);
      raters.codes.set(byItem.codes.subarray(from, until), offsets[place]!);
    }
    return raters;
  }

  #requireRaters(count: number): Raters {
    const before = this.#raters?.users.length ?? 0;
    if (this.#raters === undefined || before < count) {
      // Twice as many: kernel memory isn't given back, and histories that grow by one would take it piece by piece.
      const length = Math.min(MOST_RATINGS, Math.max(count, 2 * before));
      this.#raters = {
        users: this.#memory.allocate(Uint32Array, length),
        codes: this.#memory.allocate(Uint8Array, length),
      };
    }
    return this.#raters;
  }

  #requireBest(kept: number): Best {
    if (this.#best === undefined || this.#best.users.length < kept) {
      this.#best = {
        heapKeys: this.#memory.allocate(Uint32Array, kept),
        heapScores: this.#memory.allocate(Float64Array, kept),
        users: this.#memory.allocate(Uint32Array, kept),
        similarities: this.#memory.allocate(Float64Array, kept),
      };
    }
    return this.#best;
  }
}
