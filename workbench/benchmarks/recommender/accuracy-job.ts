import type { EvaluationReport, ScorerId, Spread } from '@starweave/recommender';

/** What is judged, and on what. */
export interface AccuracyJob {
  readonly id: ScorerId;
  /** A folder in MovieLens's format. */
  readonly folder: string;
  /** A file with the fold of every row, one byte each; without it, everybody's last rating is for testing. */
  readonly folds?: string;
  readonly threads: number;
  /** Where the squared errors of the test ratings go, as doubles. */
  readonly errors: string;
}

/** How a scorer did; times are of one fit and its predictions, on average. */
export interface AccuracyReport {
  readonly rmse: Spread;
  readonly mae: Spread;
  readonly trainRmse: Spread;
  readonly fitSeconds: number;
  readonly predictSeconds: number;
  readonly testCount: number;
  readonly peakBytes: number;
  readonly ranking: EvaluationReport['ranking'];
}
