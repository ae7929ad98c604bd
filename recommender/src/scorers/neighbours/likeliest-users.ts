import type { CompressedRows } from '../../interactions/compressed-rows.ts';
import { boundSimilarity, computeSimilarity, findSupport, type SimilarityOptions } from './similarity-measure.ts';
import type { Biases, RatingRow } from './similarity-row.ts';

/** What is compared, and how. */
export interface UserComparison {
  /** Rows are items, columns users. */
  readonly byItem: CompressedRows;
  readonly similarity: SimilarityOptions;
  /** Rows are users, columns items. */
  readonly biases: Biases;
}

/** Users with their similarities. */
export interface ComparedUsers {
  /** Rising. */
  readonly users: Uint32Array;
  readonly similarities: Float64Array;
}

/** Places among the compared and numbers of ratings have to fit sixteen bits. */
const MOST = 65_535;
const SUMS = 4;

/**
 * Compares somebody with those users alone who rated enough of the same items: a `pearson-baseline` similarity over few ratings
 * is shrunk so much that the others can't be among the nearest. One person at a time in the same memory.
 *
 * What each user has in common is counted first, in a table that stays in the processor's cache; then the ratings of those who
 * have enough are added up. Similarities are the same bits as `SimilarityRow`'s.
 */
export class LikeliestUsers {
  readonly #comparison: UserComparison;
  /** How many ratings each user has in common. */
  readonly #counts: Uint16Array;
  /** The place of each user among the compared plus 1, or 0. */
  readonly #marks: Uint16Array;
  #sums = new Float64Array();

  constructor(comparison: UserComparison) {
    this.#comparison = comparison;
    this.#counts = new Uint16Array(comparison.byItem.columnCount);
    this.#marks = new Uint16Array(comparison.byItem.columnCount);
  }

  /** Whether users can be left out when somebody with these ratings is compared. */
  canCompare(row: RatingRow): boolean {
    return this.#comparison.similarity.measure === 'pearson-baseline' && row.end - row.start <= MOST;
  }

  /** For each number of ratings in common, how many users have so many or more; 0 stands for all users. */
  countUsers({ columns, start, end }: RatingRow): Uint32Array {
    const { offsets, columns: users } = this.#comparison.byItem;
    const counts = this.#counts;
    counts.fill(0);
    for (let index = start; index < end; index += 1) {
      const last = offsets[columns[index]! + 1]!;
      for (let position = offsets[columns[index]!]!; position < last; position += 1) counts[users[position]!]! += 1;
    }
    const usersWith = new Uint32Array(end - start + 1);
    for (let user = 0; user < counts.length; user += 1) usersWith[counts[user]!]! += 1;
    for (let count = end - start; count > 0; count -= 1) usersWith[count - 1]! += usersWith[count]!;
    return usersWith;
  }

  /**
   * Compare with the users who have `fewest` ratings in common or more, which are `userCount`; `undefined` if too many.
   * @param row the one that `countUsers` was asked about last
   */
  compare(row: RatingRow, fewest: number, userCount: number): ComparedUsers | undefined {
    if (userCount > MOST) return undefined;
    const users = new Uint32Array(userCount);
    const biasOf = new Float64Array(userCount);
    const counts = this.#counts;
    const marks = this.#marks;
    const { rows: biases } = this.#comparison.biases;
    marks.fill(0);
    let place = 0;
    for (let user = 0; user < counts.length; user += 1) {
      if (counts[user]! < fewest) continue;
      users[place] = user;
      biasOf[place] = biases[user]!;
      place += 1;
      marks[user] = place;
    }
    this.#addResiduals(row, biasOf);
    return { users, similarities: this.#measure(userCount) };
  }

  #addResiduals({ columns, codes, start, end, bias }: RatingRow, biasOf: Float64Array): void {
    const { byItem, biases } = this.#comparison;
    const { offsets, columns: users, codes: otherCodes } = byItem;
    const marks = this.#marks;
    const sums = this.#clearSums(biasOf.length);
    for (let index = start; index < end; index += 1) {
      const column = columns[index]!;
      const expected = biases.mean + biases.columns[column]!;
      const own = codes[index]! / 2 - (expected + bias);
      const ownSquare = own * own;
      const last = offsets[column + 1]!;
      for (let position = offsets[column]!; position < last; position += 1) {
        const mark = marks[users[position]!]!;
        if (mark === 0) continue;
        const other = otherCodes[position]! / 2 - (expected + biasOf[mark - 1]!);
        const at = (mark - 1) * SUMS;
        sums[at]! += 1;
        sums[at + 1]! += own * other;
        sums[at + 2]! += ownSquare;
        sums[at + 3]! += other * other;
      }
    }
  }

  #clearSums(userCount: number): Float64Array {
    if (this.#sums.length < userCount * SUMS) this.#sums = new Float64Array(userCount * SUMS);
    else this.#sums.fill(0, 0, userCount * SUMS);
    return this.#sums;
  }

  #measure(userCount: number): Float64Array {
    const sums = this.#sums;
    const similarities = new Float64Array(userCount);
    for (let place = 0; place < userCount; place += 1) {
      const at = place * SUMS;
      const common = {
        count: sums[at]!,
        product: sums[at + 1]!,
        ownSquare: sums[at + 2]!,
        otherSquare: sums[at + 3]!,
        own: 0,
        other: 0,
      };
      similarities[place] = computeSimilarity(common, this.#comparison.similarity);
    }
    return similarities;
  }
}

/** The fewest ratings in common that at most `most` users have, and not fewer than a similarity needs. */
export function chooseFewest(usersWith: Uint32Array, most: number, similarity: SimilarityOptions): number {
  let fewest = findSupport(similarity.measure, similarity.minimumSupport);
  while (fewest < usersWith.length - 1 && usersWith[fewest]! > most) fewest += 1;
  return fewest;
}

/** The fewest ratings in common with which a similarity can reach this; fewer than `below`. */
export function findFewest(reached: number, below: number, similarity: SimilarityOptions): number {
  let fewest = below - 1;
  const support = findSupport(similarity.measure, similarity.minimumSupport);
  while (fewest > support && boundSimilarity(fewest - 1, similarity) >= reached) fewest -= 1;
  return Math.max(fewest, support);
}
