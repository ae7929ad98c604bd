import { beforeAll, describe, expect, it } from 'vitest';
import { UnavailableError } from '../../../errors.ts';
import { createFilmQuestions, type FilmQuestions } from '../film-questions.ts';
import type { OpenDataSet } from '../open-data-set.ts';
import { fitTestShelf, openTestQuestions } from '../test-film-data.ts';

let dataSet: OpenDataSet;
let questions: FilmQuestions;

beforeAll(async () => {
  ({ dataSet, questions } = await openTestQuestions(['svd-biased']));
}, 120_000);

describe('describeDataSet and createMap', () => {
  it('adds up to the data set', async () => {
    const { ratingCounts, userActivity, years, decades, popularity, topTenthShare, genres } =
      await questions.describeDataSet();
    const { ratingCount, userCount } = dataSet.facts;
    const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
    expect(sum(ratingCounts)).toBe(ratingCount);
    expect(sum(userActivity.map((group) => group.userCount!))).toBe(userCount);
    for (const groups of [userActivity, years, decades]) {
      expect(sum(groups.map((group) => group.ratingCount))).toBe(ratingCount);
    }
    expect(years.map(({ name }) => Number(name))).toEqual(
      Array.from(years, (_, place) => Number(years[0]!.name) + place),
    );
    const counts = dataSet.films.map((film) => film.ratingCount).sort((a, b) => b - a);
    expect(topTenthShare).toBeCloseTo(sum(counts.slice(0, Math.ceil(counts.length / 10))) / ratingCount, 10);
    expect(popularity.length).toBe(counts.filter((count) => count > 0).length);
    const drama = dataSet.films.filter((film) => film.genres.includes('Drama'));
    const found = genres.find(({ name }) => name === 'Drama')!;
    expect(found.filmCount).toBe(drama.length);
    const stars = drama.flatMap(({ meanRating, ratingCount: count }) =>
      meanRating === undefined ? [] : [meanRating * count],
    );
    expect(found.meanRating).toBeCloseTo(sum(stars) / found.ratingCount, 8);
  });

  it('puts films that the same people like close to each other', async () => {
    const { points, algorithm } = await questions.createMap();
    expect(algorithm).toBe('svd-biased');
    expect(points.length).toBe(dataSet.films.filter(({ ratingCount }) => ratingCount > 0).length);
    for (const { x, y } of points) expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(1);
    await expect(createFilmQuestions(dataSet, await fitTestShelf(dataSet, [])).createMap()).rejects.toThrow(
      UnavailableError,
    );
  });
});
