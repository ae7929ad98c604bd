import type { ItemFeatures, UserFeatures } from '../interactions/item-features.ts';
import type { SideInformationById } from '../interactions/side-information.ts';
import { type ByteSource, openFileSource } from './byte-source.ts';
import { openCollection } from './file-collection.ts';
import { readItems } from './read-items.ts';
import { type RatingsRead, type ReadRatingsOptions, readRatingsOf } from './read-ratings.ts';
import { addTags, readTags } from './read-tags.ts';
import { readUsers } from './read-users.ts';
import { RejectedLineCounter, type RejectedLines } from './rejected-lines.ts';

/** A data set as it was read: ratings, films and people. */
export interface DataSet extends RatingsRead {
  readonly sideInformation: SideInformationById;
  /** Lines about films, tags and people that could not be used. */
  readonly rejectedSideLines: RejectedLines;
}

/** Side information, and the lines that could not be used. */
export interface SideInformationRead {
  readonly sideInformation: SideInformationById;
  readonly rejectedSideLines: RejectedLines;
}

const fileNames = {
  items: ['movies.csv', 'movies.dat', 'u.item', 'movies.parquet', 'items.csv', 'items.parquet'],
  genres: ['u.genre'],
  tags: ['tags.csv', 'tags.dat', 'tags.parquet'],
  users: ['users.dat', 'u.user', 'users.csv', 'users.parquet'],
};

/**
 * Read a MovieLens folder or zip, of any size from ml-100k to ml-32m, or one file of ratings alone.
 *
 * @throws DataFileError as `readRatings`; the signal's reason when it is aborted
 */
export async function readDataSet(place: string, options: ReadRatingsOptions = {}): Promise<DataSet> {
  const collection = await openCollection(place);
  try {
    const ratings = await readRatingsOf(collection, options);
    const find = (names: readonly string[]) =>
      names
        .map((name) => collection.sources.find(({ baseName }) => baseName.toLowerCase() === name))
        .find((source) => source !== undefined);
    const sources = {
      items: find(fileNames.items),
      genres: find(fileNames.genres),
      tags: find(fileNames.tags),
      users: find(fileNames.users),
    };
    return { ...ratings, ...(await readSideSources(sources, options.signal)) };
  } finally {
    collection.close();
  }
}

/** Paths of files with side information; each may be left out. */
export interface SideInformationFiles {
  /** Films: `movies.csv`, `movies.dat`, `u.item`, or a CSV or Parquet file whose columns name an id and a title. */
  readonly items?: string | undefined;
  readonly tags?: string | undefined;
  /** People: `users.dat`, `u.user`, or a CSV or Parquet file whose columns name an id. */
  readonly users?: string | undefined;
}

/** Read films with their tags, and people, by id. @throws DataFileError when a file is missing or lacks columns */
export async function readSideInformation(
  { items, tags, users }: SideInformationFiles,
  signal?: AbortSignal,
): Promise<SideInformationRead> {
  const open = async (file: string | undefined) => (file === undefined ? undefined : await openFileSource(file));
  return readSideSources({ items: await open(items), tags: await open(tags), users: await open(users) }, signal);
}

interface SideInformationSources {
  readonly items?: ByteSource | undefined;
  readonly genres?: ByteSource | undefined;
  readonly tags?: ByteSource | undefined;
  readonly users?: ByteSource | undefined;
}

async function readSideSources(
  { items, genres, tags, users }: SideInformationSources,
  signal?: AbortSignal,
): Promise<SideInformationRead> {
  const rejected = new RejectedLineCounter();
  const films =
    items === undefined ? new Map<number, ItemFeatures>() : await readItems(items, rejected, { genres, signal });
  const withTags = tags === undefined ? films : addTags(films, await readTags(tags, rejected, signal));
  const people = users === undefined ? new Map<number, UserFeatures>() : await readUsers(users, rejected, signal);
  return { sideInformation: { items: withTags, users: people }, rejectedSideLines: rejected.toReport() };
}
