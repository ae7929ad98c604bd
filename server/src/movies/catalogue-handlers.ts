import type { ServiceImpl } from '@connectrpc/connect';
import type { MovieService } from '@starweave/contract';
import { UnavailableError } from '../errors.ts';
import { checkCount, checkFields, checkFilter, checkOffset, checkOrder, checkText } from './check-movie-request.ts';
import { createContractAlgorithm, createContractDataSet } from './contract-data-set.ts';
import { createContractMovie, createModelAnswer } from './contract-movie.ts';
import type { FilmPerson } from './engine/film-engine.ts';
import { createFilterAdvice } from './filter-advice.ts';
import { loadViewer, type MovieServiceDependencies } from './movie-service-dependencies.ts';

const pageLength = { most: 100, fallback: 20 };
const longestQueryCharacters = 200;
const longestDataSetIdCharacters = 200;

/** Films, algorithms and data sets. */
export function createCatalogueHandlers(dependencies: MovieServiceDependencies) {
  return {
    ...createFilmHandlers(dependencies),
    ...createDataSetHandlers(dependencies),
  } satisfies Partial<ServiceImpl<typeof MovieService>>;
}

function createFilmHandlers(dependencies: MovieServiceDependencies) {
  const { engine } = dependencies;
  // A film's page is worth showing without a prediction.
  const predict = async (person: FilmPerson, filmId: number) => {
    try {
      return await engine.predict({ person, filmIds: [filmId] });
    } catch (error) {
      if (error instanceof UnavailableError) return undefined;
      throw error;
    }
  };
  return {
    async searchMovies(request, context) {
      const query = checkFields({
        words: () => checkText('query', request.query, longestQueryCharacters),
        person: () => checkText('person', request.person, longestQueryCharacters),
        filter: () => checkFilter(request.filter),
        order: () => checkOrder(request.order),
        limit: () => checkCount('limit', request.limit, pageLength),
        offset: () => checkOffset(request.offset),
      });
      const [viewer, result] = await Promise.all([loadViewer(dependencies, context), engine.search(query)]);
      return {
        movies: result.films.map((film) => createContractMovie(film, viewer)),
        total: result.total,
        didYouMean: result.didYouMean,
        advice: createFilterAdvice(result.relief, query.filter),
      };
    },
    async getMovie({ movieId }, context) {
      const [viewer, [film], ratingCounts] = await Promise.all([
        loadViewer(dependencies, context),
        engine.getFilms([movieId]),
        engine.countRatings(movieId),
      ]);
      if (film === undefined) throw new Error(`The engine has no answer for film ${movieId}.`);
      const predicted = await predict(viewer.opinions.person, movieId);
      const [prediction] = predicted?.predictions ?? [];
      return {
        movie: createContractMovie(film, viewer),
        ratingCounts: [...ratingCounts],
        ...(prediction && { predictedRating: prediction.rating }),
        ...(predicted && { model: createModelAnswer(predicted.model) }),
      };
    },
  } satisfies Partial<ServiceImpl<typeof MovieService>>;
}

function createDataSetHandlers({ engine }: MovieServiceDependencies) {
  const checkId = (id: string) => checkText('data_set_id', id, longestDataSetIdCharacters);
  return {
    async listAlgorithms() {
      const status = await engine.getStatus();
      return {
        algorithms: status.algorithms.map(createContractAlgorithm),
        servingCount: status.servingCount,
        totalCount: status.totalCount,
        defaultAlgorithm: status.defaultAlgorithm,
        memoryBudgetBytes: BigInt(Math.round(status.memoryBudgetBytes)),
        memoryUsedBytes: BigInt(Math.round(status.memoryUsedBytes)),
      };
    },
    async listDataSets() {
      return { dataSets: (await engine.listDataSets()).map(createContractDataSet) };
    },
    async useDataSet({ dataSetId }) {
      return { dataSet: createContractDataSet(await engine.useDataSet(checkId(dataSetId))) };
    },
    async deleteDataSet({ dataSetId }) {
      await engine.deleteDataSet(checkId(dataSetId));
      return {};
    },
  } satisfies Partial<ServiceImpl<typeof MovieService>>;
}
