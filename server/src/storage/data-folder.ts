import { randomUUID } from 'node:crypto';
import { chmod, link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  findProcessIdentity,
  isSameProcess,
  type ProcessIdentity,
  parseIdentity,
} from '../processes/process-identity.ts';
import { DataFolderInUseError, toFolderError } from './storage-errors.ts';

/** The folder of everything that is kept, held by this process alone. */
export interface DataFolder {
  readonly path: string;
  readonly postgresFolder: string;
  readonly blobFolder: string;
  /** Records of the child processes that run. */
  readonly processFolder: string;
  /** Lets the next one in. */
  release(): Promise<void>;
}

const lockName = 'gateway.json';

/**
 * Makes the folder when it is missing and takes its lock: a file with our process id and start time.
 *
 * A lock whose process is gone is taken over. Throws DataFolderInUseError when its process lives,
 * FolderNotWritableError or DiskFullError when the folder can't be used.
 */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  const lock = path.join(folder, lockName);
  try {
    // Walkable, so that PostgreSQL's user reaches its own part when we are root; an empty folder becomes all ours.
    // Each part inside has its own, closed permissions.
    await mkdir(folder, { recursive: true, mode: 0o711 });
    if (process.getuid?.() === 0 && (await readdir(folder)).length === 0) await chmod(folder, 0o711);
    await takeLock(folder, lock);
  } catch (error) {
    throw toFolderError(error, folder);
  }
  return {
    path: folder,
    postgresFolder: path.join(folder, 'postgres'),
    blobFolder: path.join(folder, 'blobs'),
    processFolder: path.join(folder, 'processes'),
    release: () => rm(lock, { force: true }),
  };
}

/** Who holds the folder's lock and lives; undefined when it is free. */
export async function findDataFolderHolder(folder: string): Promise<ProcessIdentity | undefined> {
  const identity = parseIdentity(await readFile(path.join(folder, lockName), 'utf8').catch(() => ''));
  return identity !== undefined && (await isSameProcess(identity)) ? identity : undefined;
}

async function takeLock(folder: string, lock: string): Promise<void> {
  const draft = `${lock}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(await findProcessIdentity(process.pid)), { mode: 0o600 });
  try {
    for (;;) {
      // A link appears whole or not at all, and never over another one.
      if (await tryLink(draft, lock)) return;
      const holder = await findDataFolderHolder(folder);
      if (holder !== undefined) throw new DataFolderInUseError(folder, holder.processId);
      await removeStale(lock);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

async function tryLink(draft: string, lock: string): Promise<boolean> {
  try {
    await link(draft, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

// Of several that see a stale lock, one may already have taken it over: what was moved away is looked at again.
async function removeStale(lock: string): Promise<void> {
  const aside = `${lock}.${randomUUID()}`;
  try {
    await rename(lock, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = parseIdentity(await readFile(aside, 'utf8'));
  if (moved !== undefined && (await isSameProcess(moved))) await tryLink(aside, lock);
  await rm(aside, { force: true });
}
