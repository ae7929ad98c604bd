import type { Interactions } from '../../interactions/interactions.ts';
import type { Contribution, Explanation } from '../explanation.ts';
import type { RatingRow } from '../neighbours/similarity-row.ts';
import { clipToScale, explainRating, type RatingScale } from '../rating-scale.ts';
import type { Prediction, UserView } from '../scorer.ts';
import { type Deviations, pairIndex } from './deviations.ts';

/** What Slope One learnt. */
export interface SlopeOneModel {
  readonly interactions: Interactions;
  readonly deviations: Deviations;
  /** The place of every item in the table, or −1. */
  readonly places: Int32Array;
  readonly weighted: boolean;
  readonly scale: RatingScale;
  readonly mean: number;
  /** How far each item lies above the mean, in stars; for items without a place. */
  readonly itemBiases: Float64Array;
}

/** Slope One seen by one person. */
export class SlopeOneView implements UserView {
  readonly #model: SlopeOneModel;
  readonly #ratings: RatingRow;
  /** Their mean rating, in stars. */
  readonly #mean: number;

  constructor(model: SlopeOneModel, ratings: RatingRow) {
    this.#model = model;
    this.#ratings = ratings;
    let sum = 0;
    for (let index = ratings.start; index < ratings.end; index += 1) sum += ratings.codes[index]!;
    this.#mean = ratings.end > ratings.start ? sum / 2 / (ratings.end - ratings.start) : model.mean;
  }

  predict(item: number | undefined): Prediction {
    const { mean, scale, interactions } = this.#model;
    const { offsets } = interactions.byItem;
    const knowsUser = this.#ratings.end > this.#ratings.start;
    const knowsItem = item !== undefined && offsets[item + 1]! > offsets[item]!;
    if (!knowsUser || !knowsItem) return { rating: mean, basis: 'mean' };
    return { rating: clipToScale(this.#mean + this.#deviationOf(item), scale), basis: 'user-and-item' };
  }

  scoreItems(scores: Float32Array): void {
    for (let item = 0; item < scores.length; item += 1) scores[item] = this.#mean + this.#deviationOf(item);
  }

  explain(item: number): Explanation {
    const { mean, itemBiases, scale } = this.#model;
    if (this.predict(item).basis === 'mean') return explainRating([{ kind: 'mean', amount: mean }], scale);
    const parts: Contribution[] = [
      { kind: 'mean', amount: mean },
      { kind: 'user-bias', amount: this.#mean - mean },
    ];
    const total = this.#totalWeight(item);
    if (total === 0) {
      const amount = this.#deviationOf(item);
      return explainRating(amount === 0 ? parts : [...parts, { kind: 'item-bias', amount: itemBiases[item]! }], scale);
    }
    this.#eachDeviation(item, (position, deviation, weight) => {
      const rated = this.#ratings.columns[position]!;
      const rating = this.#ratings.codes[position]! / 2;
      parts.push({ kind: 'rated-item', item: rated, rating, amount: (deviation * weight) / total });
    });
    return explainRating(parts, scale);
  }

  /** How far the item lies above the person's mean, going by what they rated. */
  #deviationOf(item: number): number {
    let sum = 0;
    let weights = 0;
    this.#eachDeviation(item, (_, deviation, weight) => {
      sum += deviation * weight;
      weights += weight;
    });
    if (weights > 0) return sum / weights;
    return this.#model.places[item]! < 0 && this.#ratings.end > this.#ratings.start ? this.#model.itemBiases[item]! : 0;
  }

  #totalWeight(item: number): number {
    let weights = 0;
    this.#eachDeviation(item, (_, __, weight) => {
      weights += weight;
    });
    return weights;
  }

  /**
   * Weighted, each rated item stands for "its rating plus the deviation", counted as often as people rated both; plainly, for
   * "the person's mean plus the deviation", counted once.
   */
  #eachDeviation(item: number, visit: (position: number, deviation: number, weight: number) => void): void {
    const { places, deviations, weighted } = this.#model;
    const { columns, codes, start, end } = this.#ratings;
    const place = places[item]!;
    if (place < 0) return;
    for (let position = start; position < end; position += 1) {
      const other = places[columns[position]!]!;
      if (other < 0) continue;
      const shift = weighted ? codes[position]! / 2 - this.#mean : 0;
      if (other === place) {
        visit(position, shift, 1);
        continue;
      }
      const pair = place > other ? pairIndex(place, other) : pairIndex(other, place);
      const count = deviations.counts[pair]!;
      if (count === 0) continue;
      const sum = place > other ? deviations.sums[pair]! : -deviations.sums[pair]!;
      visit(position, sum / 2 / count + shift, weighted ? count : 1);
    }
  }
}
