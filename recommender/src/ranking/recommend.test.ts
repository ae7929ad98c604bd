import { describe, expect, it } from 'vitest';
import { createTrainingData } from '../evaluation/training-data.ts';
import { realignSideInformation } from '../interactions/side-information.ts';
import { createPlantedRatings } from '../interactions/test-planted-ratings.ts';
import { getUserHistory } from '../interactions/user-history.ts';
import { computeGenreShares, computeMiscalibration } from '../metrics/genre-calibration.ts';
import { computeIntraListDiversity, computeNovelty } from '../metrics/list-variety.ts';
import type { UserView } from '../scorers/scorer.ts';
import { recommend } from './recommend.ts';
import { type Candidate, rerank } from './rerank.ts';

const planted = createPlantedRatings({ userCount: 80, itemCount: 200, ratingCount: 3000, seed: 8 });
const plain = createTrainingData(planted.table);
const { interactions } = plain;
const sideInformation = realignSideInformation(planted.sideInformation, planted.table, interactions);
const data = { interactions, sideInformation };
const user = 3;
const history = getUserHistory(interactions, user);
const ratingCountOf = (item: number) => interactions.byItem.offsets[item + 1]! - interactions.byItem.offsets[item]!;
const genresOf = (item: number) => sideInformation.items[item]?.genres ?? [];

const view: UserView = {
  predict: () => ({ rating: 3, basis: 'mean' }),
  scoreItems: (scores) =>
    scores.forEach((_, item) => {
      scores[item] = planted.expectedRating(user, item);
    }),
  explain: () => ({ of: 'score', total: 0, contributions: [] }),
};
const flat: UserView = { ...view, scoreItems: (scores) => scores.fill(1) };
const listItems = (options: Parameters<typeof recommend>[3], from = view) =>
  recommend(from, data, history, options).map(({ item }) => item);

describe('recommend', () => {
  it('gives the best unseen items with the scorer’s scores', () => {
    const seen = new Set(history.items);
    const scores = new Float32Array(interactions.itemCount);
    view.scoreItems(scores);
    const best = [...scores.keys()].filter((item) => !seen.has(item)).sort((a, b) => scores[b]! - scores[a]! || a - b);
    const list = recommend(view, data, history, { count: 12 });
    expect(list).toEqual(best.slice(0, 12).map((item) => ({ item, score: scores[item]! })));
  });

  it('takes ties by the smaller index', () => {
    const seen = new Set(history.items);
    const first = Array.from({ length: interactions.itemCount }, (_, item) => item).filter((item) => !seen.has(item));
    expect(listItems({ count: 5 }, flat)).toEqual(first.slice(0, 5));
  });

  it.each([
    {},
    { diversity: 0.7 },
    { calibration: 0.9 },
    { novelty: 1 },
    { diversity: 1, calibration: 1, poolSize: 1 },
  ])('gives exactly n different ones while there are candidates: %j', (sliders) => {
    const candidates = interactions.itemCount - history.items.length;
    for (const count of [1, 10, candidates, candidates + 50]) {
      const list = listItems({ count, ...sliders });
      expect(new Set(list).size).toBe(Math.min(count, candidates));
      expect(list.some((item) => history.items.includes(item))).toBe(false);
    }
    expect(listItems({ count: 1000, includeSeen: true, ...sliders })).toHaveLength(interactions.itemCount);
  });

  it('holds every filter', () => {
    const excluded = listItems({ count: 1 });
    const filter = { genres: ['drama', 'Comedy'], withoutGenres: ['War'], yearFrom: 1950, yearTo: 2000 };
    const list = listItems({
      count: 500,
      filter: { ...filter, ratingCountFrom: 5, ratingCountTo: 40, exclude: excluded },
    });
    const wanted = Array.from({ length: interactions.itemCount }, (_, item) => item).filter((item) => {
      const year = sideInformation.items[item]!.year!;
      const genres = genresOf(item);
      const counts = ratingCountOf(item) >= 5 && ratingCountOf(item) <= 40 && !excluded.includes(item);
      const known = !history.items.includes(item);
      const fits = (genres.includes('Drama') || genres.includes('Comedy')) && !genres.includes('War');
      return counts && known && fits && year >= 1950 && year <= 2000;
    });
    expect(list.sort((a, b) => a - b)).toEqual(wanted);
    expect(wanted.length).toBeGreaterThan(3);
    expect(recommend(view, plain, history, { count: 5, filter: { genres: ['Drama'] } })).toEqual([]);
  });

  it('is the more diverse, calibrated and novel, the further the sliders go', () => {
    const shares = (items: readonly number[]) =>
      computeGenreShares(items.map((item) => ({ genres: genresOf(item), weight: 1 })));
    const own = computeGenreShares(
      [...history.items].map((item, index) => ({ genres: genresOf(item), weight: history.codes[index]! })),
    );
    const measures = {
      diversity: (items: readonly number[]) => computeIntraListDiversity(items.map(genresOf)),
      calibration: (items: readonly number[]) => -computeMiscalibration(own, shares(items)),
      novelty: (items: readonly number[]) =>
        computeNovelty(
          items,
          Array.from({ length: interactions.itemCount }, (_, item) => ratingCountOf(item)),
          80,
        ),
    };
    for (const [name, measure] of Object.entries(measures)) {
      const values = [0, 0.5, 1].map((slider) => measure(listItems({ count: 10, [name]: slider })));
      expect(values[1]).toBeGreaterThanOrEqual(values[0]!);
      expect(values[2]).toBeGreaterThanOrEqual(values[1]! - 1e-9);
      expect(values[2]).toBeGreaterThan(values[0]!);
    }
  });

  it('works for somebody without ratings and films without genres', () => {
    expect(recommend(view, plain, undefined, { count: 7, diversity: 0.5, calibration: 0.5 })).toHaveLength(7);
  });

  it.each([
    [{ count: 0 }, "can't have 0 items"],
    [{ count: 2.5 }, "can't have 2.5 items"],
    [{ count: 5, diversity: 1.1 }, 'The diversity is 1.1'],
    [{ count: 5, calibration: -0.1 }, 'The calibration is -0.1'],
    [{ count: 5, novelty: Number.NaN }, 'The novelty is NaN'],
    [{ count: 5, novelty: 0.5, poolSize: 20.5 }, 'out of 20.5 items'],
    [{ count: 5, novelty: 0.5, poolSize: Number.NaN }, 'out of NaN items'],
  ])('refuses %j', (options, message) => {
    expect(() => recommend(view, data, history, options)).toThrow(message);
  });
});

describe('rerank', () => {
  const candidates: Candidate[] = [
    { item: 1, relevance: 1, genres: ['A'] },
    { item: 2, relevance: 0.9, genres: ['A'] },
    { item: 3, relevance: 0.5, genres: ['B'] },
    { item: 4, relevance: 0.4, genres: ['A', 'B'] },
  ];
  const order = (diversity: number, calibration: number, history = new Map<string, number>()) =>
    rerank(candidates, 4, { diversity, calibration, history }).map(({ item }) => item);

  it('is maximal marginal relevance, by hand', () => {
    expect(order(0, 0)).toEqual([1, 2, 3, 4]);
    // After 1: 2 has 0.45 − 0.5, 3 has 0.25, 4 has 0.2 − 0.25. After 3: 2 has −0.05, 4 has 0.2 − 0.25 as well; 2 is earlier.
    expect(order(0.5, 0)).toEqual([1, 3, 2, 4]);
  });

  it('is Steck’s calibration, by trying every first pair', () => {
    const history = new Map([
      ['A', 0.25],
      ['B', 0.75],
    ]);
    const [first, second] = order(0, 1, history);
    const cost = (items: readonly number[]) =>
      computeMiscalibration(
        history,
        computeGenreShares(items.map((item) => ({ genres: candidates[item - 1]!.genres, weight: 1 }))),
      );
    const costs = [1, 2, 3, 4].map((item) => cost([item]));
    expect(cost([first!])).toBe(Math.min(...costs));
    const next = [1, 2, 3, 4].filter((item) => item !== first).map((item) => cost([first!, item]));
    expect(cost([first!, second!])).toBe(Math.min(...next));
  });
});
