import type { ScorerId } from '@starweave/recommender';
import type { BenchmarkOutcome } from './benchmark-outcome.ts';

/** Called in the gateway with every change of a task; for a benchmark that is done, `benchmark` holds its results. */
export type TaskListener = (task: FilmTask, benchmark?: BenchmarkOutcome) => void;

export type TaskOrder =
  /** `folder`: of the files, or the zip with them. */
  | { readonly kind: 'import'; readonly id: string; readonly folder: string; readonly name: string }
  | { readonly kind: 'training'; readonly id: string; readonly algorithms: readonly ScorerId[]; readonly seed: number }
  | {
      readonly kind: 'benchmark';
      readonly id: string;
      readonly algorithms: readonly ScorerId[];
      readonly seed: number;
    };

export interface FilmTask {
  readonly id: string;
  readonly kind: TaskOrder['kind'];
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly stage: string;
  readonly fraction: number;
  readonly failure?: { readonly code: string; readonly message: string; readonly advice: string };
  readonly dataSetId: string;
  readonly dataSetName: string;
}
