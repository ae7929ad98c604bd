import { expect, test } from 'vitest';
import { compareLists } from './compare-lists.ts';

const list = (...ids: number[]) => ids.map((movieId) => ({ movieId }));

test('two lists share what is in both, each with its place in the other', () => {
  const { sharedCount, placesInFirst, placesInSecond } = compareLists(list(1, 2, 3), list(3, 4, 1));
  expect(sharedCount).toBe(2);
  expect([placesInFirst.get(3), placesInSecond.get(3), placesInSecond.get(2)]).toEqual([3, 1, undefined]);
});

test('empty lists share nothing', () => {
  expect(compareLists([], list(1)).sharedCount).toBe(0);
});
