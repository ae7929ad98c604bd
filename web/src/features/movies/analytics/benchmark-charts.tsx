import type { Benchmark, BenchmarkResult } from '@starweave/contract';
import { BarChart } from '../../../design/charts/bar-chart.tsx';
import { formatBytes, formatDurationMs } from '../../../design/charts/format-number.ts';
import { IntervalChart } from '../../../design/charts/interval-chart.tsx';
import { MatrixChart } from '../../../design/charts/matrix-chart.tsx';
import {
  type AlgorithmNames,
  describeCost,
  describeMetric,
  describeOverfitting,
  findMetric,
  listIntervals,
  listMetricNames,
} from './describe-benchmark.ts';
import { drawnMetrics, findMetricFacts, metricKind } from './metric-facts.ts';
import { SegmentsChart } from './segments-chart.tsx';

export interface BenchmarkChartsProps {
  readonly benchmark: Benchmark;
  readonly nameOf: AlgorithmNames;
}

/** Everything that a benchmark measured. */
export function BenchmarkCharts({ benchmark, nameOf }: BenchmarkChartsProps) {
  const names = listMetricNames(benchmark);
  const drawn = names.filter((name) => drawnMetrics.includes(metricKind(name)));
  return (
    <>
      <div className="grid items-stretch gap-4 md:grid-cols-2 xl:grid-cols-3">
        {drawn.map((name) => (
          <MetricChart key={name} {...{ benchmark, nameOf, name }} />
        ))}
      </div>
      <div className="grid items-stretch gap-4 md:grid-cols-2">
        {drawn.some((name) => metricKind(name) === 'rmse') && <TrainingErrorChart {...{ benchmark, nameOf }} />}
        <CostChart
          title="Time to train"
          {...{ benchmark, nameOf, format: formatDurationMs, of: ({ fitMs }) => Number(fitMs) }}
        />
        <CostChart
          title="Time for a list of ten"
          {...{ benchmark, nameOf, format: formatDurationMs, of: ({ recommendMs }) => recommendMs }}
        />
        <CostChart
          title="Size of the model"
          {...{ benchmark, nameOf, format: formatBytes, of: ({ modelBytes }) => Number(modelBytes) }}
        />
      </div>
      <SegmentsChart {...{ benchmark, nameOf }} />
      <EverythingChart {...{ benchmark, nameOf, names }} />
    </>
  );
}

function MetricChart({ benchmark, nameOf, name }: BenchmarkChartsProps & { readonly name: string }) {
  const { title, format, formatTick } = findMetricFacts(name);
  const intervals = listIntervals(benchmark, name, nameOf);
  return (
    <IntervalChart
      {...{ title, intervals, format, categoryName: 'Algorithm', valueName: title }}
      {...(formatTick !== undefined && { formatTick })}
      summary={describeMetric(name, intervals)}
    />
  );
}

function TrainingErrorChart({ benchmark: { results }, nameOf }: BenchmarkChartsProps) {
  const measured = results.filter((result) => findMetric(result, 'rmse')?.trainValue !== undefined);
  if (measured.length === 0) return null;
  return (
    <BarChart
      title="Error on ratings learned from, and on new ones"
      summary={describeOverfitting(measured, 'rmse', nameOf)}
      categories={measured.map(({ algorithm }) => nameOf(algorithm))}
      series={[
        { name: 'Learned from', values: measured.map((result) => findMetric(result, 'rmse')?.trainValue) },
        { name: 'Held out', values: measured.map((result) => findMetric(result, 'rmse')?.value) },
      ]}
      {...{ categoryName: 'Algorithm', valueName: 'RMSE', format: (value) => value.toFixed(3), formatTick: String }}
    />
  );
}

interface CostChartProps extends BenchmarkChartsProps {
  readonly title: string;
  readonly format: (value: number) => string;
  readonly of: (result: BenchmarkResult) => number;
}

function CostChart({ title, benchmark: { results }, nameOf, format, of }: CostChartProps) {
  const costs = results
    .map((result) => ({ name: nameOf(result.algorithm), value: of(result) }))
    .sort((one, other) => one.value - other.value);
  return (
    <BarChart
      {...{ title, format, formatTick: format, categoryName: 'Algorithm', valueName: '' }}
      summary={describeCost(costs, format)}
      categories={costs.map(({ name }) => name)}
      series={[{ name: title, values: costs.map(({ value }) => value) }]}
    />
  );
}

function EverythingChart({
  benchmark: { results },
  nameOf,
  names,
}: BenchmarkChartsProps & { readonly names: readonly string[] }) {
  const facts = names.map(findMetricFacts);
  return (
    <MatrixChart
      title="Every measure"
      summary="In each row the best value is shaded the most; where no end is better, none is."
      rowsName="Measure"
      rows={facts.map(({ title }) => title)}
      columns={results.map(({ algorithm }) => nameOf(algorithm))}
      valueAt={(row, column) => findMetric(results[column]!, names[row]!)?.value}
      format={(value, row) => facts[row]!.format(value)}
      strongestOf={(row) =>
        ({ lower: 'lowest' as const, higher: 'highest' as const, neither: undefined })[facts[row]!.better]
      }
    />
  );
}
