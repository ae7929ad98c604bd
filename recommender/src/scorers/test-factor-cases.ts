import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Interactions } from '../interactions/interactions.ts';
import type { Scorer } from './scorer.ts';
import { createTable } from './test-scorer-data.ts';

interface FactorCases {
  readonly ratings: readonly (readonly [user: number, item: number, stars: number])[];
  readonly factors: number;
  readonly seed: number;
  readonly pairs: readonly (readonly [user: number, item: number])[];
  readonly predictions: Readonly<Record<'baseline_als' | 'baseline_sgd' | 'svd' | 'svd_plus_plus', readonly number[]>>;
  readonly singular_values: Readonly<Record<'plain' | 'column_centred', readonly number[]>>;
}

/** What Surprise and scikit-learn compute; workbench/reference-numbers/recommender makes the file. */
export const factorCases: FactorCases = JSON.parse(
  readFileSync(
    path.join(import.meta.dirname, '../../../workbench/reference-numbers/recommender/factor-cases.json'),
    'utf8',
  ),
);

/** The ratings of the cases. Our ids are theirs plus one, numbered in the same order as Surprise does. */
export function readCaseInteractions(): Interactions {
  return createTable(factorCases.ratings.map(([user, item, stars]) => [user, item, stars * 2])).training.interactions;
}

/** Our predictions for the pairs of the cases. */
export function predictCasePairs(scorer: Scorer, { users, items }: Interactions): number[] {
  return factorCases.pairs.map(([user, item]) => {
    return scorer.viewAs(users.indexOf(user + 1)).predict(items.indexOf(item + 1)).rating;
  });
}

/** The largest absolute difference between two lists of numbers. */
export function largestDifference(actual: readonly number[], expected: readonly number[]): number {
  if (actual.length !== expected.length) throw new RangeError(`${actual.length} numbers, not ${expected.length}.`);
  return Math.max(...actual.map((value, index) => Math.abs(value - expected[index]!)));
}
