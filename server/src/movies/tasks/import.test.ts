import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NotFoundError, WrongStateError } from '../../errors.ts';
import { createFilmFolder } from '../data-sets/film-folder.ts';
import type { DataSetFacts } from '../engine/data-set-facts.ts';
import type { EngineStatus } from '../engine/engine-status.ts';
import type { FilmTask, TaskOrder } from '../engine/film-task.ts';
import type { LocalFilms } from '../process/local-films.ts';
import {
  createFilmsTemplate,
  createUpload,
  createUploadFiles,
  type FilmsTemplate,
  hang,
  openTestFilms,
  runHere,
} from '../process/test-films-folder.ts';
import { createZip } from '../process/test-upload-zip.ts';
import { TrainingEndedError } from '../training/training-child.ts';

let template: FilmsTemplate;
beforeAll(async () => {
  template = await createFilmsTemplate();
});
afterAll(() => template.remove());

const others = createUploadFiles(50, 30, 1);
const orderImport = (folder: string, id = 'import-1'): TaskOrder => ({ kind: 'import', id, folder, name: 'Others' });
const getStatus = async (films: LocalFilms) => (await films.answer('getStatus', [])) as EngineStatus;
const listDataSets = async (films: LocalFilms) => (await films.answer('listDataSets', [])) as DataSetFacts[];

/** What is left on the disk of tasks and half-made data sets. */
function listLeft(dataFolder: string): string[] {
  const { tasks, dataSets } = createFilmFolder(dataFolder);
  return [...readdirSync(tasks), ...readdirSync(dataSets).filter((name) => name.startsWith('.'))];
}

describe('an import', () => {
  it('reads a folder, trains six models and switches to it, while the old data set serves', async () => {
    const dataFolder = template.copy();
    const served: string[] = [];
    const { films, start, waitForEnd, tasks } = await openTestFilms(dataFolder, {
      runChild: async (job, options) => {
        served.push((await getStatus(films)).dataSet.id);
        return runHere(job, options);
      },
    });
    const begun = await start(orderImport(createUpload(others)));
    expect(begun).toMatchObject({ id: 'import-1', kind: 'import', state: 'waiting', dataSetName: 'Others' });
    const done = await waitForEnd('import-1');
    expect(done).toMatchObject({ state: 'done', stage: 'Done', fraction: 1, dataSetId: begun.dataSetId });
    expect(new Set(served)).toEqual(new Set([template.dataSetId]));
    const fractions = tasks.map(({ fraction }) => fraction);
    expect(fractions).toEqual([...fractions].sort((one, other) => one - other));
    const { dataSet, algorithms } = await getStatus(films);
    const ratingLines = others['ratings.csv']!.trimEnd().split('\n').length - 1;
    expect(dataSet).toMatchObject({ id: begun.dataSetId, filmCount: 30, userCount: 50, ratingCount: ratingLines });
    expect(dataSet).toMatchObject({ firstRatingAt: 1_000_000_000, inUse: true, rejectedLineCount: 0 });
    expect(algorithms.filter(({ isStandard, trainedAt }) => isStandard && trainedAt > 0)).toHaveLength(6);
    expect(listLeft(dataFolder)).toEqual([]);
    const listed = await listDataSets(films);
    expect(listed).toHaveLength(3);
    expect(listed.filter(({ inUse }) => inUse).map(({ id }) => id)).toEqual([begun.dataSetId]);
  });

  it('is still in use after a restart', async () => {
    const dataFolder = template.copy();
    const { films, start, waitForEnd } = await openTestFilms(dataFolder);
    const { dataSetId } = await start(orderImport(createUpload(others)));
    await waitForEnd('import-1');
    await films.close();
    const again = await openTestFilms(dataFolder);
    expect((await getStatus(again.films)).dataSet.id).toBe(dataSetId);
  });

  it('reads a zip, and counts the lines that it can’t use', async () => {
    const bad = `${others['ratings.csv']}1,2,7,1\n1,3,good,1\n1,x,3,1\n`;
    const zip = createZip({ 'ml-small/ratings.csv': bad, 'ml-small/movies.csv': others['movies.csv']! });
    const { films, start, waitForEnd } = await openTestFilms(template.copy());
    await start(orderImport(createUpload({ 'upload.bin': zip })));
    expect(await waitForEnd('import-1')).toMatchObject({ state: 'done' });
    const { dataSet } = await getStatus(films);
    expect(dataSet.rejectedLineCount).toBe(3);
    expect(dataSet.rejectedLines).toHaveLength(3);
    expect(dataSet.rejectedLines[0]).toMatch(/^ratings\.csv:\d+: /);
  });

  it.each([
    ['without ratings', { 'readme.txt': 'hello' }, 'data-file-invalid'],
    ['of ten other columns', { 'ratings.csv': 'a,b,c,d,e,f,g,h,i,j\n1,2,3,4,5,6,7,8,9,10\n' }, 'data-file-invalid'],
    ['of a cut-off zip', { 'x.zip': createZip(others).subarray(0, 900) }, 'data-file-invalid'],
    [
      'of a bomb',
      { 'x.zip': createZip({ 'ratings.csv': 'userId,movieId,rating\n'.padEnd(3_000_000, '1') }) },
      'data-file-invalid',
    ],
  ])('%s fails by name, says what to do, and leaves nothing behind', async (_, files, code) => {
    const dataFolder = template.copy();
    const upload = createUpload(files as Record<string, string | Uint8Array>);
    const { films, start, waitForEnd } = await openTestFilms(dataFolder);
    await start(orderImport(upload));
    const { state, failure } = await waitForEnd('import-1');
    expect(state).toBe('failed');
    expect(failure).toMatchObject({ code });
    expect(failure!.advice).not.toBe('');
    expect(failure!.message).not.toContain(upload);
    expect(listLeft(dataFolder)).toEqual([]);
    expect((await getStatus(films)).dataSet.id).toBe(template.dataSetId);
  });

  it('writes nothing outside of its folder, whatever an archive’s names are', async () => {
    const dataFolder = template.copy();
    const files = { '../../../ratings.csv': others['ratings.csv']!, '..\\movies.csv': others['movies.csv']! };
    const { start, waitForEnd } = await openTestFilms(dataFolder);
    await start(orderImport(createUpload({ 'x.zip': createZip(files) })));
    await waitForEnd('import-1');
    expect(existsSync(path.join(dataFolder, 'ratings.csv'))).toBe(false);
    expect(existsSync(path.join(dataFolder, '..', 'ratings.csv'))).toBe(false);
    expect(listLeft(dataFolder)).toEqual([]);
  });

  it('refuses a second import or training by name, and lets the first go on', async () => {
    const release = Promise.withResolvers<void>();
    const { films, start, waitForEnd } = await openTestFilms(template.copy(), {
      runChild: async (job, options) => {
        await release.promise;
        return runHere(job, options);
      },
    });
    const upload = createUpload(others);
    const [first, second] = await Promise.allSettled([
      start(orderImport(upload)),
      start(orderImport(upload, 'import-2')),
    ]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'wrong-state' } });
    const training: TaskOrder = { kind: 'training', id: 'training-1', algorithms: ['svd'], seed: 0 };
    await expect(start(training)).rejects.toThrow(WrongStateError);
    expect((await films.answer('listTasks', [])) as FilmTask[]).toHaveLength(1);
    release.resolve();
    expect(await waitForEnd('import-1')).toMatchObject({ state: 'done' });
    await expect(films.answer('cancelTask', ['import-2'])).rejects.toThrow(NotFoundError);
    await expect(films.answer('cancelTask', ['import-1'])).rejects.toThrow(WrongStateError);
  });

  it('is cancelled in the middle, and cleaned up', async () => {
    const dataFolder = template.copy();
    const { films, start, waitFor } = await openTestFilms(dataFolder, {
      runChild: (job, options) => (job.kind === 'fit' ? hang(options.signal) : runHere(job, options)),
    });
    const { dataSetId } = await start(orderImport(createUpload(others)));
    await waitFor(({ stage }) => stage.startsWith('Training'));
    expect(await films.answer('cancelTask', ['import-1'])).toMatchObject({ state: 'cancelled' });
    expect(listLeft(dataFolder)).toEqual([]);
    expect((await listDataSets(films)).map(({ id }) => id)).not.toContain(dataSetId);
  });

  it('goes on where it was when the process ended: what was read and trained is not done again', async () => {
    const dataFolder = template.copy();
    const upload = createUpload(others);
    const jobs: string[] = [];
    const first = await openTestFilms(dataFolder, {
      runChild: async (job, options) => {
        const name = job.kind === 'read' ? 'read' : job.algorithm;
        if (name === 'content') return hang(options.signal);
        jobs.push(name);
        return runHere(job, options);
      },
    });
    const { dataSetId } = await first.start(orderImport(upload));
    await first.waitFor(({ stage }) => stage.includes('Content'));
    await first.films.close();
    expect(jobs).toEqual(['read', 'svd-biased', 'item-knn']);
    // The upload isn't needed any more.
    rmSync(upload, { recursive: true });
    jobs.length = 0;
    const second = await openTestFilms(dataFolder, {
      runChild: async (job, options) => {
        jobs.push(job.kind === 'read' ? 'read' : job.algorithm);
        return runHere(job, options);
      },
    });
    const done = await second.waitForEnd('import-1');
    expect(done).toMatchObject({ state: 'done', dataSetId });
    expect(jobs).toEqual(['content', 'svd', 'user-knn', 'hybrid']);
    expect((await getStatus(second.films)).dataSet.id).toBe(dataSetId);
    expect(listLeft(dataFolder)).toEqual([]);
  });

  it('is given up when it ended the process three times, not when the process was closed as often', async () => {
    const dataFolder = template.copy();
    const upload = createUpload(others);
    const isReading = ({ stage }: FilmTask) => stage === 'Reading';
    const stuck = { runChild: (_: unknown, { signal }: { signal: AbortSignal }) => hang(signal) };
    const first = await openTestFilms(dataFolder, stuck);
    await first.start(orderImport(upload));
    await first.waitFor(isReading);
    await first.films.close();
    for (const _ of [2, 3, 4]) {
      const next = await openTestFilms(dataFolder, stuck);
      await next.waitFor(isReading);
      await next.films.close();
    }
    // What three crashes would have left.
    const file = path.join(createFilmFolder(dataFolder).tasks, 'import-1', 'task.json');
    const record = JSON.parse(readFileSync(file, 'utf8'));
    expect(record.attempts).toBe(0);
    writeFileSync(file, JSON.stringify({ ...record, attempts: 3 }));
    const last = await openTestFilms(dataFolder);
    expect((await last.waitForEnd('import-1')).failure).toMatchObject({ code: 'task-interrupted' });
    expect(listLeft(dataFolder)).toEqual([]);
  });

  it('says that the disk is full, and keeps nothing half-written', async () => {
    const dataFolder = template.copy();
    const { films, start, waitForEnd } = await openTestFilms(dataFolder, {
      runChild: async (job, options) => {
        if (job.kind !== 'fit' || job.algorithm !== 'svd') return runHere(job, options);
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      },
    });
    await start(orderImport(createUpload(others)));
    expect((await waitForEnd('import-1')).failure).toMatchObject({ code: 'disk-full' });
    expect(listLeft(dataFolder)).toEqual([]);
    expect((await getStatus(films)).dataSet.id).toBe(template.dataSetId);
  });

  it('serves the data set with the models that could be trained, and names the one whose training was killed', async () => {
    const { films, start, waitForEnd } = await openTestFilms(template.copy(), {
      runChild: async (job, options) => {
        if (job.kind !== 'fit' || job.algorithm !== 'item-knn') return runHere(job, options);
        throw new TrainingEndedError('The training was killed, for want of memory or by someone.', 'SIGKILL');
      },
    });
    await start(orderImport(createUpload(others)));
    expect(await waitForEnd('import-1')).toMatchObject({ state: 'done', stage: 'Done, without Item-KNN' });
    const find = async (id: string) => (await getStatus(films)).algorithms.find((algorithm) => algorithm.id === id);
    const itemKnn = await find('item-knn');
    expect(itemKnn).toMatchObject({ state: 'not-trained' });
    expect(itemKnn!.reason).toContain('was killed');
    expect(itemKnn!.advice).toContain('more memory');
    // The blend was fitted with a part of its own, and misses none.
    await expect.poll(() => find('hybrid')).toMatchObject({ state: 'serving', reason: '' });
  });
});
