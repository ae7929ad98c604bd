import { create } from '@bufbuild/protobuf';
import {
  type Algorithm,
  AlgorithmSchema,
  AlgorithmState,
  type DataSet,
  DataSetSchema,
  type DataSetStatistics,
  DataSetStatisticsSchema,
  type MovieMap,
  MovieMapSchema,
} from '@starweave/contract';
import { createInstant } from './contract-movie.ts';
import type { DataSetDescription, DataSetFacts, FilmGroup, FilmMap, FilmPoint } from './engine/data-set-facts.ts';
import type { AlgorithmStateName, AlgorithmStatus } from './engine/engine-status.ts';

const algorithmStates: { readonly [state in AlgorithmStateName]: AlgorithmState } = {
  serving: AlgorithmState.SERVING,
  'not-loaded': AlgorithmState.NOT_LOADED,
  loading: AlgorithmState.LOADING,
  training: AlgorithmState.TRAINING,
  'not-trained': AlgorithmState.NOT_TRAINED,
  'does-not-fit': AlgorithmState.DOES_NOT_FIT,
  broken: AlgorithmState.BROKEN,
};

export function createContractAlgorithm(status: AlgorithmStatus): Algorithm {
  const { id, name, description, objective, isStandard, reason, advice } = status;
  return create(AlgorithmSchema, {
    ...{ id, name, description, objective, isStandard, reason, advice },
    state: algorithmStates[status.state],
    sizeBytes: toInteger(status.sizeBytes),
    neededBytes: toInteger(status.neededBytes),
    availableBytes: toInteger(status.availableBytes),
    ...createInstant('trainedAt', status.trainedAt),
    fitMs: toInteger(status.fitMs),
    parameters: { ...status.parameters },
  });
}

export function createContractDataSet(facts: DataSetFacts): DataSet {
  const { id, name, simulated, filmCount, userCount, ratingCount, inUse, meanRating } = facts;
  const pairs = filmCount * userCount;
  return create(DataSetSchema, {
    ...{ id, name, simulated, userCount, inUse, meanRating },
    movieCount: filmCount,
    ratingCount: toInteger(ratingCount),
    ...createInstant('firstRatingAt', facts.firstRatingAt),
    ...createInstant('lastRatingAt', facts.lastRatingAt),
    ...createInstant('createdAt', facts.createdAt),
    sizeBytes: toInteger(facts.sizeBytes),
    rejectedLineCount: toInteger(facts.rejectedLineCount),
    rejectedLines: [...facts.rejectedLines],
    density: pairs === 0 ? 0 : ratingCount / pairs,
  });
}

export function createDataSetStatistics(description: DataSetDescription): DataSetStatistics {
  const { genres, genreCombinations, years, decades, userActivity, popularityIsSample, topTenthShare } = description;
  return create(DataSetStatisticsSchema, {
    ...{ popularityIsSample, topTenthShare },
    dataSet: createContractDataSet(description.facts),
    genres: genres.map(describeGroup),
    genreCombinations: genreCombinations.map(describeGroup),
    years: years.map(describeGroup),
    decades: decades.map(describeGroup),
    ratingCounts: description.ratingCounts.map(toInteger),
    userActivity: userActivity.map(describeGroup),
    popularity: description.popularity.map((point) => ({ ...describePoint(point), meanRating: point.meanRating })),
  });
}

export function createContractMap({ method, algorithm, points }: FilmMap): MovieMap {
  return create(MovieMapSchema, {
    ...{ method, algorithm },
    points: points.map((point) => ({ ...describePoint(point), x: point.x, y: point.y })),
  });
}

function describeGroup({ name, filmCount, ratingCount, meanRating, userCount = 0 }: FilmGroup) {
  return {
    ...{ name, userCount },
    movieCount: filmCount,
    ratingCount: toInteger(ratingCount),
    ...(meanRating !== undefined && { meanRating }),
  };
}

function describePoint({ filmId, title, year = 0, genre, ratingCount }: FilmPoint) {
  return { movieId: filmId, title, year, genre, ratingCount };
}

function toInteger(value: number): bigint {
  return BigInt(Math.round(value));
}
