import { expect, it } from 'vitest';
import type { Film } from './film-engine.ts';
import { FilmOrders } from './film-orders.ts';

const film = (id: number, ratingCount: number): Film => ({
  ...{ id, key: `${id}`, title: `Film ${id}`, year: 2000, genres: [], directors: [], keywords: [] },
  ...{ ratingCount, meanRating: ratingCount === 0 ? undefined : 3 },
});

it('puts the most rated first, ties by their places, with counts from none to four thousand million', () => {
  const counts = [3, 0, 2 ** 32 - 1, 7, 3, 0, 10 ** 9, 7, 1];
  const films = counts.map((count, id) => film(id, count));
  const orders = new FilmOrders({ films, meanRating: 3, titleOf: (place) => films[place]!.title });
  expect([...orders.get('popular')]).toEqual([2, 6, 3, 7, 0, 4, 8, 1, 5]);
  const many = Array.from({ length: 5000 }, (_, id) => film(id, (id * 7919) % 301));
  const expected = many.toSorted((a, b) => b.ratingCount - a.ratingCount || a.id - b.id).map(({ id }) => id);
  const order = new FilmOrders({ films: many, meanRating: 3, titleOf: () => '' }).get('popular');
  expect([...order]).toEqual(expected);
});
