import type { ScorerId } from '@starweave/recommender';

/** One timed run, by us or by a peer: the ratings whose fold is not 0 are for training, the others for testing. */
export interface TimedJob {
  /** A CSV of ratings in MovieLens's format. */
  readonly ratings: string;
  /** A file with the fold of every row, one byte each. */
  readonly folds: string;
  readonly threads: number;
}

/** What a peer in Python is asked. */
export interface PeerJob extends TimedJob {
  readonly peer: 'surprise' | 'implicit' | 'scikit-learn' | 'myfm';
  /** The name of Surprise's class. */
  readonly algorithm?: string;
  readonly similarity?: string;
  readonly userBased?: boolean;
  readonly epochs?: number;
  readonly factors?: number;
  /** Count the time of an epoch, without what a fit does once. */
  readonly perEpoch?: boolean;
  readonly fitOnly?: boolean;
  /** Where predictions of the test ratings go, as doubles. */
  readonly predictions?: string;
}

/** What we are asked. */
export interface OwnJob extends TimedJob {
  readonly id: ScorerId;
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
  readonly preset?: string;
  /** Count the time from the end of one epoch to that of the last, for each epoch, instead of the whole fit. */
  readonly perEpoch?: boolean;
  readonly fitOnly?: boolean;
  readonly predictions?: string;
}

/** How long it took. */
export interface TimedReport {
  readonly fitSeconds: number;
  /** With predicting the test ratings; of one epoch where the job asks for that. */
  readonly seconds: number;
  readonly version: string;
}
