import type { ScorerId } from '@starweave/recommender';
import type { DataSetFacts } from './data-set-facts.ts';

export type AlgorithmStateName =
  | 'serving'
  | 'not-loaded'
  | 'loading'
  | 'training'
  | 'not-trained'
  | 'does-not-fit'
  | 'broken';

export interface AlgorithmStatus {
  readonly id: ScorerId;
  readonly name: string;
  readonly description: string;
  readonly objective: 'stars' | 'ranking';
  /** One of the six that are always kept trained. */
  readonly isStandard: boolean;
  readonly state: AlgorithmStateName;
  readonly reason: string;
  readonly advice: string;
  readonly sizeBytes: number;
  readonly neededBytes: number;
  readonly availableBytes: number;
  /** Seconds since 1970; 0: never. */
  readonly trainedAt: number;
  readonly fitMs: number;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface EngineStatus {
  readonly dataSet: DataSetFacts;
  readonly algorithms: readonly AlgorithmStatus[];
  readonly servingCount: number;
  readonly totalCount: number;
  readonly defaultAlgorithm: ScorerId;
  readonly memoryBudgetBytes: number;
  readonly memoryUsedBytes: number;
}
