import { factorizeCholesky, solveFactorized } from '../../kernels/symmetric-solver.ts';
import type { Prediction } from '../scorer.ts';

/** How many numbers each part brings: how it departs from the baseline, alone and times the supports of user and item. */
export const NUMBERS_PER_PART = 3;

/** How much is known about a pair of user and item. */
export interface Support {
  /** Ratings of the user, and of the item. */
  readonly userRatings: number;
  readonly itemRatings: number;
}

/**
 * The features of a pair, NUMBERS_PER_PART for every part: d, d·s(user), d·s(item), where d is how far the part's prediction
 * lies from the baseline's, and s(n) = ln(1 + n) / 5 − 1. A part that doesn't know both brings zeros. After Sill et al.,
 * "Feature-weighted linear stacking", 2009.
 */
export function computeFeatures(
  predictions: readonly Prediction[],
  baseline: number,
  { userRatings, itemRatings }: Support,
): Float64Array {
  const features = new Float64Array(predictions.length * NUMBERS_PER_PART);
  const ofUser = scaleSupport(userRatings);
  const ofItem = scaleSupport(itemRatings);
  predictions.forEach(({ rating, basis }, part) => {
    const departure = basis === 'user-and-item' ? rating - baseline : 0;
    features.set([departure, departure * ofUser, departure * ofItem], part * NUMBERS_PER_PART);
  });
  return features;
}

const scaleSupport = (ratings: number) => Math.log1p(ratings) / 5 - 1;

/** Sums out of which the weights of any choice of parts follow. */
export class StackingSums {
  readonly width: number;
  /** Σ xxᵀ, width × width. */
  readonly gram: Float64Array;
  /** Σ x·target. */
  readonly moments: Float64Array;
  count: number;

  constructor(partCount: number, stored?: { gram: Float64Array; moments: Float64Array; count: number }) {
    this.width = partCount * NUMBERS_PER_PART;
    this.gram = stored?.gram ?? new Float64Array(this.width ** 2);
    this.moments = stored?.moments ?? new Float64Array(this.width);
    this.count = stored?.count ?? 0;
  }

  add(features: Float64Array, target: number): void {
    this.count += 1;
    for (let a = 0; a < this.width; a += 1) {
      this.moments[a]! += features[a]! * target;
      for (let b = 0; b < this.width; b += 1) this.gram[a * this.width + b]! += features[a]! * features[b]!;
    }
  }

  /**
   * The ridge weights of the features when only some parts are there; 0 for the features of the others.
   * @param isPresent says of each part whether it is there
   */
  solve(isPresent: readonly boolean[]): Float64Array {
    const places = Array.from({ length: this.width }, (_, place) => place).filter(
      (place) => isPresent[Math.floor(place / NUMBERS_PER_PART)],
    );
    const size = places.length;
    const matrix = Float64Array.from({ length: size * size }, (_, at) => {
      const [row, column] = [Math.floor(at / size), at % size];
      return this.gram[places[row]! * this.width + places[column]!]! + (row === column ? RIDGE * (1 + this.count) : 0);
    });
    const solution = Float64Array.from(places, (place) => this.moments[place]!);
    const weights = new Float64Array(this.width);
    if (!factorizeCholesky(matrix, size)) return weights;
    solveFactorized(matrix, size, solution);
    places.forEach((place, index) => {
      weights[place] = solution[index]!;
    });
    return weights;
  }
}

/** The penalty on the weights, for each rating; parts that say nearly the same share the weight. */
const RIDGE = 1e-4;

/** The weight of each part for a pair: what its departure is multiplied by. */
export function weighParts(weights: Float64Array, { userRatings, itemRatings }: Support): Float64Array {
  const ofUser = scaleSupport(userRatings);
  const ofItem = scaleSupport(itemRatings);
  return Float64Array.from({ length: weights.length / NUMBERS_PER_PART }, (_, part) => {
    const from = part * NUMBERS_PER_PART;
    return weights[from]! + weights[from + 1]! * ofUser + weights[from + 2]! * ofItem;
  });
}
