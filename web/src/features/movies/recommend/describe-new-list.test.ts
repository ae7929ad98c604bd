import { create } from '@bufbuild/protobuf';
import { MovieRecommendationSchema } from '@starweave/contract';
import { expect, test } from 'vitest';
import { describeNewList } from './describe-new-list.ts';

const list = (...titles: string[]) => ({
  recommendations: titles.map((title) => create(MovieRecommendationSchema, { title })),
});

test('a new list is told by its length and its first film', () => {
  expect(describeNewList(list('Heat', 'Alien'))).toBe('The list has changed: 2 films, the first is Heat.');
  expect(describeNewList(list('Heat'))).toBe('The list has changed: 1 film, the first is Heat.');
  expect(describeNewList(list())).toBe('The list is empty now: no film passes all of this.');
  expect(describeNewList(list('x'.repeat(10_000))).length).toBeLessThan(300);
});
