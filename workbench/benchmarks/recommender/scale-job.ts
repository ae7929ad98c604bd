import type { ScorerId } from '@starweave/recommender';

/** One step of the benchmark at scale. */
export type ScaleJob =
  | { readonly step: 'import'; readonly folder: string; readonly ratingsFile: string }
  | {
      readonly step: 'fit';
      readonly id: ScorerId;
      readonly parameters: Readonly<Record<string, number | string | boolean>>;
      readonly folder: string;
      readonly ratingsFile: string;
      readonly modelFile: string;
      /** Fitted models that a blend shares, in the order in which they are loaded. */
      readonly parts?: readonly (readonly [ScorerId, string])[];
    }
  | {
      readonly step: 'serve';
      readonly ratingsFile: string;
      readonly models: readonly (readonly [ScorerId, string])[];
      /** How many people get a list from every model. */
      readonly users: number;
    };

/** What importing took. */
export interface ImportReport {
  readonly seconds: number;
  readonly userCount: number;
  readonly itemCount: number;
  readonly ratingCount: number;
  readonly rejected: number;
  readonly sizeBytes: number;
  readonly peakBytes: number;
}

/** What a fit took, and what the model takes on the disk. */
export interface FitReport {
  readonly seconds: number;
  readonly sizeBytes: number;
  readonly peakBytes: number;
}

/** What loading everything took, what it keeps in memory, and the times of lists by scorer. */
export interface ServeReport {
  readonly seconds: number;
  readonly ratingsSeconds: number;
  readonly residentBytes: number;
  /** After the lists, too. */
  readonly residentAfterBytes: number;
  readonly listTimesMs: Readonly<Record<string, readonly number[]>>;
}
