import { beforeAll, describe, expect, it } from 'vitest';
import { NotFoundError } from '../../../errors.ts';
import type { FilmPerson } from '../film-engine.ts';
import { createFilmQuestions, type FilmQuestions } from '../film-questions.ts';
import type { ModelShelf, OpenDataSet } from '../open-data-set.ts';
import {
  createTestDataSet,
  createTestPerson,
  fitTestShelf,
  nobody,
  ratedByTestPerson,
  smallModels,
} from '../test-film-data.ts';

let dataSet: OpenDataSet;
let shelf: ModelShelf;
let questions: FilmQuestions;
let person: FilmPerson;

beforeAll(async () => {
  dataSet = await createTestDataSet();
  shelf = await fitTestShelf(dataSet, ['svd-biased'], smallModels);
  questions = createFilmQuestions(dataSet, shelf);
  person = createTestPerson(dataSet, ratedByTestPerson);
}, 120_000);

describe('describeTaste', () => {
  it('counts the person’s films, and finds planted surprises', async () => {
    const taste = await questions.describeTaste(person);
    expect(taste.ratingCount).toBe(7);
    expect(taste.meanRating).toBeCloseTo((4.5 + 4 + 5 + 1.5 + 4 + 3 + 2) / 7, 10);
    expect(taste.ratingCounts).toEqual([0, 0, 1, 1, 0, 1, 0, 2, 1, 1]);
    expect(taste.everyonesRatingShares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
    expect(taste.favourites.map(({ film }) => film.title).slice(0, 2)).toEqual(['Alien', 'Heat']);
    const nineties = taste.decades.find(({ name }) => name === '1990s')!;
    expect(nineties).toMatchObject({ filmCount: 4, share: 4 / 7 });
    for (const { rating, expectedRating } of taste.surprises) expect(expectedRating).not.toBe(rating);
    const distances = taste.surprises.map(({ rating, expectedRating }) => Math.abs(rating - expectedRating!));
    expect(distances).toEqual(distances.toSorted((a, b) => b - a));
  });

  it('expects a surprise as the model does that never saw the rating', async () => {
    const taste = await questions.describeTaste(person);
    const known = person as Extract<FilmPerson, { kind: 'person' }>;
    const [first] = taste.surprises;
    const without = { ...known, ratings: known.ratings.filter(({ filmKey }) => filmKey !== first!.film.key) };
    const { predictions, model } = await questions.predict({ person: without, filmIds: [first!.film.id] });
    expect(first!.expectedRating).toBeCloseTo(predictions[0]!.rating, 6);
    expect(taste.model).toEqual(model);
  });

  it('has nothing to say about somebody without ratings', async () => {
    const taste = await questions.describeTaste(nobody);
    expect(taste).toMatchObject({ ratingCount: 0, meanRating: 0, genres: [], favourites: [], surprises: [] });
    expect(taste.model).toBeUndefined();
  });
});

describe('listUserRatings', () => {
  it('pages through all ratings, the latest first', async () => {
    const { total } = await questions.listUserRatings(7, { limit: 1, offset: 0 });
    const pages = [];
    for (let offset = 0; offset < total; offset += 9) {
      pages.push(...(await questions.listUserRatings(7, { limit: 9, offset })).ratings);
    }
    const { byUser, users } = dataSet.training.interactions;
    const user = users.indexOf(7)!;
    const own = [...byUser.columns.subarray(byUser.offsets[user]!, byUser.offsets[user + 1]!)];
    expect(pages.map(({ film }) => dataSet.films.indexOf(film)).sort()).toEqual(own.sort());
    const times = pages.map(({ ratedAt }) => ratedAt);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    await expect(questions.listUserRatings(0, { limit: 1, offset: 0 })).rejects.toThrow(NotFoundError);
  });

  it('gives the times that the taste of a user has too', async () => {
    const { ratings } = await questions.listUserRatings(7, { limit: 1000, offset: 0 });
    const { favourites } = await questions.describeTaste({ kind: 'user', userId: 7 });
    const timeOf = new Map(ratings.map(({ film, ratedAt }) => [film.id, ratedAt]));
    expect([...timeOf.values()].every((ratedAt) => ratedAt > 0)).toBe(true);
    expect(favourites.map(({ ratedAt }) => ratedAt)).toEqual(favourites.map(({ film }) => timeOf.get(film.id)));
  });
});
