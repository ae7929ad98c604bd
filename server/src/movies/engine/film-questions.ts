import type { FilmEngine } from './film-engine.ts';
import type { ModelShelf, OpenDataSet } from './open-data-set.ts';
import { explainFilm } from './questions/explain-film.ts';
import { findSimilarFilms } from './questions/find-similar-films.ts';
import { countRatings, getFilms } from './questions/get-films.ts';
import { listUserRatings } from './questions/list-user-ratings.ts';
import { predictRatings } from './questions/predict-ratings.ts';
import { QuestionSources } from './questions/question-sources.ts';
import { recommendFilms } from './questions/recommend-films.ts';
import { searchFilms } from './questions/search-films.ts';

/** The questions that one data set and its models answer. */
export type FilmQuestions = Pick<
  FilmEngine,
  'recommend' | 'predict' | 'findSimilarFilms' | 'explain' | 'search' | 'getFilms' | 'countRatings' | 'listUserRatings'
>;

/** Answers questions from a data set in memory; indexes are built at the first question that needs them. */
export function createFilmQuestions(dataSet: OpenDataSet, shelf: ModelShelf): FilmQuestions {
  const sources = new QuestionSources(dataSet, shelf);
  return {
    recommend: (query) => recommendFilms(sources, query),
    predict: (query) => predictRatings(sources, query),
    findSimilarFilms: (query) => findSimilarFilms(sources, query),
    explain: (query) => explainFilm(sources, query),
    search: async (query) => searchFilms(sources, query),
    getFilms: async (filmIds) => getFilms(sources, filmIds),
    listUserRatings: async (userId, page) => listUserRatings(sources, userId, page),
    countRatings: async (filmId) => countRatings(sources, filmId),
  };
}
