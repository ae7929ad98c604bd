import type { Logger } from '../logging.ts';
import { type BegunStorage, beginStorage, type StorageConfig } from './begin-storage.ts';
import type { BlobStore } from './blob-store.ts';
import { createDatabase, type Database } from './database.ts';
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

/**
 * Takes the data folder, starts the embedded database (or goes to the one of `databaseUrl`) and migrates it.
 *
 * @param begun what was begun before; it is closed with the storage
 *
 * Throws what its parts throw, each error naming the setting that changes it: DataFolderInUseError,
 * FolderNotWritableError, DiskFullError, EmbeddedPostgresError, PortInUseError, DatabaseUnreachableError,
 * DatabaseNewerError, MigrationChangedError, BlobStoreUnwritableError. Nothing is left running then.
 */
export async function openStorage(config: StorageConfig, logger: Logger, begun?: BegunStorage): Promise<Storage> {
  const closers = new AsyncDisposableStack();
  try {
    const own = begun ?? (await beginStorage(config, logger));
    const { folder } = own;
    closers.defer(() => own.close());
    const connectionString = await own.connectionString;
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
