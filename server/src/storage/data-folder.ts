import { createHash, randomUUID } from 'node:crypto';
import {
  chmod,
  constants,
  copyFile,
  link,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
const defaultHeartbeatMs = 4000;

/** Who holds a data folder. */
export interface DataFolderHolder extends ProcessIdentity {
  readonly host: string;
}

export interface DataFolderOptions {
  /** How often a holder touches its lock, for those on other hosts who can't see its process. */
  readonly heartbeatMs?: number;
}

/**
 * Makes the folder when it is missing and takes its lock: a file with our process id, start time and host.
 *
 * A lock whose process is gone is taken over; one of another host (a container, a shared disk) when it isn't touched
 * for three heartbeats, which this waits for. Throws DataFolderInUseError when its holder lives,
 * FolderNotWritableError or DiskFullError when the folder can't be used.
 */
export async function openDataFolder(folder: string, options: DataFolderOptions = {}): Promise<DataFolder> {
  const { heartbeatMs = defaultHeartbeatMs } = options;
  const lock = path.join(folder, lockName);
  const draft = `${lock}.${randomUUID()}`;
  try {
    // Walkable, so that PostgreSQL's user reaches its own part when we are root; an empty folder becomes all ours.
    // Each part inside has its own, closed permissions.
    await mkdir(folder, { recursive: true, mode: 0o711 });
    if (process.getuid?.() === 0 && (await readdir(folder)).length === 0) await chmod(folder, 0o711);
    const identity = await findProcessIdentity(process.pid);
    await writeFile(draft, JSON.stringify({ ...identity, host: hostname() }), { mode: 0o600 });
    await takeLock(lock, { folder, draft, heartbeatMs });
  } catch (error) {
    throw toFolderError(error, folder);
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
  const heartbeat = setInterval(() => void touch(lock), heartbeatMs);
  heartbeat.unref();
  return {
    path: folder,
    postgresFolder: path.join(folder, 'postgres'),
    blobFolder: path.join(folder, 'blobs'),
    processFolder: path.join(folder, 'processes'),
    async release() {
      clearInterval(heartbeat);
      await rm(lock, { force: true });
    },
  };
}

/** Who holds the folder's lock and lives; undefined when it is free. */
export function findDataFolderHolder(
  folder: string,
  { heartbeatMs = defaultHeartbeatMs }: DataFolderOptions = {},
): Promise<DataFolderHolder | undefined> {
  return findHolder(path.join(folder, lockName), heartbeatMs);
}

async function findHolder(lock: string, heartbeatMs: number): Promise<DataFolderHolder | undefined> {
  const text = await readText(lock);
  const identity = parseIdentity(text ?? '');
  if (text === undefined || identity === undefined) return undefined;
  const { host = hostname() } = JSON.parse(text) as { host?: string };
  const isAlive = host === hostname() ? isSameProcess(identity) : isTouchedWithin(lock, 3 * heartbeatMs);
  return (await isAlive) ? { ...identity, host } : undefined;
}

function readText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

async function touch(lock: string): Promise<void> {
  const now = new Date();
  await utimes(lock, now, now).catch(() => undefined);
}

// Its time is compared with itself only: the other host may have another clock.
async function isTouchedWithin(lock: string, timeoutMs: number): Promise<boolean> {
  const readTime = async () => (await stat(lock).catch(() => undefined))?.mtimeMs;
  const before = await readTime();
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    await sleep(timeoutMs / 20);
    const now = await readTime();
    if (now === undefined) return false;
    if (now !== before) return true;
  }
  return false;
}

interface LockContext {
  readonly folder: string;
  /** File with what the lock will say. */
  readonly draft: string;
  readonly heartbeatMs: number;
}

async function takeLock(lock: string, context: LockContext): Promise<void> {
  // A link appears whole or not at all, and never over another one.
  while (!(await tryLink(context.draft, lock))) {
    const text = await readText(lock);
    const holder = await findHolder(lock, context.heartbeatMs);
    if (holder !== undefined) throw new DataFolderInUseError(context.folder, holder);
    // Undefined: it was released meanwhile.
    if (text !== undefined && (await replaceStale(lock, text, context))) return;
  }
}

// Of several that see the same dead lock, the one that has the right to replace it does; that right is a lock too, and
// whoever gets it later finds another text.
async function replaceStale(lock: string, text: string, context: LockContext): Promise<boolean> {
  const right = `${lock}.after-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
  await takeLock(right, context);
  try {
    if ((await readText(lock)) !== text) return false;
    await rename(right, lock);
    return true;
  } finally {
    await rm(right, { force: true });
  }
}

async function tryLink(draft: string, lock: string): Promise<boolean> {
  try {
    await link(draft, lock);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // Some file systems (FAT, some network shares) have no links; a copy is not as quick, but as exclusive.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code)) throw error;
    return tryCopy(draft, lock);
  }
}

async function tryCopy(draft: string, lock: string): Promise<boolean> {
  try {
    await copyFile(draft, lock, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
