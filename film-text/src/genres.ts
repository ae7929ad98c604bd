/** MovieLens's 19 genres, in its order; a film that has none is marked `(no genres listed)` there. */
export const movieGenres = [
  'Action',
  'Adventure',
  'Animation',
  'Children',
  'Comedy',
  'Crime',
  'Documentary',
  'Drama',
  'Fantasy',
  'Film-Noir',
  'Horror',
  'IMAX',
  'Musical',
  'Mystery',
  'Romance',
  'Sci-Fi',
  'Thriller',
  'War',
  'Western',
] as const;

/** One of `movieGenres`. */
export type MovieGenre = (typeof movieGenres)[number];

/** A film's genres as data has them: `Action|Comedy`, a list, or nothing. */
export type Genres = string | readonly string[] | null | undefined;

const NO_GENRES = '(no genres listed)';
const DEFAULT_SHOWN = 3;

/**
 * A film's genres as a list: parted at `|`, trimmed, without blank ones and without MovieLens's `(no genres listed)`.
 * Anything that is neither text nor a list of texts has none.
 */
export function splitGenres(genres: Genres): readonly string[] {
  const parts: readonly unknown[] =
    typeof genres === 'string' ? genres.split('|') : Array.isArray(genres) ? genres : [];
  return parts
    .filter((part) => typeof part === 'string')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== NO_GENRES);
}

/**
 * Genres in one line: `Action|Comedy|Drama` with at most 2 is `Action, Comedy (+1 more)`.
 *
 * Plain text: in HTML, escape it. `Unknown` when there are none. At least one genre is named, whatever `maxGenres` says; a
 * fraction is rounded down, and what is not a number counts as 3.
 */
export function formatGenres(genres: Genres, maxGenres = DEFAULT_SHOWN): string {
  const names = splitGenres(genres);
  if (names.length === 0) return 'Unknown';
  const shown = Number.isNaN(maxGenres) ? DEFAULT_SHOWN : Math.max(1, Math.floor(maxGenres));
  const text = names.slice(0, shown).join(', ');
  return names.length > shown ? `${text} (+${names.length - shown} more)` : text;
}

/** The name that a spelling of a genre stands for (`sci-fi`, ` Children's `), or `undefined` for one that is not ours. */
export function findMovieGenre(genre: string): MovieGenre | undefined {
  return genresBySpelling.get(genre.trim().toLowerCase());
}

const genresBySpelling = new Map<string, MovieGenre>([
  ...movieGenres.map((genre): [string, MovieGenre] => [genre.toLowerCase(), genre]),
  // MovieLens 100K and 1M write it so.
  ["children's", 'Children'],
]);
