import type { Contribution, Explanation } from '../explanation.ts';
import type { RatingRow } from '../neighbours/similarity-row.ts';
import { clipToScale, explainRating } from '../rating-scale.ts';
import type { Prediction, UserView } from '../scorer.ts';
import type { ContentModel } from './content-model.ts';
import { meetItem, opinionOf } from './taste-profile.ts';
import type { ReadProfile, TasteTable } from './taste-table.ts';
import type { TermMoves } from './term-moves.ts';

/** What all views of a model share, for one person at a time. */
export interface ContentTables {
  readonly moves: TermMoves;
  readonly taste: TasteTable;
}

/** The content-based method seen by one person. */
export class ContentView implements UserView {
  readonly #model: ContentModel;
  readonly #moves: TermMoves;
  readonly #taste: TasteTable;
  readonly #ratings: RatingRow;

  constructor(model: ContentModel, { moves, taste }: ContentTables, ratings: RatingRow) {
    this.#model = model;
    this.#moves = moves;
    this.#taste = taste;
    this.#ratings = ratings;
  }

  predict(item: number | undefined): Prediction {
    const { biases, scale, matrix, interactions } = this.#model;
    const knowsUser = this.#ratings.end > this.#ratings.start;
    if (item === undefined) {
      const rating = clipToScale(biases.mean + this.#ratings.bias, scale);
      return { rating, basis: knowsUser ? 'user' : 'mean' };
    }
    const { offsets } = interactions.byItem;
    const isDescribed = matrix.offsets[item + 1]! > matrix.offsets[item]!;
    const knowsItem = isDescribed || offsets[item + 1]! > offsets[item]!;
    const basis = knowsUser ? (knowsItem ? 'user-and-item' : 'user') : knowsItem ? 'item' : 'mean';
    return { rating: clipToScale(this.#estimate(item), scale), basis };
  }

  scoreItems(scores: Float32Array): void {
    const { biases } = this.#model;
    const { profile, met } = this.#readProfile();
    const moved = this.#moves.compute(profile, met, this.#model);
    const base = biases.mean + this.#ratings.bias;
    for (let item = 0; item < scores.length; item += 1) scores[item] = base + biases.items[item]! + moved[item]!;
  }

  explain(item: number): Explanation {
    const { biases, matrix, scale, slope, damping } = this.#model;
    const { profile } = this.#readProfile();
    const { likeness } = meetItem(matrix, profile, item);
    const divisor = likeness === 0 ? 1 : likeness + damping;
    const parts: Contribution[] = [
      { kind: 'mean', amount: biases.mean },
      { kind: 'user-bias', amount: this.#ratings.bias },
      { kind: 'item-bias', amount: biases.items[item]! },
    ];
    for (let entry = matrix.offsets[item]!; entry < matrix.offsets[item + 1]!; entry += 1) {
      const term = matrix.columns[entry]!;
      const amount = (slope * matrix.weights[entry]! * opinionOf(profile, term)) / divisor;
      if (amount !== 0) parts.push({ kind: 'term', term: matrix.terms[term]!, amount });
    }
    return explainRating(parts, scale);
  }

  #estimate(item: number): number {
    const { biases, matrix, slope, damping } = this.#model;
    const { opinion, likeness } = meetItem(matrix, this.#readProfile().profile, item);
    const moved = likeness === 0 ? 0 : (slope * opinion) / (likeness + damping);
    return biases.mean + this.#ratings.bias + biases.items[item]! + moved;
  }

  #readProfile(): ReadProfile {
    return this.#taste.read(this.#ratings);
  }
}
