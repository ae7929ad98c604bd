import { MovieOrder } from '@starweave/contract';
import { describe, expect, test } from 'vitest';
import {
  addressOfSearch,
  countFilters,
  createSearchRequest,
  emptyWish,
  parseWish,
  withoutFilter,
} from './search-wish.ts';

const queryOf = (address: string) => address.slice(address.indexOf('?'));
const full = {
  words: 'héat & “more”, 50%',
  genres: ['Crime', 'Sci-Fi'],
  director: 'Agnès Varda',
  yearFrom: 1990,
  yearTo: 2000,
  order: 'best',
} as const;

describe('the address of a search', () => {
  test('holds everything that is wished for', () => {
    expect(parseWish(queryOf(addressOfSearch(full)))).toEqual(full);
    expect(addressOfSearch(emptyWish)).toBe('/movies/search');
    expect(addressOfSearch({ genres: ['Crime', 'Drama'] })).toBe('/movies/search?genre=Crime,Drama');
  });

  test.each([
    ['?q=&genre=&from=&to=&order=', emptyWish],
    ['?genre=crime,nonsense,constructor&order=__proto__', { ...emptyWish, genres: ['Crime'] }],
    ['?from=19&to=20000&from=1990', emptyWish],
    ['?q=%20%20heat%20', { ...emptyWish, words: 'heat' }],
    ['?q=%E0%A4%A', { ...emptyWish, words: '\uFFFD%A' }],
  ])('%s is understood as far as it goes', (query, wish) => {
    expect(parseWish(query)).toEqual(wish);
  });

  test('never asks for more characters than the server takes', () => {
    expect(parseWish(`?q=${'x'.repeat(10_000)}`).words).toHaveLength(200);
  });
});

test('asks for what is wished for, a page at a time', () => {
  expect(createSearchRequest(full, 48)).toEqual({
    query: full.words,
    person: 'Agnès Varda',
    order: MovieOrder.BEST,
    filter: { genres: ['Crime', 'Sci-Fi'], yearFrom: 1990, yearTo: 2000 },
    limit: 24,
    offset: 48,
  });
  expect(createSearchRequest(emptyWish, 0).filter).toEqual({ genres: [] });
});

test('drops the filter that the server names', () => {
  expect(withoutFilter(full, 'genres').genres).toEqual([]);
  expect(withoutFilter(full, 'year_from')).toEqual({ ...full, yearFrom: undefined });
  expect(withoutFilter(full, 'year_to')).toEqual({ ...full, yearTo: undefined });
  expect(withoutFilter(full, 'rating_count_from')).toEqual(full);
});

test('counts years as one filter', () => {
  expect([countFilters(emptyWish), countFilters(full), countFilters({ ...emptyWish, yearTo: 1990 })]).toEqual([
    0, 3, 1,
  ]);
});
