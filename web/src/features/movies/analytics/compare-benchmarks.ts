import type { Benchmark, Metric } from '@starweave/contract';
import { type AlgorithmNames, findMetric, listMetricNames } from './describe-benchmark.ts';
import { findMetricFacts } from './metric-facts.ts';

/** One measure of one algorithm in two benchmarks. */
export interface MetricChange {
  readonly algorithm: string;
  readonly metric: string;
  readonly before: number;
  readonly after: number;
  /** Whether the later one is better; "same" where the intervals overlap or the values are equal; "other" where it can't be told. */
  readonly verdict: 'better' | 'worse' | 'same' | 'other';
}

/** What changed from one benchmark to another, for every measure that both have of the same algorithm. */
export function compareBenchmarks(
  before: Benchmark,
  after: Benchmark,
  nameOf: AlgorithmNames,
): readonly MetricChange[] {
  return after.results.flatMap((result) => {
    const earlier = before.results.find(({ algorithm }) => algorithm === result.algorithm);
    if (earlier === undefined) return [];
    return listMetricNames(after).flatMap((metric): MetricChange[] => {
      const then = findMetric(earlier, metric);
      const now = findMetric(result, metric);
      if (then === undefined || now === undefined) return [];
      const verdict = judge(then, now);
      return [{ algorithm: nameOf(result.algorithm), metric, before: then.value, after: now.value, verdict }];
    });
  });
}

/** Without intervals nobody can tell a change from chance, so none is called better or worse. */
function judge(then: Metric, now: Metric): MetricChange['verdict'] {
  if (then.value === now.value) return 'same';
  if (then.low === undefined || then.high === undefined || now.low === undefined || now.high === undefined)
    return 'other';
  if (now.low <= then.high && then.low <= now.high) return 'same';
  const { better } = findMetricFacts(then.name);
  if (better === 'neither') return 'other';
  return now.value < then.value === (better === 'lower') ? 'better' : 'worse';
}

/** What the changes come to, in a sentence. */
export function describeChanges(changes: readonly MetricChange[]): string {
  if (changes.length === 0) return 'The two benchmarks have no algorithm in common.';
  const count = (verdict: MetricChange['verdict']) => changes.filter((change) => change.verdict === verdict).length;
  const parts = [
    count('better') > 0 && `${count('better')} better`,
    count('worse') > 0 && `${count('worse')} worse`,
    count('other') > 0 && `${count('other')} different`,
    count('same') > 0 && `${count('same')} within chance`,
  ].filter((part) => part !== false);
  return `Of ${changes.length} measures: ${parts.join(', ')}.`;
}
