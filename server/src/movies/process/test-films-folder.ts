import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { createLogger } from '../../logging.ts';
import { standardAlgorithms } from '../algorithms/standard-algorithms.ts';
import { builtInId, requireBuiltInDataSet } from '../data-sets/built-in-data-set.ts';
import { createFilmFolder, dataSetFiles } from '../data-sets/film-folder.ts';
import type { BenchmarkOutcome } from '../engine/benchmark-outcome.ts';
import type { FilmTask, TaskOrder } from '../engine/film-task.ts';
import { runTrainingJob } from '../training/run-training-job.ts';
import type { RunTrainingChild } from '../training/training-child.ts';
import { LocalFilms, type LocalFilmsOptions } from './local-films.ts';

/** Runs jobs in this process: for what is tested besides, because a process takes a second to start. */
export const runHere: RunTrainingChild = async (job, { onProgress, signal }) => {
  signal.throwIfAborted();
  return runTrainingJob(job, onProgress);
};

/** Never ends by itself: rejects when its job is aborted. */
export async function hang(signal: AbortSignal): Promise<never> {
  signal.throwIfAborted();
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
}

/** Films as MovieLens has them: even people like even films. `shift` makes other ratings. */
export function createUploadFiles(userCount = 60, filmCount = 40, shift = 0): Readonly<Record<string, string>> {
  const films = Array.from({ length: filmCount }, (_, film) => film);
  const movies = films.map(
    (film) => `${film + 1},"Film ${film + 1}, The (${1960 + film})",${film % 2 ? 'Drama' : 'Comedy|War'}`,
  );
  const ratings = Array.from({ length: userCount }, (_, user) =>
    films
      .filter((film) => (user * 7 + film * 5 + shift) % 3 !== 0)
      .map((film) => {
        const stars = user % 2 === film % 2 ? 4.5 - ((user + film) % 2) / 2 : 1 + (film % 3) / 2;
        return `${user + 1},${film + 1},${stars},${1_000_000_000 + user * 1000 + film}`;
      }),
  ).flat();
  return {
    'ratings.csv': ['userId,movieId,rating,timestamp', ...ratings, ''].join('\n'),
    'movies.csv': ['movieId,title,genres', ...movies, ''].join('\n'),
  };
}

/** A folder with these files, for the length of one test. */
export function createUpload(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = createTestFolder('starweave upload ');
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  return folder;
}

export function createTestFolder(prefix = 'starweave films '): string {
  const folder = mkdtempSync(path.join(tmpdir(), prefix));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface FilmsTemplate {
  /** A fresh copy as a data folder, for the length of one test. */
  copy(): string;
  /** Of the data set that is in use in it, with all six models. */
  readonly dataSetId: string;
  remove(): void;
}

/**
 * Makes a data folder in which a small planted data set is in use and trained. The built-in one is there without models, and
 * isn't trained by itself.
 */
export async function createFilmsTemplate(): Promise<FilmsTemplate> {
  const template = mkdtempSync(path.join(tmpdir(), 'starweave films template '));
  const upload = path.join(template, 'upload');
  mkdirSync(upload);
  for (const [name, content] of Object.entries(createUploadFiles())) writeFileSync(path.join(upload, name), content);
  await leaveBuiltInUntrained(template);
  const done = Promise.withResolvers<FilmTask>();
  const films = await LocalFilms.open({
    ...createOptions(template),
    onTask: (task) => task.state !== 'running' && done.resolve(task),
  });
  await films.answer('startTask', [{ kind: 'import', id: 'plant', folder: upload, name: 'Planted films' }]);
  const task = await done.promise;
  await films.close();
  if (task.state !== 'done') throw new Error(`The template could not be made: ${JSON.stringify(task)}`);
  return {
    dataSetId: task.dataSetId,
    copy: () => {
      const folder = createTestFolder();
      cpSync(path.join(template, 'films'), path.join(folder, 'films'), { recursive: true });
      return folder;
    },
    remove: () => rmSync(template, { recursive: true, force: true }),
  };
}

async function leaveBuiltInUntrained(dataFolder: string): Promise<void> {
  const folder = createFilmFolder(dataFolder);
  await requireBuiltInDataSet(folder, 1);
  const failure = JSON.stringify({ code: 'test', message: 'Tests leave it out.', advice: '' });
  for (const { id } of standardAlgorithms) {
    writeFileSync(dataSetFiles.failure(path.join(folder.dataSets, builtInId), id), failure);
  }
}

function createOptions(dataFolder: string): LocalFilmsOptions {
  return {
    ...{ dataFolder, budgetBytes: 2 ** 30, logger: createLogger({ log: 'silent' }), runChild: runHere },
    ...{ onTask: () => undefined, now: () => 1_700_000_000_000 },
  };
}

/** Films that are closed at the end of the test, and what their tasks told. */
export interface TestFilms {
  readonly films: LocalFilms;
  readonly tasks: FilmTask[];
  readonly benchmarks: BenchmarkOutcome[];
  start(order: TaskOrder): Promise<FilmTask>;
  /** Resolves with the first task that is as wanted, also one that has been already. */
  waitFor(isWanted: (task: FilmTask) => boolean): Promise<FilmTask>;
  waitForEnd(id: string): Promise<FilmTask>;
}

export async function openTestFilms(dataFolder: string, more: Partial<LocalFilmsOptions> = {}): Promise<TestFilms> {
  const recorder = createTaskRecorder();
  const films = await LocalFilms.open({ ...createOptions(dataFolder), onTask: recorder.listener, ...more });
  onTestFinished(() => films.close());
  return {
    ...{ films, ...recorder },
    start: async (order) => (await films.answer('startTask', [order])) as FilmTask,
  };
}

/** Keeps what tasks tell, and lets a test wait for it. */
export function createTaskRecorder() {
  const tasks: FilmTask[] = [];
  const benchmarks: BenchmarkOutcome[] = [];
  const waiting = new Set<() => void>();
  const waitFor = async (isWanted: (task: FilmTask) => boolean): Promise<FilmTask> => {
    for (;;) {
      const found = tasks.find(isWanted);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => waiting.add(resolve));
    }
  };
  return {
    ...{ tasks, benchmarks, waitFor },
    waitForEnd: (id: string) => waitFor((task) => task.id === id && !['waiting', 'running'].includes(task.state)),
    listener: (task: FilmTask, benchmark?: BenchmarkOutcome) => {
      tasks.push(task);
      if (benchmark !== undefined) benchmarks.push(benchmark);
      for (const wake of waiting) wake();
      waiting.clear();
    },
  };
}
