import { EvaluationError } from '../errors.ts';
import { buildInteractions } from '../interactions/build-interactions.ts';
import type { Interactions } from '../interactions/interactions.ts';
import type { SideInformation } from '../interactions/item-features.ts';
import { createRatingTable } from '../interactions/list-ratings.ts';
import { type RatingTable, selectRows } from '../interactions/rating-table.ts';
import { realignSideInformation } from '../interactions/side-information.ts';
import { getUserHistory } from '../interactions/user-history.ts';
import { computeClusteredMean, computeMeanInterval, type MeanInterval } from '../metrics/confidence-interval.ts';
import { recommend } from '../ranking/recommend.ts';
import type { FitOptions, Scorer, ScorerDefinition, ScorerParameters, TrainingData } from '../scorers/scorer.ts';
import { drawFolds, splitByFolds } from '../splitting/folds.ts';
import { shuffleIndexes } from '../splitting/shuffle.ts';
import { evaluateRanking, type RankingResult } from './evaluate-ranking.ts';
import { fitTimed, measureRatings, type RatingResult } from './evaluate-ratings.ts';
import type { ProtocolCard } from './protocol-card.ts';

/** What is evaluated on ratings that are in memory. */
export interface InteractionsEvaluationRequest {
  readonly interactions: Interactions;
  readonly sideInformation?: SideInformation | undefined;
  readonly definition: ScorerDefinition;
  readonly parameters?: ScorerParameters | undefined;
  /** One part in so many is held out; default 5, a fifth. */
  readonly folds?: number | undefined;
  /** Lists are made for at most so many people, drawn by the seed; default 2,000. */
  readonly largestListCount?: number | undefined;
  /** Of the cut, the draw and the fit; default 0. */
  readonly seed?: number | undefined;
  readonly fitOptions?: Omit<FitOptions, 'seed'> | undefined;
  /** Milliseconds on a clock that never runs backwards. */
  readonly clock: () => number;
  readonly versions?: Readonly<Record<string, string>> | undefined;
}

/** How a scorer did on ratings that were held out, with 95 % confidence intervals over people. */
export interface InteractionsEvaluation {
  readonly ratings: RatingResult;
  readonly lists: RankingResult;
  readonly intervals: {
    readonly rmse: MeanInterval;
    readonly mae: MeanInterval;
    readonly ndcg: MeanInterval;
    readonly recall: MeanInterval;
    readonly precision: MeanInterval;
    readonly hitRate: MeanInterval;
    readonly novelty: MeanInterval;
  };
  /** The median time for one list of ten, from the view of a person to the films. */
  readonly listMs: number;
  readonly modelBytes: number;
  readonly card: ProtocolCard;
}

const DEFAULT_FOLDS = 5;
const DEFAULT_LIST_COUNT = 2000;
const TIMED_LISTS = 100;
const LIST_LENGTH = 10;
/** How much of the whole each step takes, roughly, for the progress that is told. */
const FIT_SHARE = 0.7;
const RATINGS_SHARE = 0.1;

/**
 * Hold a fifth of the ratings out at random, fit on the others, and measure: errors of held-out ratings, lists of ten against
 * held-out films of four stars and more among all films that the person hasn't rated, times and size.
 *
 * Every film stays in the training data, also one whose ratings are all held out, so that lists are made of the whole
 * catalogue. Deterministic for a seed, times aside.
 *
 * @throws EvaluationError when there are too few ratings; what the fit throws
 */
export async function evaluateInteractions(request: InteractionsEvaluationRequest): Promise<InteractionsEvaluation> {
  const { definition, parameters = {}, fitOptions, clock, seed = 0 } = request;
  const { training, test, split } = cutRatings(request, seed);
  const report = fitOptions?.onProgress;
  const settings = {
    ...{ definition, parameters, clock },
    fitOptions: {
      ...{ ...fitOptions, seed },
      onProgress: ({ stage, fraction }: { stage: string; fraction: number }) =>
        report?.({ stage, fraction: fraction * FIT_SHARE }),
    },
  };
  const fit = await fitTimed(settings, training);
  report?.({ stage: 'held-out ratings', fraction: FIT_SHARE });
  const ratings = await measureRatings(fit, { training, test }, settings);
  report?.({ stage: 'lists', fraction: FIT_SHARE + RATINGS_SHARE });
  const judged = drawPeople(test, request.largestListCount ?? DEFAULT_LIST_COUNT, seed);
  const people = { scorer: fit.scorer, test: judged };
  const lists = await evaluateRanking(people, training, { k: LIST_LENGTH, signal: fitOptions?.signal });
  const listMs = timeLists(fit.scorer, training, clock);
  const { userCount, itemCount, ratingCount, dataHash } = training.interactions;
  return {
    ...{ ratings, lists, listMs, intervals: computeIntervals(ratings, lists), modelBytes: fit.scorer.sizeBytes },
    card: {
      ...{ algorithm: definition.id, parameters: fit.scorer.parameters, split, seed, dataHashes: [dataHash] },
      ...{ trainCount: ratingCount, testCount: test.ratingCount, userCount, itemCount },
      filters: describeJudging(lists, test),
      versions: request.versions ?? {},
    },
  };
}

function cutRatings(
  { interactions, sideInformation, folds = DEFAULT_FOLDS }: InteractionsEvaluationRequest,
  seed: number,
) {
  const table = createRatingTable(interactions);
  if (table.ratingCount < 2 * folds) {
    throw new EvaluationError(`${table.ratingCount} ratings are too few to hold a part out: ${2 * folds} are needed.`);
  }
  const [first] = splitByFolds(drawFolds(table.ratingCount, folds, seed));
  const trainTable = selectRows(table, first!.trainRows, { keepAllIds: true });
  const kept = buildInteractions(trainTable);
  const training: TrainingData = {
    interactions: kept,
    ...(sideInformation && { sideInformation: realignSideInformation(sideInformation, interactions, kept) }),
  };
  const split = `one rating in ${folds} held out at random, seed ${seed}`;
  return { training, test: selectRows(table, first!.testRows), split };
}

/** The rows of at most so many people of a test set. */
function drawPeople(test: RatingTable, count: number, seed: number): RatingTable {
  if (test.users.count <= count) return test;
  const chosen = new Set(shuffleIndexes(test.users.count, seed).subarray(0, count));
  const rows = Uint32Array.from({ length: test.ratingCount }, (_, row) => row);
  return selectRows(
    test,
    rows.filter((row) => chosen.has(test.userIndexes[row]!)),
  );
}

function computeIntervals(ratings: RatingResult, lists: RankingResult): InteractionsEvaluation['intervals'] {
  const { predicted, actual, userIds } = ratings.predictions;
  const errors = predicted.map((value, row) => value - actual[row]!);
  const squared = computeClusteredMean(
    errors.map((error) => error * error),
    userIds,
  );
  const absolute = computeClusteredMean(
    errors.map((error) => Math.abs(error)),
    userIds,
  );
  const quality = (name: 'ndcg' | 'recall' | 'precision' | 'hitRate') =>
    computeMeanInterval(lists.qualities.map((one) => one[name]));
  const root = (value: number) => Math.sqrt(Math.max(0, value));
  return {
    // The square root grows with its argument, so that the ends of the interval may be taken to it.
    rmse: { mean: root(squared.mean), low: root(squared.low), high: root(squared.high) },
    mae: absolute,
    ndcg: quality('ndcg'),
    recall: quality('recall'),
    precision: quality('precision'),
    hitRate: quality('hitRate'),
    novelty: computeMeanInterval(lists.novelties),
  };
}

function timeLists(scorer: Scorer, training: TrainingData, clock: () => number): number {
  const { interactions } = training;
  const step = Math.max(1, Math.floor(interactions.userCount / TIMED_LISTS));
  const times: number[] = [];
  for (let user = 0; user < interactions.userCount && times.length < TIMED_LISTS; user += step) {
    const startedMs = clock();
    recommend(scorer.viewAs(user), training, getUserHistory(interactions, user), { count: LIST_LENGTH });
    times.push(clock() - startedMs);
  }
  return times.sort((one, other) => one - other)[Math.floor(times.length / 2)]!;
}

function describeJudging({ personCount }: RankingResult, test: RatingTable): string[] {
  return [
    'every film that the person has not rated is a candidate; held-out ratings of 4 stars and more are right',
    `lists of ${LIST_LENGTH} for ${personCount} of ${test.users.count} people with held-out ratings`,
    '95 % intervals over people, whose ratings are not taken for independent',
  ];
}
