import type { Contribution, Explanation } from '../explanation.ts';
import { hasRatings } from '../known-row.ts';
import { clipToScale, explainRating } from '../rating-scale.ts';
import type { Prediction, UserView } from '../scorer.ts';
import type { FoundUsers } from './compared-users.ts';
import { NeighbourChoice } from './neighbour-choice.ts';
import { averageResiduals, shareResiduals } from './neighbour-estimate.ts';
import type { RatingRow } from './similarity-row.ts';
import type { UserKnnModel } from './user-knn-model.ts';
import type { UserSearch } from './user-search.ts';

/** Somebody with their ratings, as user-KNN sees them. */
export interface SeenUser {
  readonly ratings: RatingRow;
  /** Their number, where they are a user of the data. */
  readonly self: number | undefined;
  /** Their part of the expectation, in stars. */
  readonly expectation: number;
}

/** User-KNN seen by one person: they are compared with all users at the first question. */
export class UserKnnView implements UserView {
  readonly #model: UserKnnModel;
  readonly #search: UserSearch;
  readonly #user: SeenUser;
  readonly #choice: NeighbourChoice;
  #found: FoundUsers | undefined;

  constructor(model: UserKnnModel, search: UserSearch, user: SeenUser) {
    this.#model = model;
    this.#search = search;
    this.#user = user;
    this.#choice = new NeighbourChoice(model.settings.neighbours);
  }

  predict(item: number | undefined): Prediction {
    const { biases, expectation, interactions, scale } = this.#model;
    const { mean } = biases;
    const { start, end, bias } = this.#user.ratings;
    const knowsUser = end > start;
    const knowsItem = hasRatings(interactions.byItem, item);
    if (knowsUser && knowsItem) {
      this.#choose(item);
      return { rating: clipToScale(this.#estimate(item), scale), basis: 'user-and-item' };
    }
    if (expectation.variant !== 'baseline') return { rating: mean, basis: 'mean' };
    const rating = mean + (knowsUser ? bias : 0) + (knowsItem ? biases.columns[item]! : 0);
    return { rating: clipToScale(rating, scale), basis: knowsUser ? 'user' : knowsItem ? 'item' : 'mean' };
  }

  /** Goes through the ratings of the similar users, nearest first, and counts the first ones of every item. */
  scoreItems(scores: Float32Array): void {
    const { settings, expectation } = this.#model;
    const base = expectation.constant + this.#user.expectation;
    this.#search.score({ found: this.#find(), settings, base }, scores);
  }

  explain(item: number): Explanation {
    const { biases, expectation, interactions, settings, scale } = this.#model;
    const parts: Contribution[] = [{ kind: 'mean', amount: biases.mean }];
    const { start, end } = this.#user.ratings;
    const isEstimated = end > start && hasRatings(interactions.byItem, item);
    if (!isEstimated && expectation.variant !== 'baseline') return explainRating(parts, scale);
    this.#choose(item);
    if (expectation.variant === 'centred') {
      parts.push({ kind: 'user-bias', amount: this.#user.expectation - biases.mean });
    }
    if (expectation.variant === 'baseline') {
      parts.push({ kind: 'item-bias', amount: expectation.columns[item]! });
      parts.push({ kind: 'user-bias', amount: this.#user.expectation });
    }
    const { columns, codes } = interactions.byItem;
    const shares = shareResiduals(this.#choice, settings, (position, similarity, weight) => ({
      kind: 'neighbour',
      user: columns[position]!,
      similarity,
      rating: codes[position]! / 2,
      amount: weight * (codes[position]! / 2 - this.#expectOf(columns[position]!, item)),
    }));
    return explainRating([...parts, ...shares], scale);
  }

  #find(): FoundUsers {
    this.#found ??= this.#search.find(this.#user.ratings, this.#user.self);
    return this.#found;
  }

  /** The most similar of those who rated the item, in the order in which they did. */
  #choose(item: number): void {
    const similarities = this.#search.listSimilarities(this.#find());
    const { offsets, columns } = this.#model.interactions.byItem;
    this.#choice.clear();
    const end = offsets[item + 1]!;
    for (let position = offsets[item]!; position < end; position += 1) {
      const similarity = similarities[columns[position]!]!;
      if (similarity > 0) this.#choice.offer(position, similarity);
    }
  }

  #estimate(item: number): number {
    const { columns, codes } = this.#model.interactions.byItem;
    const residualAt = (position: number) => codes[position]! / 2 - this.#expectOf(columns[position]!, item);
    return this.#expect(item) + averageResiduals(this.#choice, residualAt, this.#model.settings);
  }

  #expect(item: number): number {
    const { constant, columns } = this.#model.expectation;
    return constant + this.#user.expectation + columns[item]!;
  }

  #expectOf(user: number, item: number): number {
    const { constant, rows, columns } = this.#model.expectation;
    return constant + rows[user]! + columns[item]!;
  }
}
