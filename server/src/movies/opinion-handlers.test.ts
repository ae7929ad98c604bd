import { Code } from '@connectrpc/connect';
import { MovieFeedback } from '@starweave/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Transaction } from '../storage/database.ts';
import { filmOpinions } from '../storage/schema.ts';
import { changeOpinion } from './film-opinion-store.ts';
import { findViolations, openPlantedMovies, type PlantedMovies } from './test-movies.ts';

const [heat, amelie, alien, theRoom, script] = [1, 2, 3, 4, 5];

describe('what people say about films', () => {
  let test: PlantedMovies;

  beforeAll(async () => {
    test = await openPlantedMovies();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    test.engine.dataSetId = 'planted';
    await test.testDatabase.database.orm.delete(filmOpinions);
  });

  const listIds = async () => (await test.client.recommend({})).recommendations.map(({ movieId }) => movieId);

  describe('ratings', () => {
    it('keeps a rating, says what it replaced, and takes it back', async () => {
      const first = await test.client.rateMovie({ movieId: heat, rating: 4.5 });
      expect(first).toMatchObject({ movie: { title: 'Heat', yourRating: 4.5 }, ratingCount: 1 });
      expect(first.previousRating).toBeUndefined();
      const again = await test.client.rateMovie({ movieId: heat, rating: 4.5 });
      expect(again).toMatchObject({ movie: { yourRating: 4.5 }, previousRating: 4.5, ratingCount: 1 });
      const changed = await test.client.rateMovie({ movieId: heat, rating: 0.5 });
      expect(changed).toMatchObject({ movie: { yourRating: 0.5 }, previousRating: 4.5, ratingCount: 1 });
      const undone = await test.client.rateMovie({ movieId: heat });
      expect(undone).toMatchObject({ previousRating: 0.5, ratingCount: 0 });
      expect(undone.movie?.yourRating).toBeUndefined();
      expect((await test.client.rateMovie({ movieId: heat })).previousRating).toBeUndefined();
      expect((await test.client.getMovie({ movieId: heat })).movie?.yourRating).toBeUndefined();
    });

    it.each([
      [0, '0'],
      [7, '7'],
      [3.3, '3.3'],
      [-1, '-1'],
      [Number.NaN, 'NaN'],
      [Number.POSITIVE_INFINITY, 'Infinity'],
    ])('refuses %d by name', async (rating, shown) => {
      expect(await findViolations(test.client.rateMovie({ movieId: heat, rating }))).toEqual([
        ['rating', `must be 0.5 to 5 in steps of 0.5; this is ${shown}`],
      ]);
      expect((await test.client.listRatings({})).total).toBe(0);
    });

    it('shows in the next list, and no more after undo', async () => {
      const before = await listIds();
      expect(before).toEqual([alien, amelie, heat, script, theRoom]);
      await test.client.rateMovie({ movieId: alien, rating: 5 });
      expect(await listIds()).toEqual([amelie, heat, script, theRoom]);
      const { ratingCount } = await test.client.recommend({});
      expect(ratingCount).toBe(1);
      await test.client.rateMovie({ movieId: alien });
      expect(await listIds()).toEqual(before);
    });

    it('survives a switch of data set, where the same film has another id or is not there', async () => {
      await test.client.rateMovie({ movieId: heat, rating: 4 });
      await test.client.rateMovie({ movieId: amelie, rating: 3.5 });
      await test.client.useDataSet({ dataSetId: 'other' });
      const { movie } = await test.client.getMovie({ movieId: 101 });
      expect(movie).toMatchObject({ title: 'Amélie', yourRating: 3.5 });
      const { ratings, total } = await test.client.listRatings({});
      expect(total).toBe(2);
      expect(ratings.map((rated) => [rated.movie?.movieId, rated.movie?.title, rated.rating])).toEqual([
        [101, 'Amélie', 3.5],
        [0, 'Heat', 4],
      ]);
    });

    it('pages through ratings, the latest first', async () => {
      for (const movieId of [heat, amelie, alien]) await test.client.rateMovie({ movieId, rating: 3 });
      const { ratings, total } = await test.client.listRatings({ limit: 2, offset: 1 });
      expect(ratings.map(({ movie }) => movie?.movieId)).toEqual([amelie, heat]);
      expect(total).toBe(3);
      expect(ratings[0]?.ratedAt?.seconds).toBeGreaterThan(1_700_000_000n);
    });

    it('keeps titles as they are', async () => {
      const { movie } = await test.client.rateMovie({ movieId: script, rating: 1 });
      expect(movie?.title).toBe('<script>alert("🎬")</script>');
      expect((await test.client.listRatings({})).ratings[0]?.movie?.title).toBe(movie?.title);
    });

    it('counts once when the same film is rated twice at the same moment', async () => {
      const ratings = [1, 2, 3, 4, 5].map((rating) => test.client.rateMovie({ movieId: heat, rating }));
      await Promise.all(ratings);
      expect((await test.client.listRatings({})).total).toBe(1);
    });
  });

  describe('feedback', () => {
    it('is kept beside a rating, shown with the film, and taken back', async () => {
      await test.client.rateMovie({ movieId: heat, rating: 4 });
      const given = await test.client.giveFeedback({ movieId: heat, feedback: MovieFeedback.LIKE });
      expect(given.previousFeedback).toBe(MovieFeedback.UNSPECIFIED);
      expect(given.movie).toMatchObject({ yourRating: 4, yourFeedback: MovieFeedback.LIKE });
      await test.client.rateMovie({ movieId: heat });
      const changed = await test.client.giveFeedback({ movieId: heat, feedback: MovieFeedback.SEEN });
      expect(changed.previousFeedback).toBe(MovieFeedback.LIKE);
      expect((await test.client.listRatings({})).feedback.map(({ movieId }) => movieId)).toEqual([heat]);
      const undone = await test.client.giveFeedback({ movieId: heat });
      expect(undone).toMatchObject({ previousFeedback: MovieFeedback.SEEN, movie: { yourFeedback: 0 } });
      expect((await test.client.listRatings({})).feedback).toEqual([]);
    });

    it('takes films out of the next list, but for those that are liked', async () => {
      await test.client.giveFeedback({ movieId: alien, feedback: MovieFeedback.NOT_INTERESTED });
      await test.client.giveFeedback({ movieId: amelie, feedback: MovieFeedback.SEEN });
      await test.client.giveFeedback({ movieId: heat, feedback: MovieFeedback.LIKE });
      expect(await listIds()).toEqual([heat, script, theRoom]);
      const taste = await test.client.getTasteProfile({});
      expect(taste).toMatchObject({ likeCount: 1, notInterestedCount: 1, seenCount: 1, ratingCount: 0 });
    });

    it('says nothing of a film of other films that have the same ids', async () => {
      const { client } = test;
      const named = { movieId: heat, dataSetId: 'other' };
      const refused = { code: Code.FailedPrecondition };
      await expect(client.giveFeedback({ ...named, feedback: MovieFeedback.LIKE })).rejects.toMatchObject(refused);
      await expect(client.rateMovie({ ...named, rating: 4 })).rejects.toMatchObject(refused);
      const { movie } = await client.rateMovie({ movieId: heat, dataSetId: 'planted', rating: 3 });
      expect(movie).toMatchObject({ yourRating: 3, yourFeedback: MovieFeedback.UNSPECIFIED });
    });

    it('takes back nothing that was said by another tab at the same moment', async () => {
      const { caller, testDatabase } = test;
      const { database } = testDatabase;
      const [film] = await test.engine.getFilms([heat]);
      // The other tab's rating comes when it has been seen that nothing was said about the film.
      const inBetween = async <T>(work: (transaction: Transaction) => Promise<T>): Promise<T> =>
        database.transaction((transaction) => {
          const select = async () => {
            await changeOpinion(database, { caller, film: film! }, { halfStars: 8 });
            return [];
          };
          const noRow = { from: () => ({ where: () => ({ for: select }) }) };
          let isFirst = true;
          return work(
            new Proxy(transaction, {
              get(target, name) {
                if (name === 'select' && isFirst) {
                  isFirst = false;
                  return () => noRow;
                }
                const value: unknown = Reflect.get(target, name);
                return typeof value === 'function' ? value.bind(target) : value;
              },
            }),
          );
        });
      await changeOpinion({ transaction: inBetween }, { caller, film: film! }, { feedback: null });
      expect((await test.client.getMovie({ movieId: heat })).movie?.yourRating).toBe(4);
    });

    it('refuses a kind that there is not', async () => {
      expect(await findViolations(test.client.giveFeedback({ movieId: heat, feedback: 9 as MovieFeedback }))).toEqual([
        ['feedback', 'must be 0 (none), 1 (like), 2 (not interested) or 3 (seen); this is 9'],
      ]);
    });
  });
});
