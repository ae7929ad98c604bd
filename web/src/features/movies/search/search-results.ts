import type { FilterAdvice, Movie, SearchMoviesResponse } from '@starweave/contract';

/** What was found so far for one wish. */
export interface SearchResults {
  /** Names the wish that they belong to, and the data set. */
  readonly address: string;
  readonly films: readonly Movie[];
  readonly total: number;
  /** Empty where everything was found as it was typed. */
  readonly didYouMean: string;
  readonly advice: readonly FilterAdvice[];
}

/** The first page of what was found. */
export function createResults(address: string, answer: SearchMoviesResponse): SearchResults {
  const { movies, total, didYouMean, advice } = answer;
  return { address, films: movies, total, didYouMean, advice };
}

/** Adds the next page; a film that moved from one page to the other meanwhile stands once. */
export function addPage(results: SearchResults, answer: SearchMoviesResponse): SearchResults {
  const known = new Set(results.films.map(({ movieId }) => movieId));
  const added = answer.movies.filter(({ movieId }) => !known.has(movieId));
  // An empty page ends the list, whatever was counted before.
  const total = answer.movies.length === 0 ? results.films.length : answer.total;
  return { ...results, films: [...results.films, ...added], total };
}

/**
 * A remembered list brought up to date: as long as it was where its first page still holds the same films, or else the fresh
 * first page alone, as after a switch to other data.
 */
export function refreshResults(remembered: SearchResults | undefined, fresh: SearchResults): SearchResults {
  const isSame =
    remembered !== undefined &&
    remembered.address === fresh.address &&
    remembered.total === fresh.total &&
    fresh.films.every(({ movieId, title }, index) => {
      const before = remembered.films[index];
      return before?.movieId === movieId && before.title === title;
    });
  return isSame ? { ...fresh, films: [...fresh.films, ...remembered.films.slice(fresh.films.length)] } : fresh;
}

/** How much was found, as a sentence; read out when it changes. */
export function describeCount({ total, didYouMean }: SearchResults, words: string): string {
  const films = total === 1 ? '1 film' : `${total.toLocaleString('en')} films`;
  if (words === '') return films;
  if (total === 0) return `No film for “${words}”`;
  return didYouMean === '' ? `${films} for “${words}”` : `${films} like “${words}”`;
}
