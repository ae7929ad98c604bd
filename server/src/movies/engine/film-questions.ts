import type { DataSetDescription } from './data-set-facts.ts';
import type { FilmEngine } from './film-engine.ts';
import type { ModelShelf, OpenDataSet } from './open-data-set.ts';
import { chooseQuickStart } from './questions/choose-quick-start.ts';
import { createMap } from './questions/create-map.ts';
import { describeDataSet } from './questions/describe-data-set.ts';
import { describeTaste } from './questions/describe-taste.ts';
import { explainFilm } from './questions/explain-film.ts';
import { findSimilarFilms } from './questions/find-similar-films.ts';
import { countRatings, findFilms, getFilms } from './questions/get-films.ts';
import { listUserRatings } from './questions/list-user-ratings.ts';
import { predictRatings } from './questions/predict-ratings.ts';
import { QuestionSources } from './questions/question-sources.ts';
import { recommendFilms } from './questions/recommend-films.ts';
import { needsWords, searchFilms } from './questions/search-films.ts';
import { understandWish } from './questions/understand-wish.ts';

/** The questions that one data set and its models answer. */
export type FilmQuestions = Pick<
  FilmEngine,
  | 'recommend'
  | 'predict'
  | 'findSimilarFilms'
  | 'explain'
  | 'search'
  | 'getFilms'
  | 'findFilms'
  | 'countRatings'
  | 'understandWish'
  | 'describeTaste'
  | 'chooseQuickStart'
  | 'listUserRatings'
  | 'describeDataSet'
  | 'createMap'
>;

/** The questions, and what may be done before the first of them. */
export interface PreparableQuestions extends FilmQuestions {
  /** Builds what words are looked up in, a slice at a time; a question that needs it and comes earlier waits for it. */
  prepare(): Promise<void>;
}

/** Answers questions from a data set in memory; indexes are built by `prepare` or at the first question that needs them. */
export function createFilmQuestions(dataSet: OpenDataSet, shelf: ModelShelf): PreparableQuestions {
  const sources = new QuestionSources(dataSet, shelf);
  let description: DataSetDescription | undefined;
  return {
    prepare: () => sources.prepare(),
    recommend: (query) => recommendFilms(sources, query),
    predict: (query) => predictRatings(sources, query),
    findSimilarFilms: (query) => findSimilarFilms(sources, query),
    explain: (query) => explainFilm(sources, query),
    search: async (query) => {
      if (needsWords(query)) await sources.prepare();
      return searchFilms(sources, query);
    },
    getFilms: async (filmIds, dataSetId) => getFilms(sources, filmIds, dataSetId),
    findFilms: async (filmKeys) => findFilms(sources, filmKeys),
    countRatings: async (filmId) => countRatings(sources, filmId),
    understandWish: async (words) => {
      await sources.prepare();
      return understandWish(sources, words);
    },
    describeTaste: (person) => describeTaste(sources, person),
    chooseQuickStart: (person, limit) => chooseQuickStart(sources, person, limit),
    listUserRatings: (userId, page) => listUserRatings(sources, userId, page),
    describeDataSet: async () => {
      // A data set never changes.
      description ??= describeDataSet(sources);
      return description;
    },
    createMap: () => createMap(sources),
  };
}
