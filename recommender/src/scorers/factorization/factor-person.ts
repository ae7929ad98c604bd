import type { Contribution } from '../explanation.ts';
import type { UserHistory } from '../scorer.ts';
import type { ItemSide, StoredPerson } from './factor-model.ts';
import { computeDot, computeRowDot, copyFactors, readFactors } from './factor-table.ts';
import type { PersonInFactors } from './factor-view.ts';
import { createDiagonal, RidgeRegression } from './ridge-regression.ts';

// A penalty of 0 would leave what the history doesn't decide open.
const SMALLEST_PENALTY = 1e-6;

/**
 * A person out of their history: bias and factors by ridge regression on the factors of what they rated, which is where the
 * fit's own descent for that person ends when the items stay. Linear in the ratings, so that each has its exact share.
 */
export class FactorPerson implements PersonInFactors {
  readonly bias: number;
  readonly vector: Float64Array;
  readonly #side: ItemSide;
  readonly #history: UserHistory;
  readonly #stored: StoredPerson | undefined;
  #regression: RidgeRegression | undefined;

  /** @param stored how the model knows the person; without it they are folded in */
  constructor(side: ItemSide, history: UserHistory, stored?: StoredPerson) {
    this.#side = side;
    this.#history = history;
    this.#stored = stored;
    if (stored !== undefined) {
      this.bias = stored.bias;
      this.vector = stored.vector;
      return;
    }
    const { width } = side.factors;
    const solution = this.#regress().solution;
    const implied = computeImplied(side, history);
    this.bias = side.biasRegularization === undefined ? 0 : solution[width]!;
    this.vector = implied.map((value, k) => value + solution[k]!);
  }

  /** Whether anything is known about them. */
  get isKnown(): boolean {
    return this.#history.items.length > 0;
  }

  /** The parts of bias + q_i·v that each rating accounts for, and what none does. */
  explain(item: number): Contribution[] {
    const { factors, implied, biasRegularization } = this.#side;
    const { items, codes } = this.#history;
    const q = readFactors(factors, item);
    const features = biasRegularization === undefined ? q : Float64Array.of(...q, 1);
    const multiply = (row: number, vector: Float64Array) =>
      computeRowDot(factors, items[row]!, vector) + (biasRegularization === undefined ? 0 : vector[factors.width]!);
    const shares = this.isKnown ? this.#regress().split(features, multiply) : new Float64Array();
    const root = items.length === 0 ? 0 : 1 / Math.sqrt(items.length);
    const parts = Array.from(items, (rated, index): Contribution => {
      const own = implied === undefined ? 0 : root * computeRowDot(implied, rated, q);
      return { kind: 'rated-item', item: rated, rating: codes[index]! / 2, amount: shares[index]! + own };
    });
    const explained = parts.reduce((sum, { amount }) => sum + amount, 0);
    const rest = this.bias + computeDot(q, this.vector) - explained;
    if (this.#stored === undefined || rest === 0) return parts;
    return [...parts, { kind: 'rest', reason: 'what the fit keeps of them apart from these ratings', amount: rest }];
  }

  #regress(): RidgeRegression {
    this.#regression ??= new RidgeRegression(createProblem(this.#side, this.#history));
    return this.#regression;
  }
}

function createProblem(side: ItemSide, history: UserHistory) {
  const { factors, biases, mean, biasRegularization, factorRegularization } = side;
  const count = history.items.length;
  const { biasPenalty = 0, factorPenalty = 0 } = side;
  const penalize = (regularization: number, fixed: number) =>
    Math.max(SMALLEST_PENALTY, regularization * count + fixed);
  const penalties = new Array<number>(factors.width).fill(penalize(factorRegularization, factorPenalty));
  if (biasRegularization !== undefined) penalties.push(penalize(biasRegularization, biasPenalty));
  const width = penalties.length;
  const implied = computeImplied(side, history);
  const features = new Float64Array(count * width);
  const targets = new Float64Array(count);
  history.items.forEach((item, row) => {
    copyFactors(factors, item, features, row * width);
    if (biasRegularization !== undefined) features[row * width + width - 1] = 1;
    targets[row] = history.codes[row]! / 2 - mean - biases[item]! - computeRowDot(factors, item, implied);
  });
  return { width, features, targets, penalty: createDiagonal(penalties) };
}

/** |I|^-½ Σ y_j; zeros without implied factors. */
export function computeImplied({ implied, factors }: ItemSide, { items }: Pick<UserHistory, 'items'>): Float64Array {
  const sum = new Float64Array(factors.width);
  if (implied === undefined || items.length === 0) return sum;
  const root = 1 / Math.sqrt(items.length);
  for (const item of items) {
    const from = item * implied.width;
    for (let k = 0; k < sum.length; k += 1) sum[k]! += root * implied.values[from + k]!;
  }
  return sum;
}
