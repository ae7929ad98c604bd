import path from 'node:path';
import type { HandlerContext, ServiceImpl } from '@connectrpc/connect';
import type { MovieService } from '@starweave/contract';
import type { Caller } from '../accounts/caller.ts';
import type { Logger, LogLevel } from '../logging.ts';
import type { Database } from '../storage/database.ts';
import type { Film, FilmEngine } from './engine/film-engine.ts';
import { createFilmTaskWatch } from './film-task-watch.ts';
import { createFilmTasks } from './film-tasks.ts';
import { createFilmUpkeep } from './film-upkeep.ts';
import { createFilmUploads, type FilmUploads } from './film-uploads.ts';
import { loadFilmsFolderId } from './films-folder-id.ts';
import { createMovieService } from './movie-service.ts';
import { describeMoviesHealth, type MoviesHealthPart } from './movies-health.ts';
import {
  createFilmEngineClient,
  type FilmEngineClient,
  type FilmEngineClientOptions,
} from './process/film-process-client.ts';
import { rememberSuccess } from './remember-success.ts';
import { createStartingEngine } from './starting-engine.ts';

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
    onReady: () => upkeep.settle(tasks),
  });
  const startProcess = rememberSuccess(() => client.start());
  const engine = createStartingEngine(client.engine, startProcess);
  const taskWatch = createFilmTaskWatch({ database, heartbeatMs });
  const findFilmsFolderId = rememberSuccess(() => loadFilmsFolderId(folder));
  const upkeep = createFilmUpkeep({ database, logger, uploads, findFilmsFolderId });
  const tasks = createFilmTasks({ database, engine, logger, findFilmsFolderId, onEnd: upkeep.removeUpload });

  return {
    movieService: createMovieService({ database, engine, getCaller, findArtUrl, tasks, taskWatch, uploads }),
    engine,
    uploads,
    async start() {
      await taskWatch.start();
      upkeep.start();
    },
    startProcess,
    async drain() {
      taskWatch.endStreams();
    },
    async close() {
      upkeep.close();
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
