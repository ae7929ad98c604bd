import type { Interactions } from '../../interactions/interactions.ts';
import type { Explanation } from '../explanation.ts';
import { hasRatings } from '../known-row.ts';
import { asModelArray } from '../model-content.ts';
import { clipToScale, explainRating, type RatingScale } from '../rating-scale.ts';
import type { ResolvedParameters } from '../resolve-parameters.ts';
import type { ModelContent, Prediction, ScoredItem, Scorer, UserHistory, UserView } from '../scorer.ts';
import type { RatingBiases } from './fit-biases.ts';
import { foldInBias } from './fold-in-bias.ts';

/** What a baseline knows. */
export interface BaselineModel {
  readonly interactions: Interactions;
  readonly parameters: ResolvedParameters;
  readonly biases: RatingBiases;
  readonly scale: RatingScale;
}

/** Fitted biases. They say nothing about which items are alike, so that none are found. */
export class BaselineScorer implements Scorer {
  readonly id = 'baseline';
  readonly parameters;
  readonly dataHash: string;
  readonly sizeBytes: number;
  readonly #model: BaselineModel;

  constructor(model: BaselineModel) {
    this.#model = model;
    this.parameters = model.parameters.values;
    this.dataHash = model.interactions.dataHash;
    this.sizeBytes = model.biases.users.byteLength + model.biases.items.byteLength;
  }

  viewAs(user: number | undefined): UserView {
    const { interactions, biases } = this.#model;
    return new BaselineView(this.#model, hasRatings(interactions.byUser, user) ? biases.users[user]! : undefined);
  }

  foldIn(history: UserHistory): UserView {
    if (history.items.length === 0) return new BaselineView(this.#model, undefined);
    const { biases, parameters } = this.#model;
    const regularization =
      parameters.text('method') === 'als'
        ? parameters.number('userRegularization')
        : parameters.number('regularization') * history.items.length;
    return new BaselineView(this.#model, foldInBias(history, biases, regularization));
  }

  findSimilarItems(): readonly ScoredItem[] {
    return [];
  }

  toModelFile(): ModelContent {
    const { users, items, mean } = this.#model.biases;
    return {
      arrays: new Map([
        ['user_biases', asModelArray(users)],
        ['item_biases', asModelArray(items)],
      ]),
      metadata: { mean: String(mean), parameters: JSON.stringify(this.parameters) },
    };
  }
}

/** Biases seen by one person; without a bias, by somebody about whom nothing is known. */
class BaselineView implements UserView {
  readonly #model: BaselineModel;
  readonly #bias: number | undefined;

  constructor(model: BaselineModel, bias: number | undefined) {
    this.#model = model;
    this.#bias = bias;
  }

  predict(item: number | undefined): Prediction {
    const { biases, scale, interactions } = this.#model;
    const knowsUser = this.#bias !== undefined;
    const knowsItem = hasRatings(interactions.byItem, item);
    const rating = clipToScale(biases.mean + (this.#bias ?? 0) + (knowsItem ? biases.items[item]! : 0), scale);
    if (knowsUser) return { rating, basis: knowsItem ? 'user-and-item' : 'user' };
    return { rating, basis: knowsItem ? 'item' : 'mean' };
  }

  scoreItems(scores: Float32Array): void {
    const { mean, items } = this.#model.biases;
    const base = mean + (this.#bias ?? 0);
    for (let item = 0; item < scores.length; item += 1) scores[item] = base + items[item]!;
  }

  explain(item: number): Explanation {
    const { mean, items } = this.#model.biases;
    return explainRating(
      [
        { kind: 'mean', amount: mean },
        { kind: 'user-bias', amount: this.#bias ?? 0 },
        { kind: 'item-bias', amount: items[item]! },
      ],
      this.#model.scale,
    );
  }
}
