import { create } from '@bufbuild/protobuf';
import { type Timestamp, timestampFromMs } from '@bufbuild/protobuf/wkt';
import {
  type ModelAnswer,
  ModelAnswerSchema,
  type Movie,
  MovieFeedback,
  type MovieFilter,
  MovieFilterSchema,
  type MovieRecommendation,
  MovieRecommendationSchema,
  MovieSchema,
  type MovieWish,
  MovieWishSchema,
  type Notice,
  NoticeSchema,
  type RatedMovie,
  RatedMovieSchema,
} from '@starweave/contract';
import { algorithmDescriptions } from './algorithms/algorithm-descriptions.ts';
import type {
  AnsweringModel,
  FeedbackKind,
  Film,
  FilmFilter,
  RatedFilm,
  RecommendedFilm,
  UnderstoodWish,
} from './engine/film-engine.ts';
import type { FilmOpinion } from './film-opinion-store.ts';

/** What is known of a film besides the data set: what the caller said about it, and its picture. */
export interface FilmSurroundings {
  findOpinion(filmKey: string): Pick<FilmOpinion, 'halfStars' | 'feedback'> | undefined;
  /** Path of the film's picture; empty while there is none. */
  findArtUrl(film: Film): string;
}

const feedbacks: { readonly [kind in FeedbackKind]: MovieFeedback } = {
  like: MovieFeedback.LIKE,
  'not-interested': MovieFeedback.NOT_INTERESTED,
  seen: MovieFeedback.SEEN,
};

export function createContractFeedback(kind: FeedbackKind | null | undefined): MovieFeedback {
  return kind === null || kind === undefined ? MovieFeedback.UNSPECIFIED : feedbacks[kind];
}

/** A film as the caller sees it. Titles are as the data set has them: whoever shows them escapes them. */
export function createContractMovie(film: Film, surroundings: FilmSurroundings): Movie {
  const opinion = surroundings.findOpinion(film.key);
  return create(MovieSchema, {
    movieId: film.id,
    title: film.title,
    year: film.year ?? 0,
    genres: [...film.genres],
    directors: [...film.directors],
    keywords: [...film.keywords],
    ratingCount: film.ratingCount,
    ...(film.meanRating !== undefined && { meanRating: film.meanRating }),
    ...(opinion !== undefined && opinion.halfStars !== null && { yourRating: opinion.halfStars / 2 }),
    yourFeedback: createContractFeedback(opinion?.feedback),
    artUrl: surroundings.findArtUrl(film),
  });
}

export function createModelAnswer({ requested, answered, reason, dataSetId, simulated }: AnsweringModel): ModelAnswer {
  return create(ModelAnswerSchema, {
    requestedAlgorithm: requested,
    algorithm: answered,
    isFallback: requested !== answered,
    ...{ reason, dataSetId, simulated },
  });
}

/** Says that another model answered than was asked for; empty when none did. */
export function createModelNotices({ requested, answered, reason }: AnsweringModel): Notice[] {
  if (requested === answered) return [];
  const [other, asked] = [answered, requested].map((id) => algorithmDescriptions[id].name);
  const text = `${other} answered instead of ${asked}${reason === '' ? '.' : `: ${reason}`}`;
  return [create(NoticeSchema, { code: 'model-fallback', text })];
}

export function createRecommendation(
  recommended: RecommendedFilm,
  surroundings: FilmSurroundings,
): MovieRecommendation {
  const { film, predictedRating, score, sentence } = recommended;
  return create(MovieRecommendationSchema, {
    movieId: film.id,
    title: film.title,
    year: film.year ?? 0,
    genres: [...film.genres],
    ...{ predictedRating, score, explanation: sentence },
    movie: createContractMovie(film, surroundings),
  });
}

function createContractFilter(filter: FilmFilter): MovieFilter {
  const { genres = [], withoutGenres = [], ...numbers } = filter;
  return create(MovieFilterSchema, { genres: [...genres], withoutGenres: [...withoutGenres], ...numbers });
}

export function createContractWish(wish: UnderstoodWish, surroundings: FilmSurroundings): MovieWish {
  const toMovies = (films: readonly Film[]) => films.map((film) => createContractMovie(film, surroundings));
  return create(MovieWishSchema, {
    like: toMovies(wish.likeFilms),
    filter: createContractFilter(wish.filter),
    genres: wish.genreWeights.map((weight) => ({ ...weight })),
    directors: [...(wish.directors ?? [])],
    ignoredWords: [...wish.ignoredWords],
    questions: wish.questions.map(({ title, candidates }) => ({ title, candidates: toMovies(candidates) })),
  });
}

export function createRatedMovie(rated: RatedFilm, surroundings: FilmSurroundings): RatedMovie {
  const { film, rating, ratedAt, expectedRating } = rated;
  return create(RatedMovieSchema, {
    movie: createContractMovie(film, surroundings),
    rating,
    ...(expectedRating !== undefined && { expectedRating }),
    ...createInstant('ratedAt', ratedAt),
  });
}

/** A field with a time; none where it is not known (0). */
export function createInstant<Name extends string>(name: Name, seconds: number): { [field in Name]?: Timestamp } {
  if (seconds <= 0) return {};
  return { [name]: timestampFromMs(seconds * 1000) } as { [field in Name]: Timestamp };
}
