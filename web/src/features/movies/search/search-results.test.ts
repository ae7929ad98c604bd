import { create } from '@bufbuild/protobuf';
import { SearchMoviesResponseSchema } from '@starweave/contract';
import { describe, expect, test } from 'vitest';
import { addPage, createResults, describeCount, refreshResults } from './search-results.ts';

const page = (ids: readonly number[], total: number) =>
  create(SearchMoviesResponseSchema, { movies: ids.map((movieId) => ({ movieId, title: `Film ${movieId}` })), total });
const idsOf = ({ films }: { readonly films: readonly { readonly movieId: number }[] }) =>
  films.map(({ movieId }) => movieId);

describe('pages of what was found', () => {
  const first = createResults('/movies/search?q=film', page([1, 2, 3], 5));

  test('follow each other, each film once', () => {
    const both = addPage(first, page([3, 4, 5], 5));
    expect(idsOf(both)).toEqual([1, 2, 3, 4, 5]);
    expect([both.address, both.total]).toEqual([first.address, 5]);
  });

  test('end where a page is empty, so that nothing asks for ever', () => {
    expect(addPage(first, page([], 5)).total).toBe(3);
  });
});

describe('a remembered list', () => {
  const remembered = addPage(createResults('/a', page([1, 2], 4)), page([3, 4], 4));

  test('stays as long as it was, with a fresh first page', () => {
    const fresh = createResults('/a', page([1, 2], 4));
    const refreshed = refreshResults(remembered, fresh);
    expect(idsOf(refreshed)).toEqual([1, 2, 3, 4]);
    expect(refreshed.films[0]).toBe(fresh.films[0]);
  });

  test.each([
    ['other films', createResults('/a', page([2, 1], 4))],
    ['another count', createResults('/a', page([1, 2], 3))],
    ['another wish', createResults('/b', page([1, 2], 4))],
  ])('is forgotten where there are %s', (_, fresh) => {
    expect(refreshResults(remembered, fresh)).toBe(fresh);
  });
});

test.each([
  [1362, '', '', '1,362 films'],
  [1, '', '', '1 film'],
  [12, 'heat', '', '12 films for “heat”'],
  [2, 'haet', 'Heat', '2 films like “haet”'],
  [0, 'zzz', '', 'No film for “zzz”'],
  [0, '', '', '0 films'],
])('%i films for “%s” are told', (total, words, didYouMean, text) => {
  expect(describeCount({ address: '', films: [], total, didYouMean, advice: [] }, words)).toBe(text);
});
