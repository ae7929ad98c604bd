import { beforeAll, describe, expect, it } from 'vitest';
import { InvalidRequestError, NotFoundError } from '../../../errors.ts';
import type { FeedbackKind, FilmPerson, RecommendQuery } from '../film-engine.ts';
import { createFilmQuestions, type FilmQuestions } from '../film-questions.ts';
import type { ModelShelf, OpenDataSet } from '../open-data-set.ts';
import {
  createPersonWithFeedback,
  createTestPerson,
  getFilmByTitle,
  nobody,
  openTestQuestions,
} from '../test-film-data.ts';

const ids = ['svd-biased', 'item-knn', 'user-knn', 'content', 'svd', 'hybrid', 'ease'] as const;

let dataSet: OpenDataSet;
let shelf: ModelShelf;
let questions: FilmQuestions;
let person: FilmPerson;

beforeAll(async () => {
  ({ dataSet, shelf, questions, person } = await openTestQuestions(ids));
}, 120_000);

const createQuery = (query: Partial<RecommendQuery> = {}): RecommendQuery => ({
  person,
  limit: 10,
  filter: {},
  diversity: 0,
  likeFilmIds: [],
  genreWeights: [],
  ...query,
});
const withFeedback = (kind: FeedbackKind, title: string) => createPersonWithFeedback(dataSet, kind, title);
const listTitles = async (query: Partial<RecommendQuery> = {}) =>
  (await questions.recommend(createQuery(query))).films.map(({ film }) => film.title);

describe('recommend', () => {
  it.each(ids)('gives what the model scores highest of what the person has not rated: %s', async (algorithm) => {
    const { scorer } = await shelf.choose(algorithm);
    const known = person as Extract<FilmPerson, { kind: 'person' }>;
    const items = known.ratings.map(({ filmKey }) => dataSet.findKey(filmKey)!);
    const view = scorer.foldIn({
      items: Uint32Array.from(items),
      codes: Uint8Array.from(known.ratings, ({ halfStars }) => halfStars),
      times: Uint32Array.from(known.ratings, ({ ratedAt }) => ratedAt),
    });
    const scores = new Float32Array(dataSet.films.length);
    view.scoreItems(scores);
    const best = [...scores.keys()]
      .filter((item) => !items.includes(item))
      .sort((a, b) => scores[b]! - scores[a]! || a - b);
    const { films, model, ratingCount, relief } = await questions.recommend(createQuery({ algorithm }));
    expect(films.map(({ film }) => film)).toEqual(best.slice(0, 10).map((item) => dataSet.films[item]));
    expect(films.map(({ score }) => score)).toEqual(best.slice(0, 10).map((item) => scores[item]));
    expect(model).toEqual({
      requested: algorithm,
      answered: algorithm,
      reason: '',
      dataSetId: 'built-in',
      simulated: true,
    });
    expect(ratingCount).toBe(7);
    expect(relief).toEqual([]);
    for (const { predictedRating, sentence } of films) {
      expect(predictedRating).toBeGreaterThanOrEqual(0.5);
      expect(predictedRating).toBeLessThanOrEqual(5);
      expect(sentence).toMatch(/^[A-Z0-9“].*\.$/);
      expect(sentence).not.toContain('0.0');
    }
  });

  it('tells the same twice, also when the ratings come in another order', async () => {
    const known = person as Extract<FilmPerson, { kind: 'person' }>;
    const turned = { ...known, ratings: known.ratings.toReversed() };
    const list = await questions.recommend(createQuery());
    expect(await questions.recommend(createQuery({ person: turned }))).toEqual(list);
    expect(await createFilmQuestions(dataSet, shelf).recommend(createQuery())).toEqual(list);
  });

  it('changes with a new rating', async () => {
    const changed = createTestPerson(dataSet, { Heat: 0.5, 'The Insider': 0.5, Alien: 0.5, Amelie: 5, 'Toy Story': 5 });
    expect(await listTitles({ person: changed })).not.toEqual(await listTitles());
  });

  it('holds filters, and says which part to loosen where too few films are left', async () => {
    const filter = { genres: ['Western'], yearFrom: 1990, yearTo: 1993 };
    const { films, relief } = await questions.recommend(createQuery({ filter, limit: 50 }));
    const pass = (given: typeof filter) =>
      dataSet.films.filter(({ genres, year = 0 }) => {
        return given.genres.some((genre) => genres.includes(genre)) && year >= given.yearFrom && year <= given.yearTo;
      });
    expect(new Set(films.map(({ film }) => film))).toEqual(new Set(pass(filter)));
    const rated = ['Heat', 'The Insider', 'Alien', 'Amelie', 'The Matrix', 'Casablanca', 'Toy Story'];
    const countUnrated = (given: typeof filter) => pass(given).filter(({ title }) => !rated.includes(title)).length;
    const expected = [
      {
        field: 'genres',
        filmCount: countUnrated({ ...filter, genres: [...new Set(dataSet.films.flatMap(({ genres }) => genres))] }),
      },
      { field: 'yearFrom', filmCount: countUnrated({ ...filter, yearFrom: 0 }) },
      { field: 'yearTo', filmCount: countUnrated({ ...filter, yearTo: 3000 }) },
    ].sort((a, b) => b.filmCount - a.filmCount);
    expect(relief).toEqual(expected);
  });

  it('never gives films that were seen or are of no interest', async () => {
    const [first, second] = await listTitles();
    expect(await listTitles({ person: withFeedback('seen', first!) })).not.toContain(first);
    expect((await listTitles({ person: withFeedback('seen', first!) }))[0]).toBe(second);
    expect(await listTitles({ person: withFeedback('not-interested', first!) })).not.toContain(first);
  });

  it('pulls what is like a liked film up, and what is like one of no interest down', async () => {
    const placesOf = async (asked: FilmPerson) => {
      const titles = await listTitles({ person: asked, limit: dataSet.films.length });
      return new Map(titles.map((title, place) => [title, place]));
    };
    const before = await placesOf(person);
    const alike = ['Aliens', 'The Thing', 'Blade Runner'].filter((title) => before.has(title));
    const mean = (places: ReadonlyMap<string, number>) => alike.reduce((sum, title) => sum + places.get(title)!, 0);
    expect(alike.length).toBeGreaterThan(1);
    expect(mean(await placesOf(withFeedback('like', 'The Terminator')))).toBeLessThan(mean(before));
    expect(mean(await placesOf(withFeedback('not-interested', 'The Terminator')))).toBeGreaterThan(mean(before));
  });

  it('follows wished genres: the more weight, the more of them', async () => {
    const shareOf = async (weight: number) => {
      const genreWeights = [{ genre: 'Comedy', weight }];
      const { films } = await questions.recommend(createQuery({ genreWeights, limit: 40 }));
      return films.filter(({ film }) => film.genres.includes('Comedy')).length;
    };
    const shares = await Promise.all([-3, -1, 0, 1, 3].map(shareOf));
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares[0]).toBe(0);
    expect(shares[4]).toBe(40);
  });

  it('gives films like those that it should be like, without them, and says what they share', async () => {
    const heat = getFilmByTitle(dataSet.films, 'Heat');
    const collateral = getFilmByTitle(dataSet.films, 'Alien');
    const { films } = await questions.recommend(createQuery({ likeFilmIds: [heat.id], person: nobody }));
    const shared = films.filter(({ film }) => film.genres.some((genre) => heat.genres.includes(genre)));
    expect(shared.length).toBeGreaterThanOrEqual(9);
    expect(films.map(({ film }) => film.title)).not.toContain('Heat');
    for (const { film, sentence } of films) {
      expect(sentence).toMatch(/^Like Heat/);
      for (const genre of /genres? ([^.]*)/.exec(sentence)?.[1]?.split(/, | and /) ?? []) {
        expect(film.genres).toContain(genre);
        expect(heat.genres).toContain(genre);
      }
    }
    expect((await listTitles({ likeFilmIds: [collateral.id] }))[0]).not.toBe('Alien');
  });

  it('gives films that are both like one and of a wished genre: like Heat, but funnier, after 2000', async () => {
    const asked = { likeFilmIds: [getFilmByTitle(dataSet.films, 'Heat').id], filter: { yearFrom: 2001 }, limit: 8 };
    const countComedies = async (query: Partial<RecommendQuery>) => {
      const { films } = await questions.recommend(createQuery({ ...asked, ...query }));
      return films.filter(({ film }) => film.genres.includes('Comedy')).length;
    };
    for (const who of [person, nobody]) {
      const funnier = { person: who, genreWeights: [{ genre: 'Comedy', weight: 1 }] };
      expect(await countComedies(funnier)).toBeGreaterThanOrEqual(6);
      expect(await countComedies({ person: who })).toBeLessThan(5);
      // Action, Comedy, Crime, Mystery, about the police: no other comedy of these years has as much in common with Heat.
      expect((await listTitles({ ...asked, ...funnier })).slice(0, 4)).toContain('Hot Fuzz');
    }
  });

  it('keeps to directors', async () => {
    const { films } = await questions.recommend(createQuery({ directors: ['Alfred Hitchcock'], limit: 50 }));
    expect(films.length).toBeGreaterThan(0);
    for (const { film } of films) expect(film.directors).toContain('Alfred Hitchcock');
  });

  it('says honestly that nothing is known about somebody', async () => {
    const { films, model, ratingCount } = await questions.recommend(createQuery({ person: nobody }));
    expect(ratingCount).toBe(0);
    expect(model).toMatchObject({ requested: 'svd-biased', answered: 'popularity' });
    expect(model.reason).toContain('rated no film');
    const byCount = dataSet.films.toSorted((a, b) => b.ratingCount - a.ratingCount).slice(0, 10);
    expect(films.map(({ film }) => film.ratingCount)).toEqual(byCount.map(({ ratingCount: count }) => count));
    expect(films[0]!.sentence).toContain(`most rated film here: ${films[0]!.film.ratingCount} simulated ratings`);
  });

  it('names only films that were rated so, in sentences that rest on them', async () => {
    const known = person as Extract<FilmPerson, { kind: 'person' }>;
    for (const algorithm of ['item-knn', 'svd-biased', 'hybrid'] as const) {
      const { films } = await questions.recommend(createQuery({ algorithm, limit: 40 }));
      const because = films.map(({ sentence }) => sentence).filter((sentence) => sentence.startsWith('Because'));
      if (algorithm !== 'hybrid') expect(because.length, algorithm).toBeGreaterThan(10);
      for (const sentence of because) {
        const [, first, stars] = /gave (.*?) ([\d.]+|half a) stars?/.exec(sentence)!;
        const rated = known.ratings.find(({ filmKey }) => filmKey === getFilmByTitle(dataSet.films, first!).key);
        expect(rated!.halfStars / 2).toBe(Number(stars));
      }
      expect(new Set(films.map(({ sentence }) => sentence)).size).toBeGreaterThan(5);
    }
  });

  it('refuses what is not there or out of range', async () => {
    const ask = (query: Partial<RecommendQuery>) => questions.recommend(createQuery(query));
    await expect(ask({ person: { kind: 'user', userId: 999_999 } })).rejects.toThrow(NotFoundError);
    await expect(ask({ likeFilmIds: [999_999] })).rejects.toThrow(NotFoundError);
    await expect(ask({ limit: 0 })).rejects.toThrow(InvalidRequestError);
    await expect(ask({ diversity: Number.NaN })).rejects.toThrow(InvalidRequestError);
    const { key } = dataSet.films[0]!;
    for (const halfStars of [0, 11, 2.5]) {
      const ratings = [{ filmKey: key, halfStars, ratedAt: 1 }];
      await expect(ask({ person: { kind: 'person', ratings, feedback: [] } })).rejects.toThrow(InvalidRequestError);
    }
  });

  it('shows a user of the data, and skips films that the data set does not hold', async () => {
    const { ratingCount, films } = await questions.recommend(createQuery({ person: { kind: 'user', userId: 3 } }));
    const { total } = await questions.listUserRatings(3, { limit: 1, offset: 0 });
    expect(ratingCount).toBe(total);
    expect(films.map(({ sentence }) => sentence).join()).not.toMatch(/\byou\b/i);
    const ratings = [{ filmKey: 'a film of elsewhere|1950', halfStars: 4, ratedAt: 1 }];
    const elsewhere = await questions.recommend(createQuery({ person: { kind: 'person', ratings, feedback: [] } }));
    expect(elsewhere.ratingCount).toBe(0);
  });
});
