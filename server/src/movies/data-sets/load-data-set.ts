import { type Interactions, openRatings, openRatingTimes, type TrainingData } from '@starweave/recommender';
import type { DataSetFacts } from '../engine/data-set-facts.ts';
import { createFilmKeys, showTitle } from '../engine/film-key.ts';
import type { OpenDataSet } from '../engine/open-data-set.ts';
import { BrokenDataSetError } from './broken-data-set-error.ts';
import { type FilmFacts, loadFilmFacts } from './film-facts-file.ts';
import { dataSetFiles } from './film-folder.ts';
import { KnownFilm, type KnownFilmFacts } from './known-film.ts';
import { loadPeople } from './people-file.ts';
import { openShownFilms, saveShownFilms } from './shown-films-file.ts';

/**
 * Opens a data set's files for questions: ratings as views of one buffer, films with their counts and keys. When ratings were
 * given stays in its file.
 *
 * @throws BrokenDataSetError or the recommender's BrokenRatingsFileError, which say which file is at fault
 */
export async function loadDataSet(folder: string, facts: DataSetFacts): Promise<OpenDataSet> {
  // Films are made while the ratings come from the disk.
  const [interactions, films] = await Promise.all([openRatings(dataSetFiles.ratings(folder)), loadFilms(folder)]);
  const users = await loadPeople(dataSetFiles.people(folder), interactions.userCount);
  const data = { interactions, sideInformation: { items: films, users } };
  requireBelonging(folder, data);
  const times = await openRatingTimes(dataSetFiles.ratings(folder), interactions);
  const { items } = interactions;
  let indexesByKey: ReadonlyMap<string, number> | undefined;
  return {
    facts,
    films,
    training: data,
    readTimes: async (user) => times?.readUser(user),
    findFilm: (filmId) => (isId(filmId) ? items.indexOf(filmId) : undefined),
    findKey: (filmKey) => {
      indexesByKey ??= new Map(films.map(({ key }, index) => [key, index]));
      return indexesByKey.get(filmKey);
    },
  };
}

export interface LoadTrainingOptions {
  readonly withTags: boolean;
}

/** Opens a data set's files for a fit. @throws as `loadDataSet` */
export async function loadTrainingData(
  folder: string,
  { withTags }: LoadTrainingOptions,
): Promise<{ readonly data: TrainingData }> {
  const filmFiles = { films: dataSetFiles.films(folder), tags: dataSetFiles.tags(folder) };
  // Films are parsed while the ratings come from the disk.
  const [interactions, films] = await Promise.all([
    openRatings(dataSetFiles.ratings(folder)),
    loadFilmFacts(filmFiles, withTags),
  ]);
  const users = await loadPeople(dataSetFiles.people(folder), interactions.userCount);
  const data = { interactions, sideInformation: { items: films, users } };
  requireBelonging(folder, data);
  return { data };
}

interface OpenedFiles {
  readonly interactions: Interactions;
  readonly sideInformation: { readonly items: readonly { readonly id: number }[]; readonly users: readonly unknown[] };
}

function requireBelonging(folder: string, { interactions, sideInformation: { items, users } }: OpenedFiles): void {
  const belongs =
    items.length === interactions.itemCount &&
    users.length === interactions.userCount &&
    items.every(({ id }, index) => id === interactions.items.idAt(index));
  if (belongs) return;
  throw new BrokenDataSetError(`The files in ${folder} don't belong together. Import the data set again.`);
}

/** The films as they are shown; made of what is known about them at the first time, and kept so. */
async function loadFilms(folder: string): Promise<readonly KnownFilm[]> {
  const [files, shown] = [dataSetFiles.films(folder), dataSetFiles.shownFilms(folder)];
  const stored = await openShownFilms(shown, files);
  if (stored !== undefined) return stored;
  const films = showFilms(await loadFilmFacts({ films: files, tags: dataSetFiles.tags(folder) }, false));
  // Without a place to keep them, they are made at the next start again.
  await saveShownFilms(shown, files, films).catch(() => undefined);
  return films.map((film) => new KnownFilm(film));
}

function showFilms(facts: readonly FilmFacts[]): readonly KnownFilmFacts[] {
  const keys = createFilmKeys(facts);
  return facts.map((film, index) => ({ ...film, key: keys[index]!, title: showTitle(film.title) }));
}

function isId(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}
