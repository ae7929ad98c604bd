import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Code, ConnectError, type ServiceImpl } from '@connectrpc/connect';
import { MovieService, MovieTaskKind, MovieTaskState } from '@starweave/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitCodes } from '../command.ts';
import { startTestServer, type TestServer } from '../movies/test-movie-server.ts';
import { createUploadRoutes, refuse, type UploadRoutes } from '../movies/test-upload-routes.ts';
import { type RunOptions, runWords } from '../test-run-words.ts';

const ratings = 'userId,movieId,rating,timestamp\n1,6,4.5,0\n';
let folder: string;
let uploads: UploadRoutes;
let server: TestServer | undefined;
let imports: { uploadId: string; name: string }[];
let cancelled: string[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'starweave import '));
  await writeFile(path.join(folder, 'ratings.csv'), ratings);
  await writeFile(path.join(folder, 'movies.csv'), 'movieId,title,genres\n6,Heat (1995),Crime\n');
  await writeFile(path.join(folder, 'tags.csv'), '');
  await writeFile(path.join(folder, 'secrets.txt'), 'not for the server');
  [uploads, imports, cancelled] = [createUploadRoutes(), [], []];
});

afterEach(async () => {
  await server?.close();
  server = undefined;
  await rm(folder, { recursive: true });
});

const task = (state: MovieTaskState, stage = '', fraction = 0) => ({
  ...{ id: 't1', kind: MovieTaskKind.IMPORT, dataSetId: 'd1', dataSetName: 'mine', state, stage, fraction },
});
const dataSet = { id: 'd1', name: 'mine', movieCount: 1, userCount: 1, ratingCount: 1n, inUse: true };

async function serve(methods: Partial<ServiceImpl<typeof MovieService>> = {}): Promise<void> {
  server = await startTestServer(
    (router) =>
      router.service(MovieService, {
        listMovieTasks: () => ({ tasks: [] }),
        listDataSets: () => ({
          dataSets: [{ ...dataSet, rejectedLineCount: 2n, rejectedLines: ['line 7: rating 9'] }],
        }),
        async *importRatings({ uploadId, name }) {
          imports.push({ uploadId, name });
          yield { task: task(MovieTaskState.RUNNING, 'Training Item-KNN (2 of 6)', 0.5) };
          yield { task: task(MovieTaskState.DONE, '', 1) };
        },
        cancelMovieTask({ taskId }) {
          cancelled.push(taskId);
          return {};
        },
        ...methods,
      }),
    uploads.handle,
  );
}

const runImport = (words: readonly string[] = [], options: RunOptions = {}) =>
  runWords(['movies', 'import', folder, '--name', 'mine', '--server', server?.url ?? '', ...words], options);
const sent = () => Object.fromEntries([...uploads.files].map(([key, bytes]) => [key.slice(37), decode(bytes)]));
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('starweave movies import', () => {
  it('sends the files that an import reads, shows the stages, and says what came of it', async () => {
    await serve();
    const { code, output, errors } = await runImport();
    expect(errors).toContain('Training Item-KNN (2 of 6) 50/100');
    expect(errors).toContain('2 lines could not be used:\n  line 7: rating 9');
    expect(output).toBe('Imported mine: 1 film, 1 user, 1 rating; in use now.\n');
    expect(code).toBe(exitCodes.done);
    expect(sent()).toEqual({ 'ratings.csv': ratings, 'movies.csv': 'movieId,title,genres\n6,Heat (1995),Crime\n' });
    expect(imports).toEqual([{ uploadId: [...uploads.files.keys()][0]?.slice(0, 36), name: 'mine' }]);
  });

  it('sends a file of ratings that is called anything as what the server takes', async () => {
    await serve();
    for (const [given, name] of [
      ['u1.base', 'ratings.csv'],
      ['My Ratings.csv', 'ratings.csv'],
      ['mine.zip', 'mine.zip'],
      ['mine.parquet', 'mine.parquet'],
      ['u.data', 'u.data'],
    ] as const) {
      uploads.files.clear();
      await writeFile(path.join(folder, given), ratings);
      await runWords(['movies', 'import', path.join(folder, given), '--server', server?.url ?? '']);
      expect(sent()).toEqual({ [name]: ratings });
      await rm(path.join(folder, given));
    }
    expect(imports.at(-4)).toMatchObject({ name: 'My Ratings' });
  });

  it('goes on behind what is there, and begins anew where a file has changed', async () => {
    await serve();
    await runImport();
    const [key = ''] = [...uploads.files.keys()].filter((name) => name.endsWith('ratings.csv'));
    uploads.files.set(key, new TextEncoder().encode(ratings.slice(0, 10)));
    await runImport();
    expect(server?.requests).toContain(`PUT /movies/uploads/${key}?offset=10`);
    expect(sent()['ratings.csv']).toBe(ratings);
    await utimes(path.join(folder, 'ratings.csv'), 1, 1);
    await runImport();
    expect(new Set(imports.map(({ uploadId }) => uploadId)).size).toBe(2);
  });

  it('tries again where the connection breaks off or the server is busy, and stops where it refuses', async () => {
    await serve();
    uploads.failures.push(undefined, refuse(503, 'unavailable', 'The disk is busy.'));
    expect((await runImport()).code).toBe(exitCodes.done);
    uploads.files.clear();
    uploads.failures.push(refuse(400, 'invalid_argument', 'Only 1 GB may be sent.'));
    const { code, errors } = await runImport();
    expect(errors).toBe('sending, MB 0/1\nOnly 1 GB may be sent.\n');
    expect(code).toBe(exitCodes.failed);
  });

  it('follows an import of this name that runs already, sending nothing', async () => {
    await serve({
      listMovieTasks: () => ({ tasks: [task(MovieTaskState.RUNNING)] }),
      async *watchMovieTask({ taskId }) {
        yield { task: { ...task(MovieTaskState.DONE), id: taskId } };
      },
    });
    const { code } = await runImport();
    expect([code, imports, uploads.files.size]).toEqual([exitCodes.done, [], 0]);
  });

  it('listens on where the stream breaks off', async () => {
    await serve({
      async *importRatings() {
        yield { task: task(MovieTaskState.RUNNING) };
        throw new ConnectError('going down', Code.Unavailable);
      },
      async *watchMovieTask() {
        yield { task: task(MovieTaskState.DONE) };
      },
    });
    expect((await runImport()).code).toBe(exitCodes.done);
  });

  it('says what becomes of the import where the server is gone for good', async () => {
    const gone = () => {
      throw new ConnectError('connect ECONNREFUSED', Code.Unavailable);
    };
    await serve({
      async *importRatings() {
        yield { task: task(MovieTaskState.RUNNING) };
        gone();
      },
      // biome-ignore lint/correctness/useYield: the server is gone
      async *watchMovieTask() {
        gone();
      },
    });
    const { code, errors } = await runImport();
    expect(errors).toContain('(connect ECONNREFUSED). What has begun there goes on when it is there again.\n');
    expect(code).toBe(exitCodes.failed);
  });

  it('names the algorithms that could not be trained', async () => {
    await serve({
      async *importRatings() {
        yield { task: task(MovieTaskState.DONE, 'Done, without Item-KNN', 1) };
      },
    });
    const { code, errors } = await runImport();
    expect(errors).toContain('Done, without Item-KNN: starweave movies models says why.\n');
    expect(code).toBe(exitCodes.done);
  });

  it('says why it failed and what to do', async () => {
    await serve({
      async *importRatings() {
        const failure = { errorMessage: 'The disk is full.', errorAdvice: 'Free 2 GB and import again.' };
        yield { task: { ...task(MovieTaskState.FAILED), ...failure } };
      },
    });
    const { code, errors } = await runImport();
    expect(errors).toContain('The disk is full. Free 2 GB and import again.\n');
    expect(code).toBe(exitCodes.failed);
  });

  it('keeps what was sent where Ctrl-C comes before the import', async () => {
    const interruption = new AbortController();
    await serve({ listMovieTasks: () => ({ tasks: [] }) });
    const onError = (text: string) => text.startsWith('sending') && interruption.abort();
    const { code, errors } = await runImport([], { signal: interruption.signal, onError });
    expect(cancelled).toEqual([]);
    expect(errors).toContain('Stopped. What was sent is kept: the same command goes on from there.\n');
    expect(code).toBe(exitCodes.interrupted);
  });

  it('cancels the import on Ctrl-C, with which the server forgets the files, and says so', async () => {
    const interruption = new AbortController();
    await serve({
      async *importRatings(_request, { signal }) {
        yield { task: task(MovieTaskState.RUNNING, 'Reading ratings') };
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      },
    });
    const onError = (text: string) => text.startsWith('Reading') && interruption.abort();
    const { code, errors } = await runImport([], { signal: interruption.signal, onError });
    expect(cancelled).toEqual(['t1']);
    expect(errors).toContain('Stopped, and the import is cancelled: the same command begins anew.\n');
    expect(code).toBe(exitCodes.interrupted);
  });

  it.each([
    [['import'], 'Which folder, zip or file?'],
    [['import', 'a', 'b'], 'One path at a time.'],
    [['import', 'nowhere'], 'There is no file or folder'],
    [['import', '.'], 'There are no ratings in'],
    [['import', 'empty.zip'], 'is empty'],
  ])('refuses the words %j', async (words, message) => {
    await serve();
    await rm(path.join(folder, 'ratings.csv'));
    await writeFile(path.join(folder, 'empty.zip'), '');
    const { code, errors } = await runWords(['movies', ...words], { workingFolder: folder });
    expect(errors).toContain(message);
    expect(errors).toContain('starweave movies import --help explains the options.');
    expect(code).toBe(exitCodes.usage);
  });
});
