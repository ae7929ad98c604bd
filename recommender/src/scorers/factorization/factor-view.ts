import type { Contribution, Explanation } from '../explanation.ts';
import { hasRatings } from '../known-row.ts';
import { clipToScale, explainRating } from '../rating-scale.ts';
import type { Prediction, UserView } from '../scorer.ts';
import type { ScoredItems } from './factor-model.ts';

/** Somebody in the space of the items' factors. */
export interface PersonInFactors {
  /** Whether anything is known about them. */
  readonly isKnown: boolean;
  readonly bias: number;
  readonly vector: Float64Array;
  /** Parts that add up to bias + q_i·vector. */
  explain(item: number): Contribution[];
}

/** Factors seen by one person: r̂ = mean + b + b_i + q_i·v. */
export class FactorView implements UserView {
  readonly #side: ScoredItems;
  readonly #person: PersonInFactors;

  constructor(side: ScoredItems, person: PersonInFactors) {
    this.#side = side;
    this.#person = person;
  }

  predict(item: number | undefined): Prediction {
    const { interactions, scale, mean, biases, factors } = this.#side;
    const { isKnown, bias, vector } = this.#person;
    if (item === undefined || !(hasRatings(interactions.byItem, item) || this.#isDescribed(item))) {
      return { rating: clipToScale(mean + bias, scale), basis: isKnown ? 'user' : 'mean' };
    }
    let rating = mean + bias + biases[item]!;
    const from = item * factors.width;
    for (let k = 0; k < vector.length; k += 1) rating += factors.values[from + k]! * vector[k]!;
    return { rating: clipToScale(rating, scale), basis: isKnown ? 'user-and-item' : 'item' };
  }

  #isDescribed(item: number): boolean {
    const { describesUnrated, factors, biases } = this.#side;
    if (!describesUnrated) return false;
    if (biases[item] !== 0) return true;
    return factors.values.subarray(item * factors.width, (item + 1) * factors.width).some((value) => value !== 0);
  }

  scoreItems(scores: Float32Array): void {
    this.#side.scores.score(this.#person.vector, this.#side.mean + this.#person.bias, scores);
  }

  explain(item: number): Explanation {
    const { mean, biases, scale } = this.#side;
    return explainRating(
      [{ kind: 'mean', amount: mean }, { kind: 'item-bias', amount: biases[item]! }, ...this.#person.explain(item)],
      scale,
    );
  }
}
