import type { CompressedRows } from '../../interactions/compressed-rows.ts';
import { computeSimilarity, findSupport, type SimilarityOptions } from './similarity-measure.ts';

/** One row of ratings: of a user by items, or of an item by users; in the data, or brought from outside. */
export interface RatingRow {
  /** The columns and half stars from `start` up to, not including, `end`. */
  readonly columns: Uint32Array;
  readonly codes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** How far the row's ratings lie above the mean, in stars; used by `pearson-baseline`. */
  readonly bias: number;
}

/** What is expected of a rating: mean + the row's bias + the column's, in stars. */
export interface Biases {
  readonly mean: number;
  readonly rows: Float64Array;
  readonly columns: Float64Array;
}

// Per row: how many ratings are in common, Σab, Σa², Σb², and for pearson Σa, Σb; one after the other so that a touch is one
// cache line.
const FEW_SUMS = 4;
const ALL_SUMS = 6;

/** The similarities of one row to all rows of the data, computed anew for each row in the same memory. */
export class SimilarityRow {
  /** The similarity to each row; 0 for those without anything in common. */
  readonly similarities: Float64Array;
  readonly #sums: Float64Array;
  readonly #stride: number;
  readonly #byColumn: CompressedRows;
  readonly #options: SimilarityOptions;
  readonly #biases: Biases;

  /** @param byColumn the ratings by columns: for similarities between users, those of each item */
  constructor(byColumn: CompressedRows, options: SimilarityOptions, biases: Biases) {
    this.#byColumn = byColumn;
    this.#options = options;
    this.#biases = biases;
    this.similarities = new Float64Array(byColumn.columnCount);
    this.#stride = options.measure === 'pearson' ? ALL_SUMS : FEW_SUMS;
    this.#sums = new Float64Array(byColumn.columnCount * this.#stride);
  }

  /**
   * Compare a row with all others.
   * @param self its own number, where it is in the data: it isn't compared with itself
   */
  compute(row: RatingRow, self?: number): void {
    // All of it, rather than what was touched: to remember that costs more than to go through the rows in order.
    this.#sums.fill(0);
    if (this.#options.measure === 'pearson-baseline') this.#addResiduals(row);
    else this.#addRatings(row);
    this.#finish(self);
  }

  #addRatings({ columns, codes, start, end }: RatingRow): void {
    const { offsets, columns: others, codes: otherCodes } = this.#byColumn;
    const sums = this.#sums;
    const stride = this.#stride;
    for (let index = start; index < end; index += 1) {
      const column = columns[index]!;
      const own = codes[index]!;
      const last = offsets[column + 1]!;
      for (let position = offsets[column]!; position < last; position += 1) {
        const row = others[position]!;
        const other = otherCodes[position]!;
        const at = row * stride;
        sums[at]! += 1;
        sums[at + 1]! += own * other;
        sums[at + 2]! += own * own;
        sums[at + 3]! += other * other;
        if (stride === FEW_SUMS) continue;
        sums[at + 4]! += own;
        sums[at + 5]! += other;
      }
    }
  }

  #addResiduals({ columns, codes, start, end, bias }: RatingRow): void {
    const { offsets, columns: others, codes: otherCodes } = this.#byColumn;
    const { mean, rows: rowBiases, columns: columnBiases } = this.#biases;
    const sums = this.#sums;
    for (let index = start; index < end; index += 1) {
      const column = columns[index]!;
      const expected = mean + columnBiases[column]!;
      const own = codes[index]! / 2 - (expected + bias);
      const last = offsets[column + 1]!;
      for (let position = offsets[column]!; position < last; position += 1) {
        const row = others[position]!;
        const other = otherCodes[position]! / 2 - (expected + rowBiases[row]!);
        const at = row * FEW_SUMS;
        sums[at]! += 1;
        sums[at + 1]! += own * other;
        sums[at + 2]! += own * own;
        sums[at + 3]! += other * other;
      }
    }
  }

  #finish(self: number | undefined): void {
    const sums = this.#sums;
    const stride = this.#stride;
    const { measure, minimumSupport } = this.#options;
    const support = findSupport(measure, minimumSupport);
    const { similarities } = this;
    similarities.fill(0);
    for (let row = 0; row < similarities.length; row += 1) {
      const at = row * stride;
      // Most people share a single film with somebody: not asking for their similarity is most of the work saved.
      if (row === self || sums[at] === 0 || sums[at]! < support) continue;
      const common = {
        count: sums[at]!,
        product: sums[at + 1]!,
        ownSquare: sums[at + 2]!,
        otherSquare: sums[at + 3]!,
        own: stride === FEW_SUMS ? 0 : sums[at + 4]!,
        other: stride === FEW_SUMS ? 0 : sums[at + 5]!,
      };
      similarities[row] = computeSimilarity(common, this.#options);
    }
  }
}
