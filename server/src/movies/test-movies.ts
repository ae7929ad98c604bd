import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Client, Code, createClient, createRouterTransport } from '@connectrpc/connect';
import { googleRpc, MovieService } from '@starweave/contract';
import type { Caller } from '../accounts/caller.ts';
import { loadLocalPerson } from '../accounts/local-person.ts';
import { createLogger } from '../logging.ts';
import { openTestDatabase, type TestDatabase } from '../storage/test-database.ts';
import { getCaller } from '../transport/call-context.ts';
import { createCallInterceptor } from '../transport/call-interceptor.ts';
import { catchConnectError } from '../transport/test-services.ts';
import type { TaskListener } from './engine/film-task.ts';
import { createMovies, type Movies, type MoviesDependencies } from './movies.ts';
import { createTestFilmEngine, type TestFilmEngine } from './test-film-engine.ts';

/** Everything of films over a database of the test's own. */
export interface TestMovies {
  readonly folder: string;
  readonly testDatabase: TestDatabase;
  readonly caller: Caller;
  /** Those that run now: `restart` replaces them. */
  readonly movies: Movies;
  readonly client: Client<typeof MovieService>;
  /** As after the death of the gateway: what was in memory is gone. */
  restart(prepare?: () => void): Promise<void>;
  close(): Promise<void>;
}

/** With the real film process, over the built-in films; with `createFilmClient` something else in its place. */
export async function openTestMovies(createFilmClient?: MoviesDependencies['createClient']): Promise<TestMovies> {
  const folder = await mkdtemp(path.join(tmpdir(), 'starweave-movies-'));
  const testDatabase = await openTestDatabase();
  const { database } = testDatabase;
  const caller = await loadLocalPerson(database);
  const logger = createLogger({ log: 'silent' });
  const open = async (): Promise<Movies> => {
    const opened = createMovies({
      config: { dataFolder: folder, log: 'error', filmMemoryMb: undefined, filmUploadLimitMb: 1 },
      ...{ database, logger, getCaller },
      ...(createFilmClient && { createClient: createFilmClient }),
    });
    await opened.start();
    await opened.startProcess();
    return opened;
  };
  const interceptors = [createCallInterceptor({ findCaller: async () => caller, logger })];
  const connect = ({ movieService }: Movies) =>
    createClient(
      MovieService,
      createRouterTransport((router) => void router.service(MovieService, movieService), { router: { interceptors } }),
    );
  let movies = await open();
  let client = connect(movies);
  return {
    ...{ folder, testDatabase, caller },
    get movies() {
      return movies;
    },
    get client() {
      return client;
    },
    async restart(prepare = () => undefined) {
      await movies.close();
      prepare();
      movies = await open();
      client = connect(movies);
    },
    async close() {
      await movies.close();
      await testDatabase.close();
      await rm(folder, { recursive: true });
    },
  };
}

export interface PlantedMovies extends TestMovies {
  readonly engine: TestFilmEngine;
}

/** With an engine whose answers a test can foretell; a restarted gateway finds it as it left it. */
export async function openPlantedMovies(): Promise<PlantedMovies> {
  let tell: TaskListener = () => undefined;
  const engine = createTestFilmEngine((...change) => tell(...change));
  const test = await openTestMovies(({ onTask, onReady }) => {
    tell = onTask;
    return {
      engine,
      start: async () => onReady?.(),
      health: () => ({ state: 'serving', reason: '', summary: undefined, processId: 1 }),
      close: async () => undefined,
    };
  });
  return Object.assign(test, { engine });
}

/** The fields that a call was refused for, with what is allowed there. */
export async function findViolations(call: Promise<unknown>): Promise<[field: string, description: string][]> {
  const error = await catchConnectError(call);
  if (error.code !== Code.InvalidArgument) throw error;
  const [badRequest] = error.findDetails(googleRpc.BadRequestSchema);
  return (badRequest?.fieldViolations ?? []).map(({ field, description }) => [field, description]);
}
