import type { Contribution } from '../explanation.ts';
import { computeRowDot, copyFactors, type FactorTable, readFactors } from '../factorization/factor-table.ts';
import type { ItemScores } from '../factorization/item-scores.ts';
import { RidgeRegression } from '../factorization/ridge-regression.ts';
import type { UserHistory } from '../scorer.ts';
import type { StarCalibration } from '../star-calibration.ts';
import { computePenalty, type ImplicitAlsSettings } from './fit-implicit-als.ts';

/** The side of the items of implicit ALS, which every person is seen against. */
export interface ImplicitSide {
  readonly itemFactors: FactorTable;
  readonly scores: ItemScores;
  /** α₀ times the Gram matrix of the item factors. */
  readonly gram: Float64Array;
  readonly typicalVector: Float64Array;
  readonly calibration: StarCalibration;
  readonly penalty: Pick<ImplicitAlsSettings, 'regularization' | 'regularizationExponent' | 'unobservedWeight'>;
  /** Ratings of fewer half stars count as none. */
  readonly minimumCode: number;
}

/** A person's vector w = A⁻¹ Σ h_j, A = α₀ H'H + Σ h_j h_j' + λ_u: the sum of what each rated item brings. */
export class ImplicitPerson {
  readonly vector: Float64Array;
  readonly #side: ImplicitSide;
  readonly #history: UserHistory;
  readonly #stored: boolean;
  #regression: RidgeRegression | undefined;

  /** @param stored how the model knows the person; without it they are folded in */
  constructor(side: ImplicitSide, history: UserHistory, stored?: Float64Array) {
    this.#side = side;
    const counted = history.codes.map((code) => (code >= side.minimumCode ? 1 : 0));
    this.#history = {
      items: history.items.filter((_, index) => counted[index] === 1),
      codes: history.codes.filter((_, index) => counted[index] === 1),
    };
    this.#stored = stored !== undefined && this.isKnown;
    this.vector = this.isKnown ? (stored ?? this.#regress().solution) : side.typicalVector;
  }

  /** Whether anything that counts is known about them; otherwise they are taken for a typical person. */
  get isKnown(): boolean {
    return this.#history.items.length > 0;
  }

  get ratedItems(): Uint32Array {
    return this.#history.items;
  }

  /** h_i·w. */
  scoreItem(item: number): number {
    return computeRowDot(this.#side.itemFactors, item, this.vector);
  }

  /** The parts of h_i·w. */
  explain(item: number): Contribution[] {
    const total = this.scoreItem(item);
    if (!this.isKnown) return [{ kind: 'rest', reason: 'what people like on average', amount: total }];
    const { items, codes } = this.#history;
    const { itemFactors } = this.#side;
    const multiply = (row: number, vector: Float64Array) => computeRowDot(itemFactors, items[row]!, vector);
    const shares = this.#regress().split(readFactors(itemFactors, item), multiply);
    const parts = Array.from(items, (rated, index): Contribution => {
      return { kind: 'rated-item', item: rated, rating: codes[index]! / 2, amount: shares[index]! };
    });
    const rest = total - shares.reduce((sum, share) => sum + share, 0);
    if (!this.#stored || rest === 0) return parts;
    return [...parts, { kind: 'rest', reason: 'the rounding of what is stored of them', amount: rest }];
  }

  #regress(): RidgeRegression {
    if (this.#regression !== undefined) return this.#regression;
    const { itemFactors, gram, penalty } = this.#side;
    const { items } = this.#history;
    const { width, rowCount } = itemFactors;
    const features = new Float64Array(items.length * width);
    items.forEach((item, row) => {
      copyFactors(itemFactors, item, features, row * width);
    });
    const matrix = gram.slice();
    const own = computePenalty(items.length, rowCount, penalty);
    for (let k = 0; k < width; k += 1) matrix[k * (width + 1)]! += own;
    const targets = new Float64Array(items.length).fill(1);
    this.#regression = new RidgeRegression({ width, features, targets, penalty: matrix });
    return this.#regression;
  }
}
