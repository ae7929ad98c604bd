import { setImmediate } from 'node:timers/promises';
import type { Interactions } from '../interactions/interactions.ts';
import type { Prediction, Scorer } from '../scorers/scorer.ts';
import { type HeldOutPeople, listHeldOutPeople } from './held-out-people.ts';

/** Predictions of the ratings of a test set, in the order of its rows. */
export interface HeldOutPredictions {
  /** External ids. */
  readonly userIds: Uint32Array;
  readonly itemIds: Uint32Array;
  /** In stars. */
  readonly predicted: Float64Array;
  readonly actual: Float64Array;
  /** Ratings that are known of each row's user (in training, or folded in), and training ratings of its item. */
  readonly userRatingCounts: Uint32Array;
  readonly itemRatingCounts: Uint32Array;
  /** Rows of whose user, or of whose item, no such rating is known; they got what is known about the other, or the prior. */
  readonly unknownUserCount: number;
  readonly unknownItemCount: number;
  /** How many predictions rest on what. */
  readonly bases: Readonly<Record<Prediction['basis'], number>>;
}

const PEOPLE_PER_PAUSE = 256;

/** Predict every rating of a test set, each person's at once. An abort rejects with the signal's reason. */
export async function predictHeldOut(people: HeldOutPeople, signal?: AbortSignal): Promise<HeldOutPredictions> {
  const { interactions, test } = people;
  const { byItem, items } = interactions;
  const count = test.ratingCount;
  const predicted = new Float64Array(count);
  const userRatingCounts = new Uint32Array(count);
  const itemRatingCounts = new Uint32Array(count);
  const bases = { 'user-and-item': 0, user: 0, item: 0, mean: 0 };
  let done = 0;
  for (const { rows, view, seen } of listHeldOutPeople(people)) {
    done += 1;
    if (done % PEOPLE_PER_PAUSE === 0) await setImmediate();
    signal?.throwIfAborted();
    for (const row of rows) {
      const item = items.indexOf(test.items.idAt(test.itemIndexes[row]!));
      const { rating, basis } = view.predict(item);
      predicted[row] = rating;
      bases[basis] += 1;
      userRatingCounts[row] = seen.length;
      itemRatingCounts[row] = item === undefined ? 0 : countRow(byItem.offsets, item);
    }
  }
  return {
    userIds: Uint32Array.from(test.userIndexes.subarray(0, count), (user) => test.users.idAt(user)),
    itemIds: Uint32Array.from(test.itemIndexes.subarray(0, count), (item) => test.items.idAt(item)),
    predicted,
    actual: Float64Array.from(test.codes.subarray(0, count), (code) => code / 2),
    userRatingCounts,
    itemRatingCounts,
    unknownUserCount: countZeros(userRatingCounts),
    unknownItemCount: countZeros(itemRatingCounts),
    bases,
  };
}

/** Predictions of ratings that the model was fitted on. */
export interface TrainingPredictions {
  readonly predicted: Float64Array;
  readonly actual: Float64Array;
}

/**
 * Predict training ratings: all of them, or every n-th so that at most `largestCount` are left. Their error says how much
 * was learnt by heart; it is never to be taken for the error on new ratings.
 */
export async function predictTraining(
  scorer: Scorer,
  { byUser, ratingCount }: Interactions,
  largestCount: number,
  signal?: AbortSignal,
): Promise<TrainingPredictions> {
  const step = Math.max(1, Math.ceil(ratingCount / largestCount));
  const count = Math.ceil(ratingCount / step);
  const predicted = new Float64Array(count);
  const actual = new Float64Array(count);
  let next = 0;
  for (let user = 0; next < count; user += 1) {
    const end = byUser.offsets[user + 1]!;
    if (next * step >= end) continue;
    if (user % PEOPLE_PER_PAUSE === 0) await setImmediate();
    signal?.throwIfAborted();
    const view = scorer.viewAs(user);
    for (let rating = next * step; rating < end; rating += step) {
      predicted[next] = view.predict(byUser.columns[rating]!).rating;
      actual[next] = byUser.codes[rating]! / 2;
      next += 1;
    }
  }
  return { predicted, actual };
}

function countRow(offsets: Uint32Array, row: number): number {
  return offsets[row + 1]! - offsets[row]!;
}

function countZeros(values: Uint32Array): number {
  return values.reduce((sum, value) => sum + (value === 0 ? 1 : 0), 0);
}
