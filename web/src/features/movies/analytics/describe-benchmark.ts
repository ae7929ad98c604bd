import type { Benchmark, BenchmarkResult, Metric } from '@starweave/contract';
import type { Interval } from '../../../design/charts/interval-chart.tsx';
import { drawnMetrics, findMetricFacts, metricKind } from './metric-facts.ts';

/** What an algorithm is called, by its id. */
export type AlgorithmNames = (id: string) => string;

/** The measures of a benchmark by name, those that are drawn first and in their order. */
export function listMetricNames({ results }: Benchmark): readonly string[] {
  const names = [...new Set(results.flatMap(({ metrics }) => metrics.map(({ name }) => name)))];
  const place = (name: string) => {
    const at = drawnMetrics.indexOf(metricKind(name));
    return at === -1 ? drawnMetrics.length : at;
  };
  return names.sort((one, other) => place(one) - place(other));
}

export function findMetric({ metrics }: { readonly metrics: readonly Metric[] }, name: string): Metric | undefined {
  return metrics.find((metric) => metric.name === name);
}

/** One measure of every algorithm, the best first; in the results' order where no end is better. */
export function listIntervals({ results }: Benchmark, name: string, nameOf: AlgorithmNames): readonly Interval[] {
  const { better } = findMetricFacts(name);
  const intervals = results.flatMap((result): Interval[] => {
    const metric = findMetric(result, name);
    if (metric === undefined || !Number.isFinite(metric.value)) return [];
    return [{ name: nameOf(result.algorithm), value: metric.value, low: metric.low, high: metric.high }];
  });
  if (better === 'neither') return intervals;
  const sign = better === 'lower' ? 1 : -1;
  const ordered = intervals.sort((one, other) => sign * (one.value - other.value));
  return ordered.map((interval, index) => ({ ...interval, isBest: index === 0 }));
}

/** What a measure says: which algorithm is best, and whether its lead is more than chance. */
export function describeMetric(name: string, intervals: readonly Interval[]): string {
  const { better, format, meaning } = findMetricFacts(name);
  const [best, second] = intervals;
  if (best === undefined) return `${meaning} Nothing was measured.`.trim();
  if (better === 'neither') return `${meaning} ${describeRange(intervals, format)}`.trim();
  const lead = `${better === 'lower' ? 'Lower' : 'Higher'} is better: ${best.name} leads with ${format(best.value)}`;
  if (second === undefined) return `${meaning} ${lead}.`.trim();
  const ties = intervals.slice(1).filter((other) => overlap(best, other));
  const chance =
    best.low === undefined
      ? `, before ${second.name} with ${format(second.value)}`
      : ties.length === 0
        ? `; no other interval reaches it`
        : ties.length === intervals.length - 1 && ties.length > 1
          ? '; the intervals of all others overlap with its own'
          : `; the ${ties.length === 1 ? `interval of ${ties[0]!.name} overlaps` : `intervals of ${ties.length} others overlap`} with its own`;
  return `${meaning} ${lead}${chance}.`.trim();
}

function describeRange(intervals: readonly Interval[], format: (value: number) => string): string {
  const ordered = [...intervals].sort((one, other) => one.value - other.value);
  const low = ordered[0]!;
  const high = ordered.at(-1)!;
  if (low === high) return `${low.name}: ${format(low.value)}.`;
  return `From ${low.name} with ${format(low.value)} to ${high.name} with ${format(high.value)}.`;
}

/** Whether the intervals of two values have something in common; without intervals, whether the values are the same. */
function overlap(one: Interval, other: Interval): boolean {
  const low = Math.max(one.low ?? one.value, other.low ?? other.value);
  const high = Math.min(one.high ?? one.value, other.high ?? other.value);
  return low <= high;
}

/** What training and test errors say together: which algorithm knows its own ratings much better than new ones. */
export function describeOverfitting(results: readonly BenchmarkResult[], name: string, nameOf: AlgorithmNames): string {
  const gaps = results
    .flatMap((result) => {
      const metric = findMetric(result, name);
      if (metric?.trainValue === undefined) return [];
      return [{ algorithm: nameOf(result.algorithm), gap: metric.value - metric.trainValue }];
    })
    .sort((one, other) => other.gap - one.gap);
  const largest = gaps[0];
  const smallest = gaps.at(-1);
  if (largest === undefined || smallest === undefined) return 'No error on the training ratings was measured.';
  const words = `${largest.algorithm} does ${formatGap(largest.gap)} on ratings it has not seen`;
  if (largest === smallest) return `${words}.`;
  return `${words}, ${smallest.algorithm} ${formatGap(smallest.gap)}. A large gap means learning by heart.`;
}

function formatGap(gap: number): string {
  if (Math.abs(gap) < 0.0005) return 'as well';
  return `${Math.abs(gap).toFixed(3)} ${gap > 0 ? 'worse' : 'better'}`;
}

/** What a cost says: the least and the most, and how many times more that is. */
export function describeCost(
  costs: readonly { readonly name: string; readonly value: number }[],
  format: (value: number) => string,
): string {
  const ordered = [...costs].sort((one, other) => one.value - other.value);
  const least = ordered[0];
  const most = ordered.at(-1);
  if (least === undefined || most === undefined) return 'Nothing was measured.';
  if (least === most) return `${least.name}: ${format(least.value)}.`;
  const times = least.value > 0 ? Math.round(most.value / least.value) : 0;
  const ratio = times >= 2 ? `, ${times.toLocaleString('en')} times as much` : '';
  return `Least: ${least.name} with ${format(least.value)}. Most: ${most.name} with ${format(most.value)}${ratio}.`;
}

/** The measures that segments have, in the order of the page. */
export function listSegmentMetrics(benchmark: Benchmark): readonly string[] {
  const inSegments = new Set(
    benchmark.results.flatMap(({ segments }) => segments.flatMap(({ metrics }) => metrics.map(({ name }) => name))),
  );
  const known = listMetricNames(benchmark).filter((name) => inSegments.has(name));
  return [...known, ...[...inSegments].filter((name) => !known.includes(name))];
}

/** What segments say: for which kind the best algorithm of all is at its best, and for which at its worst. */
export function describeSegments(benchmark: Benchmark, metric: string, nameOf: AlgorithmNames): string {
  const { better, format } = findMetricFacts(metric);
  const leader = benchmark.results.find(({ algorithm }) => {
    return nameOf(algorithm) === listIntervals(benchmark, metric, nameOf)[0]?.name;
  });
  const values = (leader?.segments ?? []).flatMap((segment) => {
    const value = findMetric(segment, metric)?.value;
    return value === undefined ? [] : [{ segment: segment.segment, value }];
  });
  if (leader === undefined || values.length < 2) return 'In each row the best value is shaded the most.';
  const sign = better === 'lower' ? 1 : -1;
  const ordered = values.sort((one, other) => sign * (one.value - other.value));
  const best = ordered[0]!;
  const worst = ordered.at(-1)!;
  return `${nameOf(leader.algorithm)} does best for ${best.segment} (${format(best.value)}) and worst for ${worst.segment} (${format(worst.value)}). In each row the best value is shaded the most.`;
}
