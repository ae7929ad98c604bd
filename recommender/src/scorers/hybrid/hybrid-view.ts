import type { Contribution, Explanation } from '../explanation.ts';
import { clipToScale, explainRating } from '../rating-scale.ts';
import type { Prediction, UserView } from '../scorer.ts';
import type { ScorerId } from '../scorer-id.ts';
import type { BlendScores } from './blend-scores.ts';
import type { HybridModel } from './hybrid-model.ts';
import { computeFeatures, weighParts } from './stacking.ts';

/** Somebody seen by all parts of a blend. */
export interface HybridPerson {
  /** By part; `undefined` where it is missing. */
  readonly views: readonly (UserView | undefined)[];
  readonly bias: number;
  readonly ratings: number;
}

/** What all views of a blend share. */
export interface HybridTables {
  /** The stacking weights of the parts that are there. */
  readonly weights: Float64Array;
  readonly blend: BlendScores;
}

/** Of the weight of the part that counts most among those that are there: with less, a part isn't asked how it ranks. */
const SMALLEST_SHARE = 0.02;

const silent: Prediction = { rating: 0, basis: 'mean' };

/** A blend seen by one person. */
export class HybridView implements UserView {
  readonly #model: HybridModel;
  readonly #person: HybridPerson;
  readonly #weights: Float64Array;
  readonly #blend: BlendScores;
  #asked: { readonly item: number; readonly predictions: readonly Prediction[] } | undefined;

  constructor(model: HybridModel, person: HybridPerson, { weights, blend }: HybridTables) {
    this.#model = model;
    this.#person = person;
    this.#weights = weights;
    this.#blend = blend;
  }

  predict(item: number | undefined): Prediction {
    const { biases, scale } = this.#model;
    const knowsUser = this.#person.ratings > 0;
    if (item === undefined) {
      const rating = clipToScale(biases.mean + this.#person.bias, scale);
      return { rating, basis: knowsUser ? 'user' : 'mean' };
    }
    const predictions = this.#askParts(item);
    const features = computeFeatures(predictions, this.#baselineOf(item), this.#supportOf(item));
    const moved = features.reduce((sum, feature, place) => sum + feature * this.#weights[place]!, 0);
    return { rating: clipToScale(this.#baselineOf(item) + moved, scale), basis: this.#findBasis(item, predictions) };
  }

  scoreItems(scores: Float32Array): void {
    const { rankingWeights } = this.#model;
    const { views } = this.#person;
    const present = rankingWeights.filter((_, part) => views[part] !== undefined);
    const leastWeight = SMALLEST_SHARE * present.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
    this.#blend.clear();
    views.forEach((view, part) => {
      const weight = rankingWeights[part]!;
      // A part that hardly counts takes as long to ask as one that does.
      if (view !== undefined && Math.abs(weight) >= leastWeight) this.#blend.add(view, weight);
    });
    this.#blend.read(scores);
  }

  /** Of the rating: what every part that spoke moved it by. */
  explain(item: number): Explanation {
    const { biases, scale, parts } = this.#model;
    const weights = weighParts(this.#weights, this.#supportOf(item));
    const contributions: Contribution[] = [
      { kind: 'mean', amount: biases.mean },
      { kind: 'user-bias', amount: this.#person.bias },
      { kind: 'item-bias', amount: biases.items[item]! },
    ];
    this.#askParts(item).forEach(({ rating, basis }, part) => {
      if (basis !== 'user-and-item' || this.#person.views[part] === undefined) return;
      const amount = weights[part]! * (rating - this.#baselineOf(item));
      contributions.push({ kind: 'part', part: parts[part]!.id, amount });
    });
    return explainRating(contributions, scale);
  }

  explainPart(part: ScorerId, item: number): Explanation | undefined {
    const place = this.#model.parts.findIndex(({ id }) => id === part);
    return this.#person.views[place]?.explain(item);
  }

  /** Asks once for an item that is predicted and then explained. */
  #askParts(item: number): readonly Prediction[] {
    if (this.#asked?.item === item) return this.#asked.predictions;
    const predictions = this.#person.views.map((view) => view?.predict(item) ?? silent);
    this.#asked = { item, predictions };
    return predictions;
  }

  #baselineOf(item: number): number {
    const { biases } = this.#model;
    return biases.mean + this.#person.bias + biases.items[item]!;
  }

  #supportOf(item: number) {
    const { offsets } = this.#model.interactions.byItem;
    return { userRatings: this.#person.ratings, itemRatings: offsets[item + 1]! - offsets[item]! };
  }

  #findBasis(item: number, predictions: readonly Prediction[]): Prediction['basis'] {
    const knowsUser = this.#person.ratings > 0;
    if (knowsUser && predictions.some(({ basis }) => basis === 'user-and-item')) return 'user-and-item';
    const knowsItem = this.#supportOf(item).itemRatings > 0;
    if (knowsUser) return knowsItem ? 'user-and-item' : 'user';
    return knowsItem ? 'item' : 'mean';
  }
}
