import { create } from '@bufbuild/protobuf';
import { type Benchmark, BenchmarkSchema } from '@starweave/contract';
import { describe, expect, test } from 'vitest';
import { compareBenchmarks, describeChanges } from './compare-benchmarks.ts';
import {
  describeCost,
  describeMetric,
  describeOverfitting,
  describeSegments,
  listIntervals,
  listMetricNames,
  listSegmentMetrics,
} from './describe-benchmark.ts';

const nameOf = (id: string) => id.toUpperCase();

const benchmark: Benchmark = create(BenchmarkSchema, {
  results: [
    {
      algorithm: 'svd',
      metrics: [
        { name: 'gini@10', value: 0.9 },
        { name: 'ndcg@10', value: 0.2, low: 0.19, high: 0.21 },
        { name: 'rmse', value: 0.9, low: 0.89, high: 0.91, trainValue: 0.6 },
        { name: 'novelty@10', value: 3 },
      ],
      segments: [
        { segment: 'light users', metrics: [{ name: 'rmse', value: 1.1 }] },
        {
          segment: 'heavy users',
          metrics: [
            { name: 'rmse', value: 0.8 },
            { name: 'mae', value: 0.6 },
          ],
        },
      ],
    },
    {
      algorithm: 'knn',
      metrics: [
        { name: 'rmse', value: 0.85, low: 0.84, high: 0.86, trainValue: 0.84 },
        { name: 'ndcg@10', value: 0.18, low: 0.17, high: 0.195 },
        { name: 'novelty@10', value: 5 },
      ],
    },
  ],
});

describe('what a benchmark says', () => {
  test('measures come in the order of the page, those that it does not know last', () => {
    expect(listMetricNames(benchmark)).toEqual(['rmse', 'ndcg@10', 'novelty@10', 'gini@10']);
    expect(listSegmentMetrics(benchmark)).toEqual(['rmse', 'mae']);
  });

  test('the best is the lowest error and the highest quality', () => {
    expect(listIntervals(benchmark, 'rmse', nameOf).map(({ name, isBest }) => [name, isBest])).toEqual([
      ['KNN', true],
      ['SVD', false],
    ]);
    expect(listIntervals(benchmark, 'ndcg@10', nameOf)[0]).toMatchObject({ name: 'SVD', isBest: true });
    expect(listIntervals(benchmark, 'novelty@10', nameOf).map(({ name, isBest }) => [name, isBest])).toEqual([
      ['SVD', undefined],
      ['KNN', undefined],
    ]);
  });

  test('a lead within chance is called so', () => {
    expect(describeMetric('rmse', listIntervals(benchmark, 'rmse', nameOf))).toMatch(
      /Lower is better: KNN leads with 0\.850; no other interval reaches it\.$/,
    );
    expect(describeMetric('ndcg@10', listIntervals(benchmark, 'ndcg@10', nameOf))).toMatch(
      /Higher is better: SVD leads with 0\.200; the interval of KNN overlaps with its own\.$/,
    );
    expect(describeMetric('novelty@10', listIntervals(benchmark, 'novelty@10', nameOf))).toMatch(
      /From SVD with 3\.00 bits to KNN with 5\.00 bits\.$/,
    );
  });

  test('learning by heart shows as a gap', () => {
    expect(describeOverfitting(benchmark.results, 'rmse', nameOf)).toBe(
      'SVD does 0.300 worse on ratings it has not seen, KNN 0.010 worse. A large gap means learning by heart.',
    );
  });

  test('segments: where the leader is strong and weak', () => {
    const svdAlone = { ...benchmark, results: benchmark.results.slice(0, 1) };
    expect(describeSegments(svdAlone, 'rmse', nameOf)).toMatch(
      /^SVD does best for heavy users \(0\.800\) and worst for light users \(1\.100\)\./,
    );
  });

  test('costs: the least, the most and how many times', () => {
    const costs = [
      { name: 'KNN', value: 30 },
      { name: 'SVD', value: 1200 },
    ];
    expect(describeCost(costs, (value) => `${value} ms`)).toBe(
      'Least: KNN with 30 ms. Most: SVD with 1200 ms, 40 times as much.',
    );
  });
});

describe('two benchmarks', () => {
  const later: Benchmark = create(BenchmarkSchema, {
    results: [
      {
        algorithm: 'svd',
        metrics: [
          { name: 'rmse', value: 0.85, low: 0.84, high: 0.86 },
          { name: 'ndcg@10', value: 0.15, low: 0.14, high: 0.16 },
          { name: 'novelty@10', value: 4 },
        ],
      },
      { algorithm: 'knn', metrics: [{ name: 'rmse', value: 0.86, low: 0.85, high: 0.87 }] },
      { algorithm: 'new', metrics: [{ name: 'rmse', value: 1 }] },
    ],
  });
  const changes = compareBenchmarks(benchmark, later, nameOf);

  test('are held against each other measure by measure', () => {
    expect(changes.map(({ algorithm, metric, verdict }) => [algorithm, metric, verdict])).toEqual([
      ['SVD', 'rmse', 'better'],
      ['SVD', 'ndcg@10', 'worse'],
      ['SVD', 'novelty@10', 'other'],
      ['KNN', 'rmse', 'same'],
    ]);
    expect(describeChanges(changes)).toBe('Of 4 measures: 1 better, 1 worse, 1 different, 1 within chance.');
  });

  test('without intervals a change is not called better or worse', () => {
    const alone = (value: number) =>
      create(BenchmarkSchema, { results: [{ algorithm: 'svd', metrics: [{ name: 'coverage@10', value }] }] });
    expect(compareBenchmarks(alone(0.1), alone(0.5), nameOf).map(({ verdict }) => verdict)).toEqual(['other']);
  });

  test('a benchmark does not differ from itself', () => {
    const verdicts = compareBenchmarks(benchmark, benchmark, nameOf).map(({ verdict }) => verdict);
    expect(new Set(verdicts)).toEqual(new Set(['same']));
    expect(describeChanges(compareBenchmarks(benchmark, create(BenchmarkSchema), nameOf))).toBe(
      'The two benchmarks have no algorithm in common.',
    );
  });
});
