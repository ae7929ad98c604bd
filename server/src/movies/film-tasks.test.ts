import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Code } from '@connectrpc/connect';
import { type MovieTask, MovieTaskKind, MovieTaskState } from '@starweave/contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UnavailableError } from '../errors.ts';
import { catchConnectError } from '../transport/test-services.ts';
import type { BenchmarkOutcome } from './engine/benchmark-outcome.ts';
import { createFilmTaskWatch } from './film-task-watch.ts';
import { openPlantedMovies, type PlantedMovies } from './test-movies.ts';

// A loaded machine takes its time.
const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 30_000 });

const uploadId = '0f0f0f0f-0000-4000-8000-000000000001';

const outcome: BenchmarkOutcome = {
  simulated: true,
  results: [
    {
      ...{ algorithm: 'svd', protocolCard: 'Five folds.', fitMs: 12, recommendMs: 0.5, modelBytes: 1000 },
      metrics: [
        { name: 'rmse', value: 0.9, low: 0.88, high: 0.92, trainValue: 0.7 },
        { name: 'mean of nothing', value: Number.NaN },
      ],
      segments: [{ segment: 'new films', caseCount: 3, metrics: [{ name: 'rmse', value: 1.1 }] }],
    },
  ],
};

interface TaskUpdate {
  readonly task?: MovieTask | undefined;
}

describe('film tasks', () => {
  let test: PlantedMovies;

  beforeEach(async () => {
    test = await openPlantedMovies();
  });
  afterEach(() => test.close());

  const next = async (updates: AsyncIterator<TaskUpdate>) => (await updates.next()).value?.task;
  const start = (updates: AsyncIterable<TaskUpdate>) => updates[Symbol.asyncIterator]();
  const getTask = async () => (await test.client.listMovieTasks({})).tasks[0];

  async function putUpload(files: Readonly<Record<string, string>>): Promise<string> {
    const folder = path.join(test.folder, 'films', 'uploads', test.caller.personId, uploadId);
    await mkdir(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
    return folder;
  }

  it('streams a training until it is done', async () => {
    const updates = start(test.client.trainModels({ seed: 7 }));
    const first = await next(updates);
    expect(first).toMatchObject({ kind: MovieTaskKind.TRAINING, fraction: 0, dataSetName: 'Films (planted)' });
    const id = first?.id ?? '';
    test.engine.change(id, { stage: 'Training SVD (1 of 6)', fraction: 0.5 });
    await until(async () => expect((await next(updates))?.fraction).toBe(0.5));
    test.engine.change(id, { fraction: 0.2 });
    test.engine.change(id, { state: 'done', fraction: 1 });
    const seen: TaskUpdate[] = [];
    for await (const update of { [Symbol.asyncIterator]: () => updates }) seen.push(update);
    expect(seen.at(-1)?.task).toMatchObject({ state: MovieTaskState.DONE, fraction: 1, errorCode: '' });
    expect(seen.at(-1)?.task?.finishedAt).toBeDefined();
  });

  it('goes on when its reader leaves, and can be watched again', async () => {
    const away = new AbortController();
    const updates = start(test.client.trainModels({}, { signal: away.signal }));
    const id = (await next(updates))?.id ?? '';
    away.abort();
    expect((await catchConnectError(updates.next().then(() => updates.next()))).code).toBe(Code.Canceled);
    expect(test.engine.running.has(id)).toBe(true);
    const again = start(test.client.watchMovieTask({ taskId: id }));
    expect((await next(again))?.state).toBe(MovieTaskState.RUNNING);
    test.engine.change(id, { state: 'done', fraction: 1 });
    await until(async () => expect((await next(again))?.state).toBe(MovieTaskState.DONE));
    expect((await again.next()).done).toBe(true);
  });

  it('says the same again while nothing changes, and ends its streams when the server closes', async () => {
    const id = (await next(start(test.client.trainModels({}))))?.id ?? '';
    const watch = createFilmTaskWatch({ database: test.testDatabase.database, heartbeatMs: 5 });
    await watch.start();
    const rows = watch.watch(id, new AbortController().signal);
    const [first, second] = [(await rows.next()).value, (await rows.next()).value];
    expect(first?.state).toBe('running');
    expect(second).toEqual(first);
    watch.endStreams();
    await expect(rows.next().then(() => rows.next())).rejects.toBeInstanceOf(UnavailableError);
    await watch.close();
  });

  it('keeps what a benchmark measured', async () => {
    const updates = start(test.client.runBenchmark({ algorithms: ['svd'] }));
    const id = (await next(updates))?.id ?? '';
    test.engine.change(id, { state: 'done', fraction: 1 }, outcome);
    await until(async () => expect((await getTask())?.benchmarkId).toBe(id));
    await test.restart();
    for await (const { section } of test.client.getAnalytics({ sections: [2] })) {
      expect(section.case).toBe('benchmarks');
      if (section.case !== 'benchmarks') return;
      expect(section.value.benchmarks).toMatchObject([
        {
          ...{ id, dataSetId: 'planted', dataSetName: 'Films (planted)', simulated: true },
          results: [
            {
              ...{ algorithm: 'svd', protocolCard: 'Five folds.', fitMs: 12n, recommendMs: 0.5, modelBytes: 1000n },
              metrics: [{ name: 'rmse', value: 0.9, low: 0.88, high: 0.92, trainValue: 0.7 }],
              segments: [{ segment: 'new films', caseCount: 3, metrics: [{ name: 'rmse', value: 1.1 }] }],
            },
          ],
        },
      ]);
    }
  });

  it('cancels, and cancelling again changes nothing', async () => {
    const updates = start(test.client.trainModels({}));
    const taskId = (await next(updates))?.id ?? '';
    expect((await test.client.cancelMovieTask({ taskId })).task?.state).toBe(MovieTaskState.CANCELLED);
    expect((await test.client.cancelMovieTask({ taskId })).task?.state).toBe(MovieTaskState.CANCELLED);
    const unknown = '00000000-0000-4000-8000-00000000000f';
    expect((await catchConnectError(test.client.cancelMovieTask({ taskId: unknown }))).code).toBe(Code.NotFound);
    expect((await catchConnectError(test.client.cancelMovieTask({ taskId: 'x' }))).code).toBe(Code.NotFound);
  });

  it('refuses a second training, and keeps no row of it', async () => {
    await next(start(test.client.trainModels({})));
    const error = await catchConnectError(next(start(test.client.trainModels({}))));
    expect([error.code, error.rawMessage]).toEqual([
      Code.FailedPrecondition,
      'Another import or training runs. Wait for its end.',
    ]);
    expect((await test.client.listMovieTasks({})).tasks).toHaveLength(1);
  });

  it('settles what the death of the gateway left: what goes on goes on, the rest was interrupted', async () => {
    const goesOn = (await next(start(test.client.trainModels({}))))?.id ?? '';
    const dies = (await next(start(test.client.runBenchmark({}))))?.id ?? '';
    await test.restart(() => test.engine.running.delete(dies));
    await until(async () => {
      const { tasks } = await test.client.listMovieTasks({});
      const states = Object.fromEntries(tasks.map(({ id, state }) => [id, state]));
      expect(states).toEqual({ [goesOn]: MovieTaskState.RUNNING, [dies]: MovieTaskState.FAILED });
    });
    const { tasks } = await test.client.listMovieTasks({});
    expect(tasks.find(({ id }) => id === dies)).toMatchObject({
      errorCode: 'interrupted',
      errorAdvice: 'Run it again.',
    });
    test.engine.change(goesOn, { state: 'done', fraction: 1 });
    await until(async () => {
      const after = (await test.client.listMovieTasks({})).tasks.find(({ id }) => id === goesOn);
      expect(after?.state).toBe(MovieTaskState.DONE);
    });
  });

  it.each([
    ['goes on with a task that had begun', true, MovieTaskState.RUNNING],
    ['settles a task that had not begun', false, MovieTaskState.FAILED],
  ])('%s when the film process ended before it answered', async (_, hasBegun, state) => {
    const { startTask } = test.engine;
    await test.restart(() => {
      test.engine.startTask = async (order) => {
        if (hasBegun) await startTask(order);
        throw new UnavailableError('The film process was killed.', 1000);
      };
    });
    const error = await catchConnectError(next(start(test.client.trainModels({}))));
    expect(error.code).toBe(Code.Unavailable);
    await test.restart();
    await until(async () => expect((await getTask())?.state).toBe(state));
  });

  it('keeps why a task failed', async () => {
    const id = (await next(start(test.client.trainModels({}))))?.id ?? '';
    const failure = { code: 'disk-full', message: 'The disk is full.', advice: 'Free some space.' };
    test.engine.change(id, { state: 'failed', failure });
    await until(async () => expect((await getTask())?.errorCode).toBe('disk-full'));
    expect(await getTask()).toMatchObject({ errorMessage: failure.message, errorAdvice: failure.advice });
  });

  it('keeps the end of a task whose failure names what PostgreSQL can’t keep, as an archive’s file may', async () => {
    const id = (await next(start(test.client.trainModels({}))))?.id ?? '';
    const failure = { code: 'data-file-invalid', message: 'rat\0ings\ud83d.csv has no columns.', advice: '' };
    test.engine.change(id, { state: 'failed', failure });
    await until(async () => expect((await getTask())?.state).toBe(MovieTaskState.FAILED));
    expect((await getTask())?.errorMessage).toBe('rat\ufffdings\ufffd.csv has no columns.');
  });

  it('imports an upload and removes its files when it is done', async () => {
    const folder = await putUpload({ 'ratings.csv': 'userId,movieId,rating\n1,1,4\n' });
    const updates = start(test.client.importRatings({ uploadId, name: ' Mine ' }));
    const id = (await next(updates))?.id ?? '';
    expect(test.engine.orders.at(-1)).toEqual({ kind: 'import', id, folder, name: 'Mine' });
    test.engine.change(id, { state: 'done', fraction: 1 });
    await until(async () => expect(await readdir(path.dirname(folder))).toEqual([]));
  });

  it('gives an archive by its own path, and keeps the files of an import that failed', async () => {
    const folder = await putUpload({ 'archive.zip': 'PK' });
    const id = (await next(start(test.client.importRatings({ uploadId, name: 'Mine' }))))?.id ?? '';
    expect(test.engine.orders.at(-1)).toMatchObject({ folder: path.join(folder, 'archive.zip') });
    test.engine.change(id, { state: 'failed', failure: { code: 'x', message: 'y', advice: 'z' } });
    await until(async () => expect((await getTask())?.state).toBe(MovieTaskState.FAILED));
    expect(await readdir(folder)).toEqual(['archive.zip']);
  });

  it('refuses an upload that is not there, one without ratings, and names that are none', async () => {
    const read = (request: { uploadId: string; name: string }) =>
      catchConnectError(next(start(test.client.importRatings(request))));
    expect((await read({ uploadId, name: 'Mine' })).code).toBe(Code.NotFound);
    expect((await read({ uploadId: '../../etc', name: 'Mine' })).code).toBe(Code.NotFound);
    await putUpload({ 'movies.csv': 'movieId,title\n' });
    const error = await read({ uploadId, name: 'Mine' });
    expect(error.rawMessage).toContain('upload_id: holds no ratings; put ratings.csv');
    for (const name of ['', ' \n ', 'x'.repeat(101)]) {
      expect((await read({ uploadId, name })).rawMessage).toContain('must have 1 to 100 characters');
    }
  });
});
