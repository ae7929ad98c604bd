import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from './config.ts';
import type { Logger } from './logging.ts';
import { createEarlyFilms, type EarlyFilms } from './movies/process/early-films.ts';
import { type BegunStorage, beginStorage } from './storage/begin-storage.ts';

/** What runs in processes of its own and takes longest to start, on its way. */
export interface BegunApp {
  readonly storage: BegunStorage;
  readonly films: EarlyFilms;
  /** Ends everything that was begun. May be called again. */
  close(): Promise<void>;
}

export interface BeginAppOptions {
  readonly logger: Logger;
  /** Starts the film process too, which else the first question about films does. */
  readonly spawnsFilms: boolean;
}

/** A database that has to be set up first is begun as well, and not waited for. */
const longestWaitMs = 100;

/**
 * Takes the data folder and starts the database and the film process. Loading the rest of the server keeps this process busy for
 * as long as they need to start: they are to run by then.
 *
 * Throws as `beginStorage`; nothing is left running then.
 */
export async function beginApp(config: Config, { logger, spawnsFilms }: BeginAppOptions): Promise<BegunApp> {
  const { dataFolder, log, filmMemoryMb: memoryMb } = config;
  const storage = await beginStorage(config, logger);
  const films = createEarlyFilms({ dataFolder, log, logger, memoryMb });
  // Where it can't be spawned, `startFilms` tries again, and says why it can't.
  const spawned = spawnsFilms ? films.spawn().catch(() => undefined) : undefined;
  await Promise.race([Promise.all([storage.spawned, spawned]), sleep(longestWaitMs)]);
  return {
    ...{ storage, films },
    async close() {
      await films.close();
      await storage.close();
    },
  };
}
