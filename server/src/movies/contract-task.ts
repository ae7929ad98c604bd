import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  type Benchmark,
  BenchmarkSchema,
  type MovieTask,
  MovieTaskKind,
  MovieTaskSchema,
  MovieTaskState,
} from '@starweave/contract';
import type { BenchmarkMetric, BenchmarkResult } from './engine/benchmark-outcome.ts';
import type { FilmTask } from './engine/film-task.ts';
import type { FilmBenchmarkRow, FilmTaskRow } from './film-task-store.ts';

const kinds: { readonly [kind in FilmTask['kind']]: MovieTaskKind } = {
  import: MovieTaskKind.IMPORT,
  training: MovieTaskKind.TRAINING,
  benchmark: MovieTaskKind.BENCHMARK,
};

const states: { readonly [state in FilmTask['state']]: MovieTaskState } = {
  waiting: MovieTaskState.WAITING,
  running: MovieTaskState.RUNNING,
  done: MovieTaskState.DONE,
  failed: MovieTaskState.FAILED,
  cancelled: MovieTaskState.CANCELLED,
};

export function createContractTask(row: FilmTaskRow): MovieTask {
  const { id, kind, state, stage, fraction, dataSetId, dataSetName, createdAt, finishedAt } = row;
  const failure = row.failure as FilmTask['failure'] | null;
  return create(MovieTaskSchema, {
    ...{ id, stage, fraction, dataSetId, dataSetName },
    kind: kinds[kind],
    state: states[state],
    errorCode: failure?.code ?? '',
    errorMessage: failure?.message ?? '',
    errorAdvice: failure?.advice ?? '',
    createdAt: timestampFromDate(createdAt),
    ...(finishedAt && { finishedAt: timestampFromDate(finishedAt) }),
    benchmarkId: kind === 'benchmark' && state === 'done' ? id : '',
  });
}

export function createContractBenchmark(row: FilmBenchmarkRow): Benchmark {
  const { id, dataSetId, dataSetName, simulated, finishedAt } = row;
  const results = row.results as readonly BenchmarkResult[];
  return create(BenchmarkSchema, {
    ...{ id, dataSetId, dataSetName, simulated },
    finishedAt: timestampFromDate(finishedAt),
    results: results.map(({ fitMs, modelBytes, metrics, segments, ...result }) => ({
      ...result,
      fitMs: BigInt(Math.round(fitMs)),
      modelBytes: BigInt(Math.round(modelBytes)),
      metrics: describeMetrics(metrics),
      segments: segments.map((segment) => ({ ...segment, metrics: describeMetrics(segment.metrics) })),
    })),
  });
}

// A number that JSON has no word for, as a mean of no cases, comes back from the database as null.
function describeMetrics(metrics: readonly BenchmarkMetric[]): BenchmarkMetric[] {
  return metrics
    .filter(({ value }) => value !== null)
    .map((metric) => Object.fromEntries(Object.entries(metric).filter(([, value]) => value !== null)))
    .map((metric) => metric as unknown as BenchmarkMetric);
}
