import type { Scorer } from '@starweave/recommender';
import { expect, it } from 'vitest';
import type { RecommendQuery, RecommendResult } from './film-engine.ts';
import { RememberedLists } from './remembered-lists.ts';

const scorer = { id: 'svd-biased' } as Scorer;
const other = { id: 'svd-biased' } as Scorer;
const query: RecommendQuery = {
  person: { kind: 'person', ratings: [{ filmKey: 'heat|1995', halfStars: 9, ratedAt: 1 }], feedback: [] },
  ...{ limit: 10, filter: {}, diversity: 0, likeFilmIds: [], genreWeights: [] },
};
const rate = (halfStars: number): RecommendQuery => ({
  ...query,
  person: { kind: 'person', ratings: [{ filmKey: 'heat|1995', halfStars, ratedAt: 1 }], feedback: [] },
});

/** Makes lists that tell how many were made before. */
function createLists() {
  const lists = new RememberedLists();
  let made = 0;
  const ask = async (asked: RecommendQuery, scorers: readonly [Scorer, Scorer] = [scorer, scorer], reason = '') => {
    const list = await lists.get({ query: asked, scorers, reason }, () => {
      made += 1;
      return { ratingCount: made } as RecommendResult;
    });
    return list.ratingCount;
  };
  return ask;
}

it('gives the same list to the same question, and another one to any other', async () => {
  const ask = createLists();
  expect([await ask(query), await ask(structuredClone(query))]).toEqual([1, 1]);
  expect(await ask(rate(2))).toBe(2);
  expect(await ask({ ...query, limit: 20 })).toBe(3);
  expect(await ask({ ...query, filter: { yearFrom: 2000 } })).toBe(4);
  expect(await ask(query, [scorer, scorer], 'Hybrid is being loaded.')).toBe(5);
  expect(await ask(query)).toBe(1);
});

it('makes a list anew when a model was loaded again', async () => {
  const ask = createLists();
  expect(await ask(query)).toBe(1);
  expect(await ask(query, [other, other])).toBe(2);
  expect(await ask(query, [scorer, other])).toBe(3);
});

it('forgets the list that was asked for longest ago', async () => {
  const ask = createLists();
  const limits = Array.from({ length: 256 }, (_, place) => place + 1);
  for (const limit of limits) await ask({ ...query, limit });
  expect(await ask({ ...query, limit: 1 })).toBe(1);
  expect(await ask({ ...query, limit: 257 })).toBe(257);
  expect(await ask({ ...query, limit: 1 })).toBe(1);
  expect(await ask({ ...query, limit: 2 })).toBe(258);
});
