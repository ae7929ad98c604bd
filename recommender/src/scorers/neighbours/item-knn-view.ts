import type { Contribution, Explanation } from '../explanation.ts';
import { clipToScale, explainRating } from '../rating-scale.ts';
import type { Prediction, UserView } from '../scorer.ts';
import type { ItemKnnModel } from './item-knn-model.ts';
import { NeighbourChoice } from './neighbour-choice.ts';
import { averageResiduals, shareResiduals } from './neighbour-estimate.ts';
import type { RatingRow } from './similarity-row.ts';

/** Item-KNN seen by one person: each item is compared with all that they rated. */
export class ItemKnnView implements UserView {
  readonly #model: ItemKnnModel;
  readonly #history: RatingRow;
  readonly #choice: NeighbourChoice;

  constructor(model: ItemKnnModel, history: RatingRow) {
    this.#model = model;
    this.#history = history;
    this.#choice = new NeighbourChoice(model.settings.neighbours);
  }

  predict(item: number | undefined): Prediction {
    const { biases, scale, expectation } = this.#model;
    const { mean } = biases;
    const knowsUser = this.#history.end > this.#history.start;
    const knowsItem = item !== undefined && this.#isRated(item);
    if (knowsUser && knowsItem) return { rating: clipToScale(this.#estimate(item), scale), basis: 'user-and-item' };
    if (expectation.variant !== 'baseline') return { rating: mean, basis: 'mean' };
    const rating = mean + (knowsUser ? this.#history.bias : 0) + (knowsItem ? biases.rows[item]! : 0);
    const basis = knowsUser ? 'user' : knowsItem ? 'item' : 'mean';
    return { rating: clipToScale(rating, scale), basis };
  }

  scoreItems(scores: Float32Array): void {
    const { similarities, settings } = this.#model;
    const { start, end } = this.#history;
    const residuals = new Float64Array(end - start);
    for (let position = start; position < end; position += 1) residuals[position - start] = this.#residualAt(position);
    const moved = similarities.moveItems(this.#history, residuals, settings);
    for (let item = 0; item < scores.length; item += 1) scores[item] = this.#expect(item) + moved[item]!;
  }

  explain(item: number): Explanation {
    const { biases, expectation, settings, scale } = this.#model;
    const { mean } = biases;
    const isEstimated = this.#history.end > this.#history.start && this.#isRated(item);
    if (!isEstimated && expectation.variant !== 'baseline')
      return explainRating([{ kind: 'mean', amount: mean }], scale);
    this.#choose(item);
    const parts: Contribution[] = [{ kind: 'mean', amount: mean }];
    if (expectation.variant === 'centred') parts.push({ kind: 'item-bias', amount: expectation.rows[item]! - mean });
    if (expectation.variant === 'baseline') {
      parts.push({ kind: 'item-bias', amount: expectation.rows[item]! });
      parts.push({ kind: 'user-bias', amount: this.#history.bias });
    }
    const shares = shareResiduals(this.#choice, settings, (position, _similarity, weight) => ({
      kind: 'rated-item',
      item: this.#history.columns[position]!,
      rating: this.#history.codes[position]! / 2,
      amount: weight * this.#residualAt(position),
    }));
    return explainRating([...parts, ...shares], scale);
  }

  #isRated(item: number): boolean {
    const { offsets } = this.#model.interactions.byItem;
    return offsets[item + 1]! > offsets[item]!;
  }

  #estimate(item: number): number {
    this.#choose(item);
    const residualAt = (position: number) => this.#residualAt(position);
    return this.#expect(item) + averageResiduals(this.#choice, residualAt, this.#model.settings);
  }

  #expect(item: number): number {
    const { constant, rows, variant } = this.#model.expectation;
    return constant + rows[item]! + (variant === 'baseline' ? this.#history.bias : 0);
  }

  #residualAt(position: number): number {
    return this.#history.codes[position]! / 2 - this.#expect(this.#history.columns[position]!);
  }

  /** The rated items that are most like this one. */
  #choose(item: number): void {
    this.#choice.clear();
    this.#model.similarities.offerRated(item, this.#history, this.#choice);
  }
}
