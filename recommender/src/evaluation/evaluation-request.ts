import type { RatingFormatName } from '../readers/rating-format.ts';
import type { FitOptions, ScorerParameters } from '../scorers/scorer.ts';
import type { ParameterRange } from './search-parameters.ts';

/**
 * How a scorer is judged besides the errors of its ratings, which are always measured: `ratings` by them alone;
 * `full-ranking` by lists out of all items, where 4 stars and more are right; `leave-one-out` by the place of each test
 * item among its negatives, or among all items when no negatives are given.
 */
export const evaluationProtocols = ['ratings', 'full-ranking', 'leave-one-out'] as const;

/** One of `evaluationProtocols`. */
export type EvaluationProtocol = (typeof evaluationProtocols)[number];

/** Ways to cut a file of ratings in two other than folds. */
export const splitNames = ['leave-last-out', 'temporal', 'users'] as const;

/** One of `splitNames`: each user's last rating, the latest tenth, or a tenth of the users. */
export type SplitName = (typeof splitNames)[number];

/** Where the ratings come from, and how they are cut into training and test. */
export type EvaluationFiles =
  | { readonly kind: 'given'; readonly train: string; readonly test: string }
  /** `folds` is a number of folds at random, or a file with one byte a row. */
  | { readonly kind: 'folds'; readonly ratings: string; readonly folds: number | string }
  | { readonly kind: 'split'; readonly ratings: string; readonly split: SplitName };

/** Which parameters to look for, and for how long: a number of fits, a time, or both. */
export interface ParameterSearch {
  readonly space: Readonly<Record<string, ParameterRange>>;
  /** At most so many fits; the given parameters are the first. */
  readonly trialCount?: number | undefined;
  /** No fit starts after so long. */
  readonly budgetMs?: number | undefined;
}

/** What to evaluate. */
export interface EvaluationRequest {
  /** A scorer's id. */
  readonly algorithm: string;
  readonly parameters?: ScorerParameters | undefined;
  /**
   * Look for better parameters on the training ratings first, and evaluate the best. Only the first case is evaluated then:
   * its test ratings are what the search has never seen.
   */
  readonly search?: ParameterSearch | undefined;
  /** Another library's defaults by its name, under the given parameters; ids without ratings are left out then. */
  readonly preset?: string | undefined;
  readonly files: EvaluationFiles;
  readonly items?: string | undefined;
  readonly users?: string | undefined;
  readonly format?: RatingFormatName | undefined;
  readonly protocol?: EvaluationProtocol | undefined;
  /** NCF's file of negatives, for `leave-one-out`. */
  readonly negatives?: string | undefined;
  /** Of the split and of the fit; default 0. */
  readonly seed?: number | undefined;
  readonly fitOptions?: Omit<FitOptions, 'seed'> | undefined;
  /** Milliseconds on a clock that never runs backwards. */
  readonly clock: () => number;
  /** Shown on the protocol card. */
  readonly versions?: Readonly<Record<string, string>> | undefined;
}
