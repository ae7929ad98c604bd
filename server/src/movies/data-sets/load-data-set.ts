import { type ItemFeatures, openRatings, openRatingTimes, type TrainingData } from '@starweave/recommender';
import type { DataSetFacts } from '../engine/data-set-facts.ts';
import type { Film } from '../engine/film-engine.ts';
import { createFilmKeys, showTitle } from '../engine/film-key.ts';
import type { OpenDataSet } from '../engine/open-data-set.ts';
import { BrokenDataSetError } from './broken-data-set-error.ts';
import { type FilmFacts, loadFilmFacts } from './film-facts-file.ts';
import { dataSetFiles } from './film-folder.ts';
import { loadPeople } from './people-file.ts';

/**
 * Opens a data set's files for questions: ratings as views of one buffer, films with their counts and keys. When ratings were
 * given stays in its file.
 *
 * @throws BrokenDataSetError or the recommender's BrokenRatingsFileError, which say which file is at fault
 */
export async function loadDataSet(folder: string, facts: DataSetFacts): Promise<OpenDataSet> {
  const { data, films: filmFacts } = await loadTrainingData(folder, { withTags: false });
  const times = await openRatingTimes(dataSetFiles.ratings(folder), data.interactions);
  const films = createFilms(filmFacts);
  const { items } = data.interactions;
  const indexesByKey = new Map(films.map(({ key }, index) => [key, index]));
  return {
    facts,
    films,
    training: { ...data, sideInformation: { items: films, users: data.sideInformation?.users ?? [] } },
    readTimes: async (user) => times?.readUser(user),
    findFilm: (filmId) => (isId(filmId) ? items.indexOf(filmId) : undefined),
    findKey: (filmKey) => indexesByKey.get(filmKey),
  };
}

export interface LoadTrainingOptions {
  readonly withTags: boolean;
}

/** Opens a data set's files for a fit. @throws as `loadDataSet` */
export async function loadTrainingData(
  folder: string,
  { withTags }: LoadTrainingOptions,
): Promise<{ readonly data: TrainingData; readonly films: readonly FilmFacts[] }> {
  const filmFiles = { films: dataSetFiles.films(folder), tags: dataSetFiles.tags(folder) };
  // Films are parsed while the ratings come from the disk.
  const [interactions, films] = await Promise.all([
    openRatings(dataSetFiles.ratings(folder)),
    loadFilmFacts(filmFiles, withTags),
  ]);
  const users = await loadPeople(dataSetFiles.people(folder), interactions.userCount);
  const belongs =
    films.length === interactions.itemCount &&
    users.length === interactions.userCount &&
    films.every(({ id }, index) => id === interactions.items.idAt(index));
  if (!belongs) {
    throw new BrokenDataSetError(`The files in ${folder} don't belong together. Import the data set again.`);
  }
  return { data: { interactions, sideInformation: { items: films, users } }, films };
}

/**
 * A film, which is also what the recommender knows about it: kept once. Tags are for a fit, and no part of what is sent to
 * whoever asks for the film.
 */
class KnownFilm implements Film, ItemFeatures {
  readonly id: number;
  readonly key: string;
  readonly title: string;
  readonly year: number | undefined;
  readonly genres: readonly string[];
  readonly directors: readonly string[];
  readonly keywords: readonly string[];
  readonly ratingCount: number;
  readonly meanRating: number | undefined;

  constructor(facts: FilmFacts, key: string) {
    const { id, title, year, genres, directors, keywords, ratingCount, halfStars } = facts;
    this.id = id;
    this.key = key;
    this.title = showTitle(title);
    this.year = year;
    this.genres = genres;
    this.directors = directors;
    this.keywords = keywords;
    this.ratingCount = ratingCount;
    this.meanRating = ratingCount === 0 ? undefined : halfStars / 2 / ratingCount;
  }

  get tags(): readonly string[] {
    return none;
  }
}

const none: readonly string[] = [];

function createFilms(facts: readonly FilmFacts[]): readonly KnownFilm[] {
  const keys = createFilmKeys(facts);
  return facts.map((film, index) => new KnownFilm(film, keys[index]!));
}

function isId(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}
