import type { ScorerId, ScorerParameters } from '@starweave/recommender';
import type { DataSetDescription } from '../data-sets/save-data-set.ts';
import type { CarriedError } from '../process/carried-error.ts';

/** One piece of heavy work for a child process; each writes whole files or none. */
export type TrainingJob =
  | {
      readonly kind: 'read';
      /** A folder, zip or file that people gave. */
      readonly source: string;
      /** Where the data set is written. */
      readonly folder: string;
      readonly description: Omit<DataSetDescription, 'rejectedLineCount' | 'rejectedLines'>;
    }
  | FitJob
  | BenchmarkJob;

interface FitJob {
  readonly kind: 'fit';
  /** Of the data set. */
  readonly folder: string;
  readonly algorithm: ScorerId;
  readonly parameters: ScorerParameters;
  /** Algorithms whose models of the same data set are shared, where they are there. */
  readonly parts: readonly ScorerId[];
  readonly seed: number;
}

interface BenchmarkJob extends Omit<FitJob, 'kind' | 'parts'> {
  readonly kind: 'benchmark';
}

export interface TrainingProgress {
  readonly stage: string;
  /** 0 to 1, of the job. */
  readonly fraction: number;
}

export type ToTrainingProcess = { readonly kind: 'job'; readonly job: TrainingJob };

export type FromTrainingProcess =
  | { readonly kind: 'progress'; readonly progress: TrainingProgress }
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly error: CarriedError };
