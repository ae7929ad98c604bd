import path from 'node:path';
import type { HandlerContext, ServiceImpl } from '@connectrpc/connect';
import type { MovieService } from '@starweave/contract';
import type { Caller } from '../accounts/caller.ts';
import type { Logger, LogLevel } from '../logging.ts';
import type { Database } from '../storage/database.ts';
import { describeError } from '../transport/call-interceptor.ts';
import type { Film, FilmEngine } from './engine/film-engine.ts';
import { findTask, loadOpenTasks } from './film-task-store.ts';
import { createFilmTaskWatch } from './film-task-watch.ts';
import { createFilmTasks } from './film-tasks.ts';
import { createFilmUploads, type FilmUploads } from './film-uploads.ts';
import { loadFilmsFolderId } from './films-folder-id.ts';
import { createMovieService } from './movie-service.ts';
import { describeMoviesHealth, type MoviesHealthPart } from './movies-health.ts';
import {
  createFilmEngineClient,
  type FilmEngineClient,
  type FilmEngineClientOptions,
} from './process/film-process-client.ts';

/** The settings that films read. */
export interface MoviesConfig {
  readonly dataFolder: string;
  readonly log: LogLevel;
  readonly filmMemoryMb: number | undefined;
  readonly filmUploadLimitMb: number;
}

export interface MoviesDependencies {
  readonly config: MoviesConfig;
  readonly database: Database;
  readonly logger: Logger;
  /** Who makes a call, from its context. */
  readonly getCaller: (context: HandlerContext) => Caller;
  /** Path of the picture painted for a film; empty while there is none. Default: none has one. */
  readonly findArtUrl?: (film: Film) => string;
  /** Who answers; default the film process. */
  readonly createClient?: (options: FilmEngineClientOptions) => FilmEngineClient;
  readonly heartbeatMs?: number;
}

/** Everything of films: what people say about them, the engine's answers, tasks, uploads. Made without I/O. */
export interface Movies {
  readonly movieService: ServiceImpl<typeof MovieService>;
  readonly engine: FilmEngine;
  readonly uploads: FilmUploads;
  /** Listens to the database, which is migrated before. The film process starts with the first question. */
  start(): Promise<void>;
  /** Starts the film process now, which settles what an earlier one left. */
  startProcess(): Promise<void>;
  /** Ends the streams; tasks go on until `close`. */
  drain(): Promise<void>;
  /** Stops the film process and waits until it is gone; what it told of tasks is written. */
  close(): Promise<void>;
  health(): Promise<MoviesHealthPart[]>;
}

const sweepEveryMs = 3600 * 1000;
const settleAgainMs = 2000;

export function createMovies(dependencies: MoviesDependencies): Movies {
  const { config, database, logger, getCaller, createClient = createFilmEngineClient } = dependencies;
  const { findArtUrl = () => '', heartbeatMs = 15_000 } = dependencies;
  const { dataFolder, log, filmMemoryMb: memoryMb, filmUploadLimitMb } = config;
  const folder = path.join(dataFolder, 'films');
  const uploadOptions = { folder: path.join(folder, 'uploads'), limitBytes: filmUploadLimitMb * 1024 * 1024 };
  const uploads = createFilmUploads({ ...uploadOptions, now: Date.now });
  const client = createClient({
    ...{ dataFolder, log, logger, memoryMb },
    onTask: (...change) => tasks.listener(...change),
    onReady: () => settle(),
  });
  const startProcess = createStart(client);
  const engine = createStartingEngine(client.engine, startProcess);
  const taskWatch = createFilmTaskWatch({ database, heartbeatMs });
  let folderId: Promise<string> | undefined;
  const findFilmsFolderId = () => {
    folderId ??= loadFilmsFolderId(folder);
    return folderId;
  };
  const warn = (text: string) => (error: unknown) => logger.warn({ error: describeError(error) }, text);
  const onEnd = (taskId: string) =>
    void removeUpload({ database, uploads }, taskId).catch(warn('an imported upload could not be removed'));
  const tasks = createFilmTasks({ database, engine, logger, findFilmsFolderId, onEnd });
  const timers = createTimers();
  const settle = () => {
    tasks.settle().catch((error: unknown) => {
      warn('open film tasks could not be settled yet')(error);
      timers.after(settleAgainMs, settle);
    });
  };
  const sweep = async () => {
    const open = await loadOpenTasks(database, await findFilmsFolderId());
    await uploads.sweep(new Set(open.flatMap(({ uploadId }) => uploadId ?? [])));
  };
  const sweepQuietly = () => void sweep().catch(warn('old uploads could not be removed'));

  return {
    movieService: createMovieService({ database, engine, getCaller, findArtUrl, tasks, taskWatch, uploads }),
    engine,
    uploads,
    async start() {
      await taskWatch.start();
      await client.start();
      timers.every(sweepEveryMs, sweepQuietly);
      sweepQuietly();
    },
    startProcess,
    async drain() {
      taskWatch.endStreams();
    },
    async close() {
      timers.clear();
      await client.close();
      await tasks.close();
      await taskWatch.close();
    },
    async health() {
      await startProcess();
      return describeMoviesHealth(client);
    },
  };
}

/** Starts the client once; where that fails, the next call tries again. */
function createStart(client: Pick<FilmEngineClient, 'start'>): () => Promise<void> {
  let started: Promise<void> | undefined;
  return () => {
    started ??= client.start().catch((error: unknown) => {
      started = undefined;
      throw error;
    });
    return started;
  };
}

/** The engine, whose first question starts the process: who only paints needs none. */
function createStartingEngine(engine: FilmEngine, start: () => Promise<void>): FilmEngine {
  const methods = Object.entries(engine).map(([name, method]) => {
    const ask = async (...words: unknown[]): Promise<unknown> => {
      await start();
      return Reflect.apply(method, engine, words);
    };
    return [name, ask];
  });
  return Object.fromEntries(methods) as FilmEngine;
}

/** An import that failed may be run again with the same files, so that only the sweep takes them. */
async function removeUpload(
  { database, uploads }: { readonly database: Database; readonly uploads: FilmUploads },
  taskId: string,
): Promise<void> {
  const row = await findTask(database, taskId);
  if (row === undefined || row.uploadId === null) return;
  if (row.state === 'done' || row.state === 'cancelled') await uploads.remove(row.uploadId);
}

/** Timers that keep no process alive and end together. */
function createTimers() {
  const running = new Set<NodeJS.Timeout>();
  let isCleared = false;
  const keep = (timer: NodeJS.Timeout) => void running.add(timer.unref());
  return {
    after(delayMs: number, work: () => void) {
      if (!isCleared) keep(setTimeout(work, delayMs));
    },
    every(delayMs: number, work: () => void) {
      if (!isCleared) keep(setInterval(work, delayMs));
    },
    clear() {
      isCleared = true;
      for (const timer of running) clearTimeout(timer);
    },
  };
}
