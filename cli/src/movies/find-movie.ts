import type { Client } from '@connectrpc/connect';
import type { Movie, MovieService } from '@starweave/contract';
import { extractYearFromTitle, formatMovieTitle } from '@starweave/film-text';
import { cleanText, showMovie } from './show-movie.ts';

/** No film has the title, or several have it; the message lists the candidates. Exit code 2. */
export class UnresolvedTitleError extends Error {
  readonly code = 'unresolved-title';
  override readonly name = 'UnresolvedTitleError';
}

/** A film that a title means. */
export interface FoundMovie {
  readonly movie: Movie;
  /** False where the title was spelled otherwise, so that the person should hear which film was taken. */
  readonly isExact: boolean;
}

const candidateCount = 8;

/**
 * The film that somebody means by `Heat`, `heat (1995)`, `the matirx` or `id:6`.
 *
 * Letters' case, accents, punctuation and an article at either end don't matter; typing errors are the server's search's to
 * forgive. Throws `UnresolvedTitleError` where no film or more than one fits.
 */
export async function findMovie(
  movies: Pick<Client<typeof MovieService>, 'searchMovies' | 'getMovie'>,
  title: string,
  signal: AbortSignal,
): Promise<FoundMovie> {
  const id = /^id:(\d{1,9})$/.exec(title.trim())?.[1];
  if (id !== undefined) {
    const { movie } = await movies.getMovie({ movieId: Number(id) }, { signal });
    if (movie !== undefined) return { movie, isExact: true };
  }
  const year = extractYearFromTitle(title);
  const name = formatMovieTitle(title, false);
  const filter = year === undefined ? {} : { filter: { yearFrom: year, yearTo: year } };
  const answer = await movies.searchMovies({ query: name, limit: candidateCount, ...filter }, { signal });
  const listed = answer.movies;
  const equal = [false, true]
    .map((ignoresArticle) => listed.filter((movie) => isTitled(movie, name, ignoresArticle)))
    .find((found) => found.length > 0);
  if (equal?.length === 1) return { movie: equal[0]!, isExact: true };
  if (equal !== undefined) throw createQuestion(title, equal);
  const meant = listed.filter((movie) => answer.didYouMean !== '' && isTitled(movie, answer.didYouMean));
  if (meant.length === 1) return { movie: meant[0]!, isExact: false };
  if (listed.length === 1) return { movie: listed[0]!, isExact: false };
  throw createQuestion(title, answer.movies);
}

function isTitled(movie: Movie, title: string, ignoresArticle = false): boolean {
  const [own, wanted] = [foldTitle(movie.title), foldTitle(title)];
  return ignoresArticle ? withoutArticle(own) === withoutArticle(wanted) : own === wanted;
}

/** A title without what people write otherwise: case, accents, punctuation, and where its article stands. */
function foldTitle(title: string): string {
  // What stands in brackets behind a title is another title of the film.
  const bare = formatMovieTitle(title, false).replaceAll(/(?<=\S)\s+[([][^()[\]]*[)\]]/gu, '');
  const [, rest = '', article] = /^(.*?)(?:,\s*(\p{L}+)['’]?)?\s*$/su.exec(bare) ?? [];
  const ordered =
    article !== undefined && articles.has(article.toLowerCase()) ? `${article} ${rest}` : `${rest} ${article ?? ''}`;
  return ordered
    .normalize('NFD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replaceAll(/['’]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .join(' ');
}

function withoutArticle(folded: string): string {
  const [first = '', ...rest] = folded.split(' ');
  return rest.length > 0 && articles.has(first) ? rest.join(' ') : folded;
}

const articles = new Set('the a an le la les l un une der die das ein eine el los las il lo gli'.split(' '));

function createQuestion(title: string, candidates: readonly Movie[]): UnresolvedTitleError {
  const shown = cleanText(title);
  if (candidates.length === 0) {
    return new UnresolvedTitleError(
      `There is no film like "${shown}" in this data set. Look for a part of the title: starweave movies search WORDS`,
    );
  }
  const lines = candidates.map((movie) => `  ${showMovie(movie)}  id:${movie.movieId}`);
  return new UnresolvedTitleError(
    `Several films may be meant by "${shown}". Name one with its year, or by its id:\n${lines.join('\n')}`,
  );
}
