import type { Benchmark, BenchmarkResult } from '@starweave/contract';
import { useState } from 'react';
import { formatQuantity } from '../../../design/charts/format-number.ts';
import { MatrixChart } from '../../../design/charts/matrix-chart.tsx';
import { Select } from '../../../design/select.tsx';
import { type AlgorithmNames, describeSegments, findMetric, listSegmentMetrics } from './describe-benchmark.ts';
import { findMetricFacts } from './metric-facts.ts';

export interface SegmentsChartProps {
  readonly benchmark: Benchmark;
  readonly nameOf: AlgorithmNames;
}

/** One measure for each kind of user and film. */
export function SegmentsChart({ benchmark, nameOf }: SegmentsChartProps) {
  const { results } = benchmark;
  const metrics = listSegmentMetrics(benchmark);
  const [chosen, setChosen] = useState<string>();
  const metric = metrics.find((name) => name === chosen) ?? metrics[0];
  if (metric === undefined) return null;
  const { title, format, better } = findMetricFacts(metric);
  const segments = listSegments(results, metric);
  const find = (row: number, column: number) =>
    results[column]?.segments.find(({ segment }) => segment === segments[row]);
  const count = (row: number) =>
    results.map((_, column) => find(row, column)?.caseCount ?? 0).find((cases) => cases > 0);
  return (
    <MatrixChart
      title={`${title} by kind of user and film`}
      summary={describeSegments(benchmark, metric, nameOf)}
      rowsName="Kind"
      rows={segments.map(
        (segment, row) =>
          `${segment.charAt(0).toUpperCase()}${segment.slice(1)} (${formatQuantity(count(row) ?? 0, 'case')})`,
      )}
      columns={results.map(({ algorithm }) => nameOf(algorithm))}
      valueAt={(row, column) => {
        const segment = find(row, column);
        return segment === undefined ? undefined : findMetric(segment, metric)?.value;
      }}
      format={format}
      strongestOf={() => (better === 'neither' ? undefined : better === 'lower' ? 'lowest' : 'highest')}
      legend={metrics.length > 1 && <MetricField {...{ metric, metrics }} onChoose={setChosen} />}
    />
  );
}

/** The kinds of users and films that a measure was taken of. */
function listSegments(results: readonly BenchmarkResult[], metric: string): readonly string[] {
  const segments = results.flatMap((result) => result.segments);
  const isMeasured = (name: string) =>
    segments.some((one) => one.segment === name && findMetric(one, metric) !== undefined);
  return [...new Set(segments.map(({ segment }) => segment))].filter(isMeasured);
}

interface MetricFieldProps {
  readonly metric: string;
  readonly metrics: readonly string[];
  readonly onChoose: (metric: string) => void;
}

function MetricField({ metric, metrics, onChoose }: MetricFieldProps) {
  return (
    <label className="mb-3 inline-flex items-center gap-2 text-sm text-ink-soft">
      Measure
      <Select value={metric} onChange={(event) => onChoose(event.target.value)} className="min-h-9 rounded-full pl-3.5">
        {metrics.map((name) => (
          <option key={name} value={name}>
            {findMetricFacts(name).title}
          </option>
        ))}
      </Select>
    </label>
  );
}
