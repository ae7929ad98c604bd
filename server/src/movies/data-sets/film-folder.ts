import path from 'node:path';
import type { ScorerId } from '@starweave/recommender';

/** Where the films' files lie, under the data folder. */
export interface FilmFolder {
  readonly root: string;
  /** Which data set is in use. */
  readonly currentFile: string;
  /** One folder for each data set, named by its id. */
  readonly dataSets: string;
  /** One folder for each task that has begun and is not over, named by its id. */
  readonly tasks: string;
}

export function createFilmFolder(dataFolder: string): FilmFolder {
  const root = path.join(dataFolder, 'films');
  return {
    root,
    currentFile: path.join(root, 'current.json'),
    dataSets: path.join(root, 'data-sets'),
    tasks: path.join(root, 'tasks'),
  };
}

/** The files of one data set. */
export const dataSetFiles = {
  /** Written last: a folder without it is no data set yet. */
  record: (folder: string) => path.join(folder, 'data-set.json'),
  ratings: (folder: string) => path.join(folder, 'ratings.bin'),
  films: (folder: string) => path.join(folder, 'films.jsonl'),
  /** Films as they are shown, in a form that opens without parsing; made of `films`, and made again where it is missing. */
  shownFilms: (folder: string) => path.join(folder, 'films.columns'),
  tags: (folder: string) => path.join(folder, 'tags.jsonl'),
  people: (folder: string) => path.join(folder, 'people.jsonl'),
  models: (folder: string) => path.join(folder, 'models'),
  model: (folder: string, algorithm: ScorerId) => path.join(folder, 'models', `${algorithm}.safetensors`),
  /** Why the last training of an algorithm failed; gone when it has been trained since. */
  failure: (folder: string, algorithm: ScorerId) => path.join(folder, 'models', `${algorithm}.failure.json`),
} as const;
