import { InvalidRequestError } from '../errors.ts';

/** Files of MovieLens, and what other tables of ratings and films are called. */
const knownNames = [
  ...['ratings.csv', 'ratings.tsv', 'ratings.dat', 'ratings.parquet', 'u.data'],
  ...['movies.csv', 'movies.dat', 'movies.parquet', 'items.csv', 'items.parquet', 'u.item', 'u.genre'],
  ...['tags.csv', 'tags.dat', 'tags.parquet', 'links.csv'],
  ...['users.csv', 'users.dat', 'users.parquet', 'u.user'],
];

/** How an archive is kept, whatever it was called. */
export const archiveName = 'archive.zip';

/** Of these, one has to be there. */
export const ratingFileNames: readonly string[] = knownNames.filter((name) => /^(ratings\.|u\.data$)/.test(name));

/**
 * Under which name an uploaded file is kept: one of a fixed list, so that nothing that was sent reaches the file system. Case
 * doesn't matter; any `.zip` is kept as `archive.zip`, and a `.parquet` of another name as `ratings.parquet`.
 *
 * @throws InvalidRequestError for any other name
 */
export function chooseUploadFileName(name: string): string {
  const lowerCase = name.toLowerCase();
  const known = [...knownNames, archiveName].find((candidate) => candidate === lowerCase);
  if (known !== undefined) return known;
  if (lowerCase.endsWith('.zip')) return archiveName;
  if (lowerCase.endsWith('.parquet')) return 'ratings.parquet';
  const description = `must be ${knownNames.join(', ')}, or end in .zip or .parquet`;
  throw new InvalidRequestError([{ field: 'file_name', description }]);
}
