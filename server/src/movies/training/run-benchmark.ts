import {
  evaluateInteractions,
  findScorer,
  formatProtocolCard,
  type InteractionsEvaluation,
  type MeanInterval,
} from '@starweave/recommender';
import { version } from '../../version.ts';
import { loadTrainingData } from '../data-sets/load-data-set.ts';
import type { BenchmarkMetric, BenchmarkResult } from '../engine/benchmark-outcome.ts';
import type { TrainingJob, TrainingProgress } from './training-messages.ts';

/** Measures one algorithm on ratings of a data set that it hasn't seen. */
export async function runBenchmark(
  { folder, algorithm, parameters, seed }: Extract<TrainingJob, { kind: 'benchmark' }>,
  report: (progress: TrainingProgress) => void,
): Promise<BenchmarkResult> {
  const { data } = await loadTrainingData(folder, { withTags: true });
  const evaluation = await evaluateInteractions({
    ...{ interactions: data.interactions, sideInformation: data.sideInformation, parameters, seed },
    definition: findScorer(algorithm)!,
    fitOptions: { onProgress: report },
    clock: () => performance.now(),
    versions: { starweave: version, node: process.version },
  });
  return {
    algorithm,
    metrics: listMetrics(evaluation),
    protocolCard: formatProtocolCard(evaluation.card),
    fitMs: Math.round(evaluation.ratings.fitSeconds * 1000),
    recommendMs: evaluation.listMs,
    modelBytes: evaluation.modelBytes,
    segments: listSegments(evaluation),
  };
}

function listMetrics({ intervals, ratings, lists }: InteractionsEvaluation): readonly BenchmarkMetric[] {
  const { train } = ratings;
  const toMetric = (name: string, { mean, low, high }: MeanInterval): BenchmarkMetric => ({
    name,
    value: mean,
    low,
    high,
  });
  return [
    { ...toMetric('rmse', intervals.rmse), trainValue: train.rmse },
    { ...toMetric('mae', intervals.mae), trainValue: train.mae },
    toMetric('ndcg@10', intervals.ndcg),
    toMetric('recall@10', intervals.recall),
    toMetric('precision@10', intervals.precision),
    toMetric('hit-rate@10', intervals.hitRate),
    { name: 'coverage@10', value: lists.variety.coverage },
    toMetric('novelty@10', intervals.novelty),
    ...(lists.intraListDiversity === undefined ? [] : [{ name: 'diversity@10', value: lists.intraListDiversity }]),
  ];
}

/** Errors by kinds of people and films, and for people their lists as well. */
function listSegments({ ratings, lists }: InteractionsEvaluation): BenchmarkResult['segments'] {
  return ratings.segments.map(({ segment, ratingCount, rmse, mae }) => {
    const list = lists.segments.find((one) => one.segment === segment);
    const ofLists =
      list === undefined
        ? []
        : [
            { name: 'ndcg@10', value: list.ndcg },
            { name: 'recall@10', value: list.recall },
          ];
    return {
      segment,
      caseCount: ratingCount,
      metrics: [{ name: 'rmse', value: rmse }, { name: 'mae', value: mae }, ...ofLists],
    };
  });
}
