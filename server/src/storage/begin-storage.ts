import type { Config } from '../config.ts';
import type { Logger } from '../logging.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

export type StorageConfig = Pick<Config, 'dataFolder' | 'databaseUrl' | 'databasePort'>;

/** A data folder that is ours, and its database on the way. */
export interface BegunStorage {
  readonly folder: DataFolder;
  /** Resolves when the embedded database takes connections; at once where a URL leads to another one. */
  readonly connectionString: Promise<string>;
  /** Resolves when the embedded database's process runs, or failed to; at once where there is none. */
  readonly spawned: Promise<void>;
  /** Stops an embedded database, and lets the next one into the data folder. May be called again. */
  close(): Promise<void>;
}

/**
 * Takes the data folder and begins to start its database: what needs little code, so that it goes on while the rest of the
 * server is loaded.
 *
 * Throws what taking the folder throws (DataFolderInUseError, FolderNotWritableError, DiskFullError); why a database doesn't
 * start is told by `connectionString`.
 */
export async function beginStorage(config: StorageConfig, logger: Logger): Promise<BegunStorage> {
  const { databaseUrl, databasePort: port } = config;
  const folder = await openDataFolder(config.dataFolder);
  const spawned = Promise.withResolvers<void>();
  const postgres =
    databaseUrl === undefined
      ? startEmbeddedPostgres({ folder: folder.postgresFolder, port, logger, onSpawn: spawned.resolve })
      : undefined;
  const connectionString = postgres?.then((own) => own.connectionString) ?? Promise.resolve(databaseUrl ?? '');
  // Whoever waits for it later is told.
  connectionString.then(() => spawned.resolve(), spawned.resolve);
  let closed: Promise<void> | undefined;
  const close = async () => {
    const own = await postgres?.catch(() => undefined);
    await own?.stop();
    await folder.release();
  };
  return {
    ...{ folder, connectionString, spawned: spawned.promise },
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}
