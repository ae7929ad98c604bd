import type { Config } from '../config.ts';
import type { Logger } from '../logging.ts';
import type { BlobStore } from './blob-store.ts';
import { openDataFolder } from './data-folder.ts';
import { createDatabase, type Database } from './database.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { createFileSystemBlobStore } from './file-system-blob-store.ts';
import { loadMigrations, migrate } from './migrations.ts';

/** Everything that is kept: the database, migrated, and the blobs, writable. */
export interface Storage {
  readonly database: Database;
  readonly blobStore: BlobStore;
  /** Records of the child processes that run. */
  readonly processFolder: string;
  /** Closes connections, stops an embedded database, and lets the next one into the data folder. */
  close(): Promise<void>;
}

export type StorageConfig = Pick<Config, 'dataFolder' | 'databaseUrl' | 'databasePort'>;

/**
 * Takes the data folder, starts the embedded database (or goes to the one of `databaseUrl`) and migrates it.
 *
 * @param onFolderTaken called once the data folder is ours: what needs no database may begin while it starts
 *
 * Throws what its parts throw, each error naming the setting that changes it: DataFolderInUseError,
 * FolderNotWritableError, DiskFullError, EmbeddedPostgresError, PortInUseError, DatabaseUnreachableError,
 * DatabaseNewerError, MigrationChangedError, BlobStoreUnwritableError. Nothing is left running then.
 */
export async function openStorage(
  config: StorageConfig,
  logger: Logger,
  onFolderTaken: () => void = () => undefined,
): Promise<Storage> {
  const closers = new AsyncDisposableStack();
  try {
    const folder = await openDataFolder(config.dataFolder);
    closers.defer(() => folder.release());
    onFolderTaken();
    const connectionString = config.databaseUrl ?? (await startOwnDatabase(config, { folder, logger, closers }));
    const applied = await migrate(connectionString, await loadMigrations());
    if (applied.length > 0) logger.info({ migrations: applied }, 'database migrated');
    const database = createDatabase({ connectionString, logger });
    closers.defer(() => database.close());
    const blobStore = createFileSystemBlobStore(folder.blobFolder);
    await blobStore.verifyWritable();
    return { database, blobStore, processFolder: folder.processFolder, close: () => closers.disposeAsync() };
  } catch (error) {
    await closers.disposeAsync();
    throw error;
  }
}

interface OwnDatabaseContext {
  readonly folder: { readonly postgresFolder: string };
  readonly logger: Logger;
  readonly closers: AsyncDisposableStack;
}

async function startOwnDatabase(config: StorageConfig, context: OwnDatabaseContext): Promise<string> {
  const { folder, logger, closers } = context;
  const postgres = await startEmbeddedPostgres({ folder: folder.postgresFolder, port: config.databasePort, logger });
  closers.defer(() => postgres.stop());
  return postgres.connectionString;
}
