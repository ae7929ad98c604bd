import type { Explanation } from '../explanation.ts';
import type { Prediction, UserView } from '../scorer.ts';
import { computeTypicalScore, predictStars } from '../star-calibration.ts';
import type { ImplicitPerson, ImplicitSide } from './implicit-person.ts';

/** Implicit factors seen by one person. */
export class ImplicitView implements UserView {
  readonly #side: ImplicitSide;
  readonly #person: ImplicitPerson;
  readonly #bias: number;
  #typicalScore: number | undefined;

  constructor(side: ImplicitSide, person: ImplicitPerson, bias: number) {
    this.#side = side;
    this.#person = person;
    this.#bias = bias;
  }

  predict(item: number | undefined): Prediction {
    const person = this.#person;
    this.#typicalScore ??= person.isKnown
      ? computeTypicalScore(person.ratedItems, (rated) => person.scoreItem(rated))
      : 0;
    const user = { bias: this.#bias, typicalScore: this.#typicalScore };
    return predictStars(this.#side.calibration, user, item, item === undefined ? 0 : person.scoreItem(item));
  }

  scoreItems(scores: Float32Array): void {
    this.#side.scores.score(this.#person.vector, 0, scores);
  }

  explain(item: number): Explanation {
    const contributions = this.#person.explain(item).sort((a, b) => Math.abs(b.amount) - Math.abs(a.amount));
    return { of: 'score', total: this.#person.scoreItem(item), contributions };
  }
}
