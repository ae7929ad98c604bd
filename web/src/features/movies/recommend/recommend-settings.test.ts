import { describe, expect, test } from 'vitest';
import {
  countFilters,
  defaultSettings,
  formatSettings,
  loosen,
  parseSettings,
  type RecommendSettings,
  requestOf,
  turnGenre,
} from './recommend-settings.ts';

const full: RecommendSettings = {
  userId: '26',
  algorithm: 'item-knn',
  compareWith: 'svd',
  count: 25,
  diversity: 0.35,
  wish: 'something like Heat & “Ronin”, but funnier?',
  genres: ['Comedy', 'Sci-Fi'],
  withoutGenres: ['Horror'],
  yearFrom: 1990,
  yearTo: 2010,
  ratingCountFrom: 0,
  ratingCountTo: 200,
};

describe('settings in the address', () => {
  test('are read as they were written', () => {
    expect(parseSettings(formatSettings(full))).toEqual(full);
  });

  test('the default ones leave it empty', () => {
    expect(formatSettings(defaultSettings)).toBe('');
    expect(parseSettings('')).toEqual(defaultSettings);
  });

  test.each([
    ['?count=0', { count: 1 }],
    ['?count=5000', { count: 100 }],
    ['?count=-3', { count: 10 }],
    ['?count=1e2', { count: 10 }],
    ['?diversity=250', { diversity: 1 }],
    ['?diversity=NaN', { diversity: 0 }],
    ['?user=person:x', { userId: '' }],
    ['?user=<script>', { userId: '' }],
    ['?algorithm=../../x', { algorithm: '' }],
    ['?genres=Comedy,Nonsense,Horror&without=Horror', { genres: ['Comedy', 'Horror'], withoutGenres: [] }],
    ['?from=soon&to=', { yearFrom: undefined, yearTo: undefined }],
    [`?wish=${'x'.repeat(9000)}`, { wish: 'x'.repeat(500) }],
    ['?%E0%A4%A', defaultSettings],
  ])('%s can be mistyped', (query, expected) => {
    expect(parseSettings(query)).toMatchObject(expected);
  });
});

test('a call carries every setting, and no bound that is not set', () => {
  expect(requestOf(full, 'svd')).toEqual({
    userId: '26',
    algorithm: 'svd',
    limit: 25,
    diversity: 0.35,
    wish: full.wish,
    filter: {
      genres: ['Comedy', 'Sci-Fi'],
      withoutGenres: ['Horror'],
      yearFrom: 1990,
      yearTo: 2010,
      ratingCountFrom: 0,
      ratingCountTo: 200,
    },
  });
  expect(requestOf(defaultSettings, '').filter).toEqual({ genres: [], withoutGenres: [] });
});

describe('loosening', () => {
  test.each([
    ['genres', 2],
    ['without_genres', 1],
    ['year_from', 1],
    ['year_to', 1],
    ['rating_count_from', 1],
    ['rating_count_to', 1],
  ])('%s takes that filter away and leaves the wish', (field, fewer) => {
    const loosened = loosen(full, field);
    expect(countFilters(full) - countFilters(loosened)).toBe(fewer);
    expect(loosened.wish).toBe(full.wish);
  });

  test('what the wish brought in goes with the wish', () => {
    const wished = { ...defaultSettings, wish: 'after 2000' };
    expect(loosen(wished, 'year_from')).toEqual(defaultSettings);
    expect(loosen(wished, 'toString')).toEqual(defaultSettings);
  });
});

test('a genre goes from any to wanted to left out and back', () => {
  const wanted = turnGenre(defaultSettings, 'War');
  const leftOut = turnGenre(wanted, 'War');
  expect([wanted.genres, wanted.withoutGenres]).toEqual([['War'], []]);
  expect([leftOut.genres, leftOut.withoutGenres]).toEqual([[], ['War']]);
  expect(turnGenre(leftOut, 'War')).toEqual(defaultSettings);
});
