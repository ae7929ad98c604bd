import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { MovieFeedback, type MovieTask, MovieTaskState } from '@starweave/contract';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTestMovies, type TestMovies } from './test-movies.ts';

// Through the real film process, over the built-in films.
describe('films', () => {
  let test: TestMovies;

  beforeAll(async () => {
    test = await openTestMovies();
    // The first start makes the data set and trains; a question waits a few seconds only.
    await vi.waitFor(
      async () => {
        const { algorithms } = await test.client.listAlgorithms({});
        expect(algorithms.find(({ id }) => id === 'item-knn')?.state).toBe(1);
      },
      { timeout: 110_000, interval: 500 },
    );
  });
  afterAll(() => test.close());

  const algorithm = 'item-knn';
  const list = async () => (await test.client.recommend({ algorithm, limit: 20 })).recommendations;

  it('goes from a rating to another list, to why, and back', async () => {
    const { movies: firstFilms } = await test.client.getQuickStart({ limit: 4 });
    expect(firstFilms).toHaveLength(4);
    for (const { movieId } of firstFilms) await test.client.rateMovie({ movieId, rating: 4 });
    const before = await list();
    expect(before).toHaveLength(20);
    expect(before.map(({ movieId }) => movieId)).not.toContain(firstFilms[0]?.movieId);

    const { movies: found } = await test.client.searchMovies({ query: 'heat' });
    const heat = found.find(({ title, year }) => title === 'Heat' && year === 1995);
    const movieId = heat?.movieId ?? 0;
    expect((await test.client.rateMovie({ movieId, rating: 0.5 })).ratingCount).toBe(5);
    const after = await list();
    expect(after.map(({ movieId: id, score }) => [id, score])).not.toEqual(
      before.map(({ movieId: id, score }) => [id, score]),
    );

    const [first] = after;
    const why = await test.client.explain({ algorithm, movieId: first?.movieId ?? 0 });
    const sum = why.contributions.reduce((total, { amount }) => total + amount, 0);
    expect(sum).toBeCloseTo(why.total, 6);
    expect(why.sentence).not.toBe('');
    expect(why.predictedRating).toBeCloseTo(first?.predictedRating ?? 0, 4);

    await test.client.giveFeedback({ movieId: first?.movieId ?? 0, feedback: MovieFeedback.NOT_INTERESTED });
    expect((await list()).map(({ movieId: id }) => id)).not.toContain(first?.movieId);
    await test.client.giveFeedback({ movieId: first?.movieId ?? 0 });
    await test.client.rateMovie({ movieId });
    expect((await list()).map(({ movieId: id }) => id)).toEqual(before.map(({ movieId: id }) => id));
  });

  it('names what it does not have', async () => {
    await expect(test.client.getMovie({ movieId: 4_000_000_000 })).rejects.toThrow(/There is no (film|movie) with id/);
    await expect(test.client.recommend({ userId: '4000000000' })).rejects.toThrow(
      /There is no user of the data set with id "4000000000"\. Its 800 users have ids from 1 to 800\./,
    );
    await expect(test.client.useDataSet({ dataSetId: '../current' })).rejects.toThrow(/There is no data set/);
  });

  it('says which filter to loosen', async () => {
    const { recommendations, advice } = await test.client.recommend({ filter: { yearFrom: 2100 } });
    expect(recommendations).toEqual([]);
    expect(advice[0]).toMatchObject({ field: 'year_from' });
    expect(advice[0]?.text).toMatch(/^With films from before 2100 there are \d+ films\.$/);
  });

  it('knows a user of the data set with their ratings', async () => {
    const { ratings, total } = await test.client.listRatings({ userId: '1', limit: 3 });
    expect(ratings).toHaveLength(Math.min(3, total));
    const taste = await test.client.getTasteProfile({ userId: '1' });
    expect(taste.ratingCount).toBe(total);
    expect(taste.surprises.length).toBeGreaterThan(0);
    expect(taste.model).toMatchObject({ requestedAlgorithm: 'hybrid', isFallback: true });
    expect(taste.model?.reason).not.toBe('');
  });

  it('says in its health what serves', async () => {
    const parts = await test.movies.health();
    expect(parts[0]?.name).toBe('films');
    expect(parts[0]?.status).not.toBe('not-serving');
    expect(parts.find(({ name }) => name === `film-model:${algorithm}`)?.status).toBe('serving');
    expect(parts).toHaveLength(7);
  });

  it('imports ratings, switches to them, and keeps what was rated before', { timeout: 180_000 }, async () => {
    const { movies: found } = await test.client.searchMovies({ query: 'heat' });
    const heat = found.find(({ title, year }) => title === 'Heat' && year === 1995);
    await test.client.rateMovie({ movieId: heat?.movieId ?? 0, rating: 4.5 });
    const uploadId = randomUUID();
    const put = (fileName: string, lines: readonly string[]) =>
      test.movies.uploads.receive({ caller: test.caller, uploadId, fileName }, 0, Readable.from([lines.join('\n')]));
    const films = Array.from({ length: 20 }, (_, film) => `${film + 1},Film ${film + 1} (19${70 + film}),Drama|Comedy`);
    await put('movies.csv', ['movieId,title,genres', ...films, '21,Heat (1995),Action|Crime']);
    const ratings = Array.from({ length: 400 }, (_, index) => {
      const [user, film] = [Math.floor(index / 16), ((index * 7) % 21) + 1];
      return `${user + 1},${film},${((user * 3 + film) % 10) / 2 + 0.5},${1_000_000_000 + index}`;
    });
    await put('ratings.csv', ['userId,movieId,rating,timestamp', ...ratings, 'nobody,x,7,then']);

    let task: MovieTask | undefined;
    for await (const update of test.client.importRatings({ uploadId, name: 'Mine' })) task = update.task;
    expect(task).toMatchObject({ state: MovieTaskState.DONE, fraction: 1, errorMessage: '', dataSetName: 'Mine' });
    const { dataSets } = await test.client.listDataSets({});
    expect(dataSets.find(({ inUse }) => inUse)).toMatchObject({
      ...{ id: task?.dataSetId, simulated: false, movieCount: 21, userCount: 25, rejectedLineCount: 1n },
    });
    const { ratings: own } = await test.client.listRatings({});
    expect(own.find(({ movie }) => movie?.title === 'Heat')).toMatchObject({ rating: 4.5, movie: { movieId: 21 } });
    await test.client.useDataSet({ dataSetId: 'built-in' });
    await test.client.deleteDataSet({ dataSetId: task?.dataSetId ?? '' });
    expect((await test.client.listDataSets({})).dataSets.map(({ id }) => id)).toEqual(['built-in']);
  });
});
