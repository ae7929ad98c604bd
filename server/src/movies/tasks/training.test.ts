import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NotFoundError, WrongStateError } from '../../errors.ts';
import { createFilmFolder, dataSetFiles } from '../data-sets/film-folder.ts';
import type { DataSetFacts } from '../engine/data-set-facts.ts';
import type { EngineStatus } from '../engine/engine-status.ts';
import type { TaskOrder } from '../engine/film-task.ts';
import type { LocalFilms } from '../process/local-films.ts';
import {
  createFilmsTemplate,
  createTaskRecorder,
  type FilmsTemplate,
  hang,
  openTestFilms,
  runHere,
} from '../process/test-films-folder.ts';
import { runTrainingChild } from '../training/training-child.ts';

let template: FilmsTemplate;
beforeAll(async () => {
  template = await createFilmsTemplate();
});
afterAll(() => template.remove());

const getStatus = async (films: LocalFilms) => (await films.answer('getStatus', [])) as EngineStatus;
const listDataSets = async (films: LocalFilms) => (await films.answer('listDataSets', [])) as DataSetFacts[];

describe('data sets', () => {
  it('are used and deleted by id, but not the one in use, the built-in one, or one that isn’t there', async () => {
    const { films } = await openTestFilms(template.copy());
    await expect(films.answer('deleteDataSet', [template.dataSetId])).rejects.toThrow(WrongStateError);
    await expect(films.answer('deleteDataSet', ['built-in'])).rejects.toThrow(WrongStateError);
    await expect(films.answer('deleteDataSet', ['../../etc'])).rejects.toThrow(NotFoundError);
    await expect(films.answer('useDataSet', ['../built-in'])).rejects.toThrow(NotFoundError);
    expect(await films.answer('useDataSet', ['built-in'])).toMatchObject({
      id: 'built-in',
      simulated: true,
      inUse: true,
    });
    await films.answer('deleteDataSet', [template.dataSetId]);
    expect((await listDataSets(films)).map(({ id }) => id)).toEqual(['built-in']);
  });

  it('give way to the built-in one when they can’t be opened', async () => {
    const dataFolder = template.copy();
    const ratings = path.join(createFilmFolder(dataFolder).dataSets, template.dataSetId, 'ratings.bin');
    writeFileSync(ratings, readFileSync(ratings).subarray(0, 500));
    const { films } = await openTestFilms(dataFolder);
    expect((await getStatus(films)).dataSet).toMatchObject({ id: 'built-in', inUse: true });
    expect(films.summarize().notice).toContain('"Planted films" can’t be opened');
    // It stays the choice: what is repaired serves again.
    expect(readFileSync(createFilmFolder(dataFolder).currentFile, 'utf8')).toContain(template.dataSetId);
  });
});

describe('a training', () => {
  it('replaces the models that it was asked for, and no others', async () => {
    const { films, start, waitForEnd } = await openTestFilms(template.copy());
    const before = await getStatus(films);
    await start({ kind: 'training', id: 'training-1', algorithms: ['svd', 'ease'], seed: 5 });
    expect(await waitForEnd('training-1')).toMatchObject({ state: 'done', dataSetId: template.dataSetId });
    const after = await getStatus(films);
    const find = (status: EngineStatus, id: string) => status.algorithms.find((algorithm) => algorithm.id === id)!;
    expect(find(before, 'ease').trainedAt).toBe(0);
    expect(find(after, 'ease').trainedAt).toBeGreaterThan(0);
    expect(find(after, 'svd').sizeBytes).toBeGreaterThan(0);
    expect(find(after, 'content')).toEqual({ ...find(before, 'content'), ...pickLive(find(after, 'content')) });
  });

  it('in a process of its own can be killed: it fails by name, the old model and the others go on', async () => {
    const recorder = createTaskRecorder();
    const { films, start } = await openTestFilms(template.copy(), {
      onTask: recorder.listener,
      runChild: (job, options) =>
        runTrainingChild(job, { ...options, onStart: (processId) => process.kill(processId, 'SIGKILL') }),
    });
    await start({ kind: 'training', id: 'training-1', algorithms: ['svd'], seed: 0 });
    const failed = await recorder.waitForEnd('training-1');
    expect(failed).toMatchObject({ state: 'failed', failure: { code: 'training-ended' } });
    expect(failed.failure!.message).toBe('SVD: The training was killed, for want of memory or by someone.');
    const query = { person: { kind: 'user', userId: 1 }, algorithm: 'svd', filmIds: [1] };
    expect(await films.answer('predict', [query])).toMatchObject({ model: { answered: 'svd', reason: '' } });
  });

  it('and a benchmark of damaged ratings fail, naming the file and not where it lies', async () => {
    const dataFolder = template.copy();
    const { start, waitForEnd } = await openTestFilms(dataFolder);
    writeFileSync(dataSetFiles.ratings(path.join(createFilmFolder(dataFolder).dataSets, template.dataSetId)), 'no');
    await start({ kind: 'training', id: 'task-1', algorithms: ['svd'], seed: 0 });
    await start({ kind: 'benchmark', id: 'task-2', algorithms: ['svd'], seed: 0 });
    for (const id of ['task-1', 'task-2']) {
      const { state, failure } = await waitForEnd(id);
      expect([state, failure?.code]).toEqual(['failed', 'ratings-file-broken']);
      expect(failure?.message).toContain('ratings.bin');
      expect(failure?.message).not.toContain(dataFolder);
    }
  });

  it('in a process of its own writes the model, and tells how far it is', async () => {
    const dataFolder = template.copy();
    const { start, waitForEnd, tasks } = await openTestFilms(dataFolder, { runChild: runTrainingChild });
    await start({ kind: 'training', id: 'training-1', algorithms: ['svd-biased'], seed: 9 });
    expect(await waitForEnd('training-1')).toMatchObject({ state: 'done' });
    expect(tasks.map(({ stage }) => stage)).toContain('Training SVD (biased) (1 of 1)');
  });
});

describe('a benchmark', () => {
  it('measures what was asked for, and is told with its results', async () => {
    const { start, waitForEnd, benchmarks } = await openTestFilms(template.copy());
    await start({ kind: 'benchmark', id: 'benchmark-1', algorithms: ['global-mean', 'svd-biased'], seed: 1 });
    expect(await waitForEnd('benchmark-1')).toMatchObject({ state: 'done' });
    const [{ results, simulated }] = benchmarks as [(typeof benchmarks)[number]];
    expect(simulated).toBe(false);
    expect(results.map(({ algorithm }) => algorithm)).toEqual(['global-mean', 'svd-biased']);
    const rmseOf = (index: number) => results[index]!.metrics.find(({ name }) => name === 'rmse')!;
    // The planted tastes halve the error of the mean.
    expect(rmseOf(1).high).toBeLessThan(rmseOf(0).low! / 2);
    expect(rmseOf(1).trainValue).toBeLessThanOrEqual(rmseOf(1).value);
    const names = results[1]!.metrics.map(({ name }) => name);
    for (const name of ['mae', 'ndcg@10', 'recall@10', 'precision@10', 'hit-rate@10', 'coverage@10', 'novelty@10']) {
      expect(names).toContain(name);
    }
    expect(results[1]!.protocolCard).toContain('held out at random, seed 1');
    expect(results[1]!.segments.map(({ segment }) => segment)).toContain('heavy users');
    expect(results[1]!.modelBytes).toBeGreaterThan(0);
  });

  it('waits for a training, and is cancelled at once while it waits', async () => {
    const { films, start, tasks } = await openTestFilms(template.copy(), {
      runChild: (_, { signal }) => hang(signal),
    });
    await start({ kind: 'training', id: 'training-1', algorithms: ['svd'], seed: 0 });
    const order: TaskOrder = { kind: 'benchmark', id: 'benchmark-1', algorithms: ['svd'], seed: 0 };
    expect(await start(order)).toMatchObject({ state: 'waiting' });
    await expect(start({ ...order, id: 'benchmark-2' })).rejects.toThrow(WrongStateError);
    expect(await films.answer('cancelTask', ['benchmark-1'])).toMatchObject({ state: 'cancelled' });
    expect(await films.answer('listTasks', [])).toMatchObject([{ id: 'training-1' }]);
    expect(tasks.at(-1)).toMatchObject({ id: 'benchmark-1', state: 'cancelled' });
    expect(await films.answer('cancelTask', ['training-1'])).toMatchObject({ state: 'cancelled' });
  });

  it('goes on with the algorithms that are not measured yet after an interruption', async () => {
    const dataFolder = template.copy();
    const measured: string[] = [];
    const order: TaskOrder = { kind: 'benchmark', id: 'benchmark-1', algorithms: ['global-mean', 'baseline'], seed: 1 };
    const first = await openTestFilms(dataFolder, {
      runChild: (job, options) => {
        if (job.kind === 'benchmark' && job.algorithm === 'baseline') return hang(options.signal);
        return runHere(job, options);
      },
    });
    await first.start(order);
    await first.waitFor(({ stage }) => stage.includes('Baseline'));
    await first.films.close();
    const second = await openTestFilms(dataFolder, {
      runChild: (job, options) => {
        if (job.kind === 'benchmark') measured.push(job.algorithm);
        return runHere(job, options);
      },
    });
    await second.waitForEnd('benchmark-1');
    expect(measured).toEqual(['baseline']);
    expect(second.benchmarks[0]!.results).toHaveLength(2);
  });
});
/** What may change with every look. */
function pickLive({ state, neededBytes, availableBytes, reason }: EngineStatus['algorithms'][number]) {
  return { state, neededBytes, availableBytes, reason };
}
