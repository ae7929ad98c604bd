import { Code } from '@connectrpc/connect';
import { type AnalyticsSection, MovieFeedback } from '@starweave/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { filmOpinions } from '../storage/schema.ts';
import { catchConnectError } from '../transport/test-services.ts';
import { findViolations, openPlantedMovies, type PlantedMovies } from './test-movies.ts';

const [heat, amelie, alien, theRoom, script] = [1, 2, 3, 4, 5];

describe('MovieService', () => {
  let test: PlantedMovies;

  beforeAll(async () => {
    test = await openPlantedMovies();
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    test.engine.dataSetId = 'planted';
    test.engine.answersInstead = undefined;
    await test.testDatabase.database.orm.delete(filmOpinions);
  });

  const listIds = async () => (await test.client.recommend({})).recommendations.map(({ movieId }) => movieId);

  describe('lists', () => {
    it('answers for the caller by three names, and for users of the data set', async () => {
      await test.client.rateMovie({ movieId: alien, rating: 5 });
      const mine = await listIds();
      const userId = `person:${test.caller.personId}`;
      const { recommendations } = await test.client.recommend({ userId });
      expect(recommendations.map(({ movieId }) => movieId)).toEqual(mine);
      expect((await test.client.recommend({ userId: '1' })).recommendations).toHaveLength(5);
      const ratings = await test.client.listRatings({ userId: '1', limit: 2 });
      expect(ratings).toMatchObject({ total: 5, feedback: [], ratings: [{ rating: 4 }, { rating: 4 }] });
    });

    it.each([
      ['2', 'There is no user of the data set with id "2".'],
      ['99999999999999999999', 'There is no user of the data set with id "99999999999999999999".'],
      ['person:00000000-0000-4000-8000-000000000009', 'no person'],
    ])('has no answer for %s', async (userId, message) => {
      const error = await catchConnectError(test.client.recommend({ userId }));
      expect(error.code).toBe(Code.NotFound);
      expect(error.rawMessage).toContain(message);
    });

    it('names every field at fault, with what is allowed', async () => {
      const violations = await findViolations(
        test.client.recommend({
          ...{ userId: 'me', algorithm: 'magic', limit: 0, diversity: 2, wish: 'x'.repeat(501) },
          filter: { yearFrom: 2000, yearTo: 1990, ratingCountFrom: -1 },
          likeMovieIds: Array.from({ length: 11 }, (_, index) => index),
        }),
      );
      expect(violations.map(([field]) => field)).toEqual([
        ...['user_id', 'algorithm', 'limit', 'filter.year_to', 'filter.rating_count_from', 'diversity'],
        ...['like_movie_ids', 'wish'],
      ]);
      const texts = new Map(violations);
      expect(texts.get('user_id')).toContain('this is "me"');
      expect(texts.get('algorithm')).toMatch(/must be one of global-mean, .*hybrid, or empty; this is "magic"/);
      expect(texts.get('wish')).toBe('must have at most 500 characters; this has 501');
    });

    it('says which filter to loosen, and what each would give', async () => {
      const { recommendations, advice } = await test.client.recommend({ filter: { yearFrom: 2050 } });
      expect(recommendations).toEqual([]);
      expect(advice).toMatchObject([
        { field: 'year_from', text: 'With films from before 2050 there are 5 films.', movieCount: 5 },
      ]);
    });

    it('says when another model answered than was asked for', async () => {
      const asked = await test.client.recommend({ algorithm: 'item-knn' });
      expect(asked.model).toMatchObject({ requestedAlgorithm: 'item-knn', algorithm: 'item-knn', isFallback: false });
      expect(asked.notices).toEqual([]);
      test.engine.answersInstead = { algorithm: 'svd', reason: 'Item-KNN needs 20 MB; 10 MB are left.' };
      const { model, notices } = await test.client.recommend({ algorithm: 'item-knn' });
      expect(model).toMatchObject({
        requestedAlgorithm: 'item-knn',
        algorithm: 'svd',
        isFallback: true,
        simulated: true,
      });
      expect(notices).toMatchObject([
        { code: 'model-fallback', text: 'SVD answered instead of Item-KNN: Item-KNN needs 20 MB; 10 MB are left.' },
      ]);
    });

    it('follows a wish, and shows how it was understood', async () => {
      const { recommendations, understood } = await test.client.recommend({
        wish: 'something like Heat, after 2000',
        filter: { yearFrom: 1990 },
      });
      expect(recommendations.map(({ movieId }) => movieId)).toEqual([amelie, script, theRoom]);
      expect(understood).toMatchObject({
        like: [{ movieId: heat }],
        filter: { yearFrom: 2000 },
        questions: [{ title: 'Nowhere', candidates: [] }],
      });
    });

    it('explains in parts that add up', async () => {
      await test.client.rateMovie({ movieId: alien, rating: 5 });
      const explained = await test.client.explain({ movieId: heat });
      const sum = explained.contributions.reduce((total, { amount }) => total + amount, 0);
      expect(sum).toBeCloseTo(explained.total, 12);
      expect(explained).toMatchObject({
        of: 'rating',
        movie: { title: 'Heat' },
        predictedRating: expect.closeTo(4.85),
      });
    });

    it('predicts each film once', async () => {
      const { predictions } = await test.client.predict({ movieIds: [heat, alien, heat] });
      expect(predictions.map(({ movieId }) => movieId)).toEqual([heat, alien]);
      expect(await findViolations(test.client.predict({ movieIds: [] }))).toEqual([
        ['movie_ids', 'must name 1 to 200 films; these are 0'],
      ]);
    });

    it('finds similar films with what the caller said about them', async () => {
      await test.client.rateMovie({ movieId: theRoom, rating: 1 });
      const { movie, movies } = await test.client.similarMovies({ movieId: amelie, limit: 2 });
      expect(movie?.title).toBe('Amélie');
      expect(movies).toMatchObject([{ movie: { movieId: theRoom, yourRating: 1 } }, { movie: { movieId: heat } }]);
    });

    it('offers films to rate that are not rated yet', async () => {
      await test.client.rateMovie({ movieId: heat, rating: 4 });
      const { movies, ratingCount } = await test.client.getQuickStart({ limit: 2 });
      expect(movies.map(({ movieId }) => movieId)).toEqual([amelie, alien]);
      expect(ratingCount).toBe(1);
    });
  });

  describe('catalogue', () => {
    it('refuses 10,000 characters, with the limit', async () => {
      expect(await findViolations(test.client.searchMovies({ query: 'é'.repeat(10_000) }))).toEqual([
        ['query', 'must have at most 200 characters; this has 10000'],
      ]);
    });

    it('finds films with what the caller said about them', async () => {
      await test.client.giveFeedback({ movieId: amelie, feedback: MovieFeedback.LIKE });
      const { movies, total } = await test.client.searchMovies({ query: 'amélie' });
      expect(movies).toMatchObject([{ movieId: amelie, yourFeedback: MovieFeedback.LIKE }]);
      expect(total).toBe(1);
    });

    it('shows a film with its ratings and what is expected of it', async () => {
      const shown = await test.client.getMovie({ movieId: heat });
      expect(shown).toMatchObject({
        movie: { title: 'Heat', year: 1995, ratingCount: 10 },
        ratingCounts: [0, 0, 0, 0, 0, 0, 2, 3, 4, 1],
        predictedRating: expect.closeTo(4.1),
        model: { algorithm: 'hybrid' },
      });
    });

    it.each(['rateMovie', 'getMovie', 'explain', 'similarMovies'] as const)(
      'has no film 999 for %s',
      async (method) => {
        const error = await catchConnectError(test.client[method]({ movieId: 999 }));
        expect([error.code, error.rawMessage]).toEqual([Code.NotFound, 'There is no film with id "999".']);
      },
    );

    it('lists algorithms with their states, and data sets', async () => {
      const { algorithms, servingCount, totalCount, defaultAlgorithm } = await test.client.listAlgorithms({});
      expect([servingCount, totalCount, defaultAlgorithm]).toEqual([5, 6, 'hybrid']);
      expect(algorithms.find(({ id }) => id === 'item-knn')).toMatchObject({
        state: 6,
        reason: 'It needs 20 MB; 10 MB are left.',
        neededBytes: 2n,
      });
      const { dataSets } = await test.client.listDataSets({});
      expect(dataSets[0]).toMatchObject({ id: 'planted', inUse: true, simulated: true, density: 0.5 });
      expect((await catchConnectError(test.client.useDataSet({ dataSetId: '../x' }))).code).toBe(Code.NotFound);
    });
  });

  describe('analytics', () => {
    it('sends each section as soon as it is there', async () => {
      const map = Promise.withResolvers<void>();
      test.engine.mapReady = map.promise;
      const seen: (string | undefined)[] = [];
      for await (const { section } of test.client.getAnalytics({})) {
        seen.push(section.case);
        if (seen.length === 2) map.resolve();
      }
      expect(seen.at(-1)).toBe('map');
      expect(seen.toSorted()).toEqual(['benchmarks', 'dataSet', 'map']);
    });

    it('sends the sections that there are before it fails for one', async () => {
      const broken = Promise.reject(new Error('no map'));
      broken.catch(() => undefined);
      test.engine.mapReady = broken;
      const seen: (string | undefined)[] = [];
      const read = async () => {
        for await (const { section } of test.client.getAnalytics({})) seen.push(section.case);
      };
      expect((await catchConnectError(read())).code).toBe(Code.Internal);
      expect(seen.toSorted()).toEqual(['benchmarks', 'dataSet']);
      test.engine.mapReady = Promise.resolve();
    });

    it('sends only what is asked for', async () => {
      const seen: (string | undefined)[] = [];
      for await (const { section } of test.client.getAnalytics({ sections: [1, 1] })) seen.push(section.case);
      expect(seen).toEqual(['dataSet']);
      const read = async () => {
        for await (const { section } of test.client.getAnalytics({ sections: [9 as AnalyticsSection] }))
          seen.push(section.case);
      };
      expect((await catchConnectError(read())).code).toBe(Code.InvalidArgument);
    });
  });

  it('says in its health how many algorithms serve, and why one does not', async () => {
    const [films, ...models] = await test.movies.health();
    expect(films).toEqual({
      name: 'films',
      status: 'degraded',
      reason: '5 of 6 algorithms serve; not: ITEM-KNN.',
      advice: 'Each of them says why and what to do.',
    });
    expect(models.filter(({ status }) => status !== 'serving')).toEqual([
      {
        name: 'film-model:item-knn',
        status: 'not-serving',
        reason: 'It needs 20 MB; 10 MB are left.',
        advice: 'Raise the budget.',
      },
    ]);
  });
});
