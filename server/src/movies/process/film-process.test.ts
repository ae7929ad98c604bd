import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { NotFoundError, UnavailableError, WrongStateError } from '../../errors.ts';
import { createLogger } from '../../logging.ts';
import { findProcessIdentity } from '../../processes/process-identity.ts';
import { createFilmFolder } from '../data-sets/film-folder.ts';
import { createFilmEngineClient, type FilmEngineClientOptions } from './film-process-client.ts';
import {
  createFilmsTemplate,
  createTaskRecorder,
  createTestFolder,
  createUpload,
  createUploadFiles,
  type FilmsTemplate,
} from './test-films-folder.ts';

let template: FilmsTemplate;
beforeAll(async () => {
  template = await createFilmsTemplate();
});
afterAll(() => template.remove());

async function startClient(dataFolder: string, more: Partial<FilmEngineClientOptions> = {}) {
  const recorder = createTaskRecorder();
  const client = createFilmEngineClient({
    ...{ dataFolder, log: 'silent', logger: createLogger({ log: 'silent' }), memoryMb: undefined, waitMs: 55_000 },
    ...{ onTask: recorder.listener, ...more },
  });
  onTestFinished(() => client.close());
  await client.start();
  const kill = (signal: NodeJS.Signals) => process.kill(client.health().processId!, signal);
  return { client, engine: client.engine, kill, ...recorder };
}

async function waitUntilGone(processId: number): Promise<void> {
  while ((await findProcessIdentity(processId)) !== undefined) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('the film process', () => {
  it('answers questions that were asked before it was there, and refuses with the errors of its own', async () => {
    const { client, engine } = await startClient(template.copy());
    expect(client.health()).toMatchObject({ state: 'starting', summary: undefined });
    const { dataSet, totalCount } = await engine.getStatus();
    expect([dataSet.id, totalCount]).toEqual([template.dataSetId, 6]);
    expect(client.health()).toMatchObject({ state: 'serving', reason: '', summary: { dataSetName: 'Planted films' } });
    const [film] = await engine.getFilms([3]);
    expect(film).toMatchObject({ id: 3, year: 1962, genres: ['Comedy', 'War'] });
    await expect(engine.getFilms([3, 999])).rejects.toThrow(NotFoundError);
    await expect(engine.getFilms([999])).rejects.toMatchObject({ code: 'not-found', id: '999' });
    expect(await engine.getFilms([3], template.dataSetId)).toEqual([film]);
    await expect(engine.getFilms([3], 'built-in')).rejects.toThrow(WrongStateError);
    await expect(engine.deleteDataSet('built-in')).rejects.toThrow(WrongStateError);
  });

  it('keeps what it compiled for the next start, where a folder is named for it, also when it is killed', async () => {
    const kept = createTestFolder('starweave compiled ');
    vi.stubEnv('NODE_COMPILE_CACHE', kept);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const { engine, kill } = await startClient(template.copy());
    await engine.getStatus();
    kill('SIGKILL');
    expect(readdirSync(kept, { recursive: true }).length).toBeGreaterThan(20);
  });

  it('is started again after kill -9 in the middle of a question, which is refused, and answers as before', async () => {
    const { client, engine, kill } = await startClient(template.copy());
    const before = await engine.getFilms([1, 2]);
    const { processId } = client.health();
    // Stopped, so that the question is surely still open when it is killed.
    kill('SIGSTOP');
    const lost = engine.getFilms([1]);
    kill('SIGKILL');
    const refusal = await lost.catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(UnavailableError);
    expect((refusal as UnavailableError).retryAfterMs).toBeGreaterThan(0);
    expect((refusal as UnavailableError).message).toContain('was killed');
    expect(client.health()).toMatchObject({ state: 'restarting' });
    expect(await engine.getFilms([1, 2])).toEqual(before);
    expect(client.health().processId).not.toBe(processId);
  });

  it('is killed when it hangs, and started again', async () => {
    const { engine, kill } = await startClient(template.copy(), { silenceMs: 2500 });
    await engine.getStatus();
    kill('SIGSTOP');
    await expect(engine.getStatus()).rejects.toThrow(UnavailableError);
    expect(await engine.getFilms([1])).toHaveLength(1);
  });

  it('lets questions wait for a bounded time only, and says why it can’t start', async () => {
    const dataFolder = createTestFolder();
    writeFileSync(path.join(dataFolder, 'films'), 'a file where a folder should be');
    const { client, engine } = await startClient(dataFolder, { waitMs: 200 });
    await expect(engine.getStatus()).rejects.toThrow(UnavailableError);
    const isTold = () => client.health().reason.startsWith('The films could not be started: ');
    await expect.poll(isTold, { timeout: 55_000 }).toBe(true);
    await expect(engine.getStatus()).rejects.toThrow('The films could not be started');
    expect(client.health().reason).not.toContain(dataFolder);
  });

  it('names a damaged file of a data set without saying where it lies', async () => {
    const dataFolder = template.copy();
    const { engine } = await startClient(dataFolder);
    await engine.useDataSet('built-in');
    const planted = path.join(createFilmFolder(dataFolder).dataSets, template.dataSetId);
    const damages = [
      ['films.jsonl', 'data-set-broken'],
      ['ratings.bin', 'ratings-file-broken'],
    ];
    for (const [name = '', code] of damages) {
      writeFileSync(path.join(planted, name), 'damaged');
      const refusal = await engine.useDataSet(template.dataSetId).catch((error: unknown) => error);
      expect(refusal).toMatchObject({ code, message: expect.stringContaining(name) });
      expect((refusal as Error).message).not.toContain(dataFolder);
    }
    expect((await engine.getStatus()).dataSet.id).toBe('built-in');
  });

  // Nine processes are started one after the other, which takes minutes where others use the cores.
  it('goes on with an import after kill -9', { timeout: 300_000 }, async () => {
    const dataFolder = template.copy();
    const { client, engine, kill, waitFor, waitForEnd } = await startClient(dataFolder);
    const folder = createUpload(createUploadFiles(30, 20, 1));
    const { dataSetId } = await engine.startTask({ kind: 'import', id: 'import-1', folder, name: 'Others' });
    await waitFor(({ stage }) => stage.startsWith('Training Item-KNN'));
    kill('SIGKILL');
    const done = await waitForEnd('import-1');
    expect(done).toMatchObject({ state: 'done', dataSetId });
    expect((await engine.getStatus()).dataSet.id).toBe(dataSetId);
    const { processId } = client.health();
    await client.close();
    await waitUntilGone(processId!);
    expect(client.health().state).toBe('closed');
    await expect(engine.getStatus()).rejects.toThrow(UnavailableError);
  });

  it('makes the built-in films the first time, simulated and labelled so', async () => {
    const dataFolder = createTestFolder();
    mkdirSync(path.join(dataFolder, 'films'), { recursive: true });
    const { engine } = await startClient(dataFolder);
    const { dataSet, algorithms } = await engine.getStatus();
    expect(dataSet).toMatchObject({ id: 'built-in', simulated: true, inUse: true, filmCount: 1362, userCount: 800 });
    expect(algorithms.find(({ id }) => id === 'hybrid')).toMatchObject({ state: 'training' });
    const query = { limit: 3, filter: {}, diversity: 0, likeFilmIds: [], genreWeights: [] };
    const person = { kind: 'person', ratings: [], feedback: [] } as const;
    // Who leaves takes nobody else's list with them.
    const leaving = new AbortController();
    const left = engine.recommend({ ...query, person: { kind: 'user', userId: 1 } }, { signal: leaving.signal });
    const staying = engine.recommend({ ...query, person });
    leaving.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    const { films, model } = await staying;
    expect(films).toHaveLength(3);
    expect(model).toMatchObject({ simulated: true, requested: 'hybrid' });
  });
});
