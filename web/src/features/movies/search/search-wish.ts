import type { MessageInitShape } from '@bufbuild/protobuf';
import { MovieOrder, type SearchMoviesRequestSchema } from '@starweave/contract';
import { movieGenres } from '@starweave/film-text';

/** What is searched for; the address of the page holds it. */
export interface SearchWish {
  readonly words: string;
  /** At least one of these. */
  readonly genres: readonly string[];
  readonly director: string;
  readonly yearFrom: number | undefined;
  readonly yearTo: number | undefined;
  readonly order: SearchOrder;
}

export type SearchOrder = 'match' | 'popular' | 'best' | 'newest' | 'title';

/** Orders as people choose them; the first one is taken where none is named. */
export const searchOrders: readonly { readonly name: SearchOrder; readonly label: string }[] = [
  { name: 'match', label: 'Best match' },
  { name: 'popular', label: 'Most rated' },
  { name: 'best', label: 'Best rated' },
  { name: 'newest', label: 'Newest' },
  { name: 'title', label: 'Title' },
];

const contractOrders: Readonly<Record<SearchOrder, MovieOrder>> = {
  match: MovieOrder.UNSPECIFIED,
  popular: MovieOrder.POPULAR,
  best: MovieOrder.BEST,
  newest: MovieOrder.NEWEST,
  title: MovieOrder.TITLE,
};

/** What the server takes at most. */
export const mostQueryCharacters = 200;

export const emptyWish: SearchWish = {
  words: '',
  genres: [],
  director: '',
  yearFrom: undefined,
  yearTo: undefined,
  order: 'match',
};

/** Reads a wish out of an address's query, as in "?q=heat&genre=Crime,Drama&from=1990"; what isn't understood is left out. */
export function parseWish(query: string): SearchWish {
  const given = new URLSearchParams(query);
  const text = (name: string) => (given.get(name) ?? '').slice(0, mostQueryCharacters).trim();
  const names = text('genre').split(',');
  return {
    words: text('q'),
    genres: movieGenres.filter((genre) => names.some((name) => name.trim().toLowerCase() === genre.toLowerCase())),
    director: text('director'),
    yearFrom: parseYear(text('from')),
    yearTo: parseYear(text('to')),
    order: searchOrders.find(({ name }) => name === text('order'))?.name ?? 'match',
  };
}

/** A year of four digits; undefined for anything else. */
export function parseYear(text: string): number | undefined {
  return /^\d{4}$/.test(text.trim()) ? Number(text) : undefined;
}

/** The address of the search page for a wish; the same wish always has the same one. */
export function addressOfSearch(wish: Partial<SearchWish>): string {
  const { words, genres, director, yearFrom, yearTo, order } = { ...emptyWish, ...wish };
  const given = new URLSearchParams();
  if (words !== '') given.set('q', words);
  if (genres.length > 0) given.set('genre', genres.join(','));
  if (director !== '') given.set('director', director);
  if (yearFrom !== undefined) given.set('from', String(yearFrom));
  if (yearTo !== undefined) given.set('to', String(yearTo));
  if (order !== 'match') given.set('order', order);
  const query = given.toString().replaceAll('%2C', ',');
  return query === '' ? '/movies/search' : `/movies/search?${query}`;
}

/** How many films are fetched at once. */
const pageLength = 24;

/** The request for a page of what is wished for. */
export function createSearchRequest(
  wish: SearchWish,
  offset: number,
): MessageInitShape<typeof SearchMoviesRequestSchema> {
  const { words, genres, director, yearFrom, yearTo, order } = wish;
  return {
    query: words,
    person: director,
    order: contractOrders[order],
    filter: {
      genres: [...genres],
      ...(yearFrom !== undefined && { yearFrom }),
      ...(yearTo !== undefined && { yearTo }),
    },
    limit: pageLength,
    offset,
  };
}

/** A wish without one of its filters, by the name that the contract gives the field, as in "year_from". */
export function withoutFilter(wish: SearchWish, field: string): SearchWish {
  if (field === 'genres') return { ...wish, genres: [] };
  if (field === 'year_from') return { ...wish, yearFrom: undefined };
  if (field === 'year_to') return { ...wish, yearTo: undefined };
  return wish;
}

/** How many kinds of filter narrow the wish down. */
export function countFilters({ genres, director, yearFrom, yearTo }: SearchWish): number {
  return Number(genres.length > 0) + Number(director !== '') + Number(yearFrom !== undefined || yearTo !== undefined);
}
