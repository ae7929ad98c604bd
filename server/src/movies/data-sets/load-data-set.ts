import { openRatings, openRatingTimes, type TrainingData } from '@starweave/recommender';
import type { DataSetFacts, Film } from '../engine/film-engine.ts';
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
    training: data,
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

function createFilms(facts: readonly FilmFacts[]): readonly Film[] {
  const keys = createFilmKeys(facts);
  return facts.map(({ id, title, year, genres, directors, keywords, ratingCount, halfStars }, index) => {
    const meanRating = ratingCount === 0 ? undefined : halfStars / 2 / ratingCount;
    const key = keys[index]!;
    const bareTitle = showTitle(title);
    return { id, key, title: bareTitle, year, genres, directors, keywords, ratingCount, meanRating };
  });
}

function isId(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}
