import type { ScorerId } from '@starweave/recommender';

/** A measure of an algorithm on ratings that are held out, with its interval, and the same on the training ratings. */
export interface BenchmarkMetric {
  readonly name: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
  readonly trainValue?: number;
}

/** What was measured of one algorithm. */
export interface BenchmarkResult {
  readonly algorithm: ScorerId;
  readonly metrics: readonly BenchmarkMetric[];
  readonly protocolCard: string;
  readonly fitMs: number;
  readonly recommendMs: number;
  readonly modelBytes: number;
  readonly segments: readonly {
    readonly segment: string;
    readonly caseCount: number;
    readonly metrics: readonly BenchmarkMetric[];
  }[];
}

/** What a benchmark that is done has measured. */
export interface BenchmarkOutcome {
  readonly results: readonly BenchmarkResult[];
  /** True: the ratings that it was measured on are simulated. */
  readonly simulated: boolean;
}
