import type { Interactions } from '../interactions/interactions.ts';
import { defaultAlternatingSettings, fitBiasesByAlternating, type RatingBiases } from './baseline/fit-biases.ts';
import { foldInBias } from './baseline/fold-in-bias.ts';
import { clipToScale, type RatingScale, readRatingScale } from './rating-scale.ts';
import type { Prediction, UserHistory } from './scorer.ts';

/** How a score that ranks becomes stars: the baseline, moved by slope × (relative score − center). */
export interface StarCalibration {
  readonly biases: RatingBiases;
  readonly scale: RatingScale;
  /** Stars for a relative score of 1 more; never negative. */
  readonly slope: number;
  readonly center: number;
}

/** Somebody's scores, as the calibration needs them. */
export interface CalibratedUser {
  /** How far they rate above the mean, in stars. */
  readonly bias: number;
  /** The mean score of what they rated; 0 when they rated nothing or the scores say nothing. */
  readonly typicalScore: number;
}

const SAMPLED_USERS = 400;
/** A relative score beyond this says no more about stars. */
const HIGHEST_RELATIVE_SCORE = 4;

/** Scores of items for one user: `scores` is overwritten. */
export type ScoreUser = (user: number, scores: Float32Array) => void;

/**
 * Learn by least squares how much of what the baseline leaves of the training ratings goes along with the relative score,
 * that is the score divided by the mean score of what the person rated. Up to 400 users are looked at, evenly spread.
 * A slope that would be negative becomes 0: then the stars are the baseline's.
 */
export function calibrateStars(interactions: Interactions, scoreUser: ScoreUser): StarCalibration {
  const { byUser, userCount, itemCount } = interactions;
  const biases = fitBiasesByAlternating(interactions, defaultAlternatingSettings);
  const scores = new Float32Array(itemCount);
  const sums = new LeastSquares();
  const stride = Math.max(1, Math.floor(userCount / SAMPLED_USERS));
  for (let user = 0; user < userCount; user += stride) {
    scoreUser(user, scores);
    const items = byUser.columns.subarray(byUser.offsets[user]!, byUser.offsets[user + 1]!);
    const typicalScore = computeTypicalScore(items, (item) => scores[item]!);
    for (let index = 0; index < items.length; index += 1) {
      const item = items[index]!;
      const rating = byUser.codes[byUser.offsets[user]! + index]! / 2;
      const residual = rating - biases.mean - biases.users[user]! - biases.items[item]!;
      sums.add(relate(scores[item]!, typicalScore), residual);
    }
  }
  return { biases, scale: readRatingScale(byUser), slope: Math.max(0, sums.slope), center: sums.center };
}

/** The mean score of some items; 0 without any. */
export function computeTypicalScore(items: Uint32Array, scoreOf: (item: number) => number): number {
  let sum = 0;
  for (const item of items) sum += scoreOf(item);
  return items.length === 0 ? 0 : sum / items.length;
}

/** What the calibration makes of a score. */
export function predictStars(
  { biases, scale, slope, center }: StarCalibration,
  { bias, typicalScore }: CalibratedUser,
  item: number | undefined,
  score: number,
): Prediction {
  const knowsUser = typicalScore !== 0;
  const moved = knowsUser && item !== undefined ? slope * (relate(score, typicalScore) - center) : 0;
  const rating = biases.mean + bias + (item === undefined ? 0 : biases.items[item]!) + moved;
  const basis = item === undefined ? (knowsUser ? 'user' : 'mean') : knowsUser ? 'user-and-item' : 'item';
  return { rating: clipToScale(rating, scale), basis };
}

/** The bias of somebody with this history. */
export function biasOf({ biases }: StarCalibration, history: UserHistory): number {
  return foldInBias(history, biases);
}

function relate(score: number, typicalScore: number): number {
  if (typicalScore === 0) return 0;
  return Math.min(Math.max(score / typicalScore, 0), HIGHEST_RELATIVE_SCORE);
}

/** Sums of a regression with one variable. */
class LeastSquares {
  #count = 0;
  #x = 0;
  #y = 0;
  #xx = 0;
  #xy = 0;

  add(x: number, y: number): void {
    this.#count += 1;
    this.#x += x;
    this.#y += y;
    this.#xx += x * x;
    this.#xy += x * y;
  }

  get slope(): number {
    const variance = this.#count * this.#xx - this.#x * this.#x;
    return variance > 0 ? (this.#count * this.#xy - this.#x * this.#y) / variance : 0;
  }

  /** Where the line crosses what the baseline says. */
  get center(): number {
    if (this.#count === 0 || this.slope <= 0) return 0;
    return (this.#x - this.#y / this.slope) / this.#count;
  }
}
