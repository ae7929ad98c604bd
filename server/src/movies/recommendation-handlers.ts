import type { ServiceImpl } from '@connectrpc/connect';
import type { MovieService } from '@starweave/contract';
import {
  checkAlgorithm,
  checkCount,
  checkDiversity,
  checkFields,
  checkFilter,
  checkMovieIds,
  checkText,
  checkUserId,
} from './check-movie-request.ts';
import { createContractMovie, createModelAnswer } from './contract-movie.ts';
import { choosePerson, loadViewer, type MovieServiceDependencies } from './movie-service-dependencies.ts';
import { mostLikedFilms, recommendFilms } from './recommend-films.ts';

const listLength = { most: 100, fallback: 10 };
const longestWishCharacters = 500;
const mostPredictions = 200;

/** Lists, predictions and their explanations. */
export function createRecommendationHandlers(dependencies: MovieServiceDependencies) {
  return {
    ...createListHandlers(dependencies),
    ...createPredictionHandlers(dependencies),
  } satisfies Partial<ServiceImpl<typeof MovieService>>;
}

function createListHandlers(dependencies: MovieServiceDependencies) {
  const { engine, getCaller } = dependencies;
  return {
    async recommend(request, context) {
      const list = checkFields({
        requested: () => checkUserId(request.userId, getCaller(context)),
        algorithm: () => checkAlgorithm(request.algorithm),
        limit: () => checkCount('limit', request.limit, listLength),
        filter: () => checkFilter(request.filter),
        diversity: () => checkDiversity(request.diversity),
        likeIds: () => checkMovieIds('like_movie_ids', request.likeMovieIds, { most: mostLikedFilms }),
        wishText: () => checkText('wish', request.wish, longestWishCharacters),
      });
      const { signal } = context;
      return recommendFilms({ engine, loadViewer: () => loadViewer(dependencies, context), signal }, list);
    },
    async similarMovies(request, context) {
      const { algorithm, limit } = checkFields({
        algorithm: () => checkAlgorithm(request.algorithm),
        limit: () => checkCount('limit', request.limit, listLength),
      });
      const [viewer, result] = await Promise.all([
        loadViewer(dependencies, context),
        engine.findSimilarFilms(
          { filmId: request.movieId, limit, ...(algorithm && { algorithm }) },
          { signal: context.signal },
        ),
      ]);
      return {
        movie: createContractMovie(result.film, viewer),
        movies: result.films.map(({ film, score }) => ({ movie: createContractMovie(film, viewer), score })),
        model: createModelAnswer(result.model),
      };
    },
  } satisfies Partial<ServiceImpl<typeof MovieService>>;
}

function createPredictionHandlers(dependencies: MovieServiceDependencies) {
  const { engine, getCaller } = dependencies;
  return {
    async predict(request, context) {
      const { requested, algorithm, filmIds } = checkFields({
        requested: () => checkUserId(request.userId, getCaller(context)),
        algorithm: () => checkAlgorithm(request.algorithm),
        filmIds: () => checkMovieIds('movie_ids', request.movieIds, { least: 1, most: mostPredictions }),
      });
      const viewer = await loadViewer(dependencies, context);
      const person = choosePerson(requested, viewer);
      const { predictions, model } = await engine.predict(
        { person, filmIds, ...(algorithm && { algorithm }) },
        { signal: context.signal },
      );
      return {
        predictions: predictions.map(({ filmId, rating, basis }) => ({
          movieId: filmId,
          predictedRating: rating,
          basis,
        })),
        model: createModelAnswer(model),
      };
    },
    async explain(request, context) {
      const { requested, algorithm } = checkFields({
        requested: () => checkUserId(request.userId, getCaller(context)),
        algorithm: () => checkAlgorithm(request.algorithm),
      });
      const viewer = await loadViewer(dependencies, context);
      const person = choosePerson(requested, viewer);
      const explained = await engine.explain(
        { person, filmId: request.movieId, ...(algorithm && { algorithm }) },
        { signal: context.signal },
      );
      const { sentence, of, total, parts, predictedRating } = explained;
      return {
        ...{ sentence, of, total, predictedRating },
        contributions: parts.map(({ film, ...part }) => ({
          ...part,
          ...(film && { movie: createContractMovie(film, viewer) }),
        })),
        model: createModelAnswer(explained.model),
        movie: createContractMovie(explained.film, viewer),
      };
    },
  } satisfies Partial<ServiceImpl<typeof MovieService>>;
}
