import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, chown, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { canReach, findPostgresAccount, type PostgresAccount } from './postgres-account.ts';
import { loadPostgresBinaries, type PostgresBinaries, postgresMajorVersion } from './postgres-binaries.ts';
import { DiskFullError, EmbeddedPostgresError, isDiskFull, toFolderError } from './storage-errors.ts';

/** A set-up PostgreSQL data folder, with everything needed to start a server on it. */
export interface PostgresCluster {
  /** PostgreSQL's own data folder. */
  readonly clusterFolder: string;
  readonly account: PostgresAccount | undefined;
  readonly binaries: PostgresBinaries;
  readonly password: string;
}

export interface PostgresClusterOptions {
  /** False: a new cluster is not synced to disk, for tests. */
  readonly isSynced?: boolean;
}

export const postgresUser = 'starweave';

// Where root puts the cluster when PostgreSQL's user can't walk to the data folder.
const sharedDataFolder = '/var/lib/starweave';

/**
 * Opens the cluster under `folder`, making it on the first call: UTF-8, the builtin C.UTF-8 locale, page checksums,
 * and a random password that lies in `folder/password`, readable by its owner alone.
 *
 * An initdb that was cut short leaves nothing that the next call would take for a cluster. The caller makes sure
 * that nobody else works on `folder`. Throws DiskFullError, FolderNotWritableError or EmbeddedPostgresError.
 */
export async function loadPostgresCluster(
  folder: string,
  { isSynced = true }: PostgresClusterOptions = {},
): Promise<PostgresCluster> {
  try {
    // Others may walk through, so that PostgreSQL's user can; everything inside has its own permissions.
    await mkdir(folder, { recursive: true, mode: 0o711 });
    const location = await findClusterFolder(folder);
    const account = await findPostgresAccount(location);
    const clusterFolder = await placeCluster({ folder, location, account });
    const binaries = await loadPostgresBinaries(account);
    const password = await loadPassword(path.join(folder, 'password'));
    const cluster = { clusterFolder, account, binaries, password };
    if (await isThere(path.join(clusterFolder, 'PG_VERSION'))) await checkVersion(clusterFolder);
    else await initializeCluster(cluster, isSynced);
    return cluster;
  } catch (error) {
    throw toFolderError(error, folder);
  }
}

const locationFile = 'location';

async function findClusterFolder(folder: string): Promise<string> {
  const elsewhere = await readFile(path.join(folder, locationFile), 'utf8').catch(() => '');
  return elsewhere.trim() === '' ? path.join(folder, 'cluster') : elsewhere.trim();
}

interface Placement {
  readonly folder: string;
  readonly location: string;
  readonly account: PostgresAccount | undefined;
}

async function placeCluster({ folder, location, account }: Placement): Promise<string> {
  const parent = path.dirname(location);
  if (account === undefined || ((await isThere(parent)) && (await canReach(account, parent)))) return location;
  if (parent !== path.resolve(folder) || (await isThere(location))) {
    throw new EmbeddedPostgresError(
      `PostgreSQL has to run as the user ${account.name}, because it refuses to run as root, and that user can't reach ${location}. Let it in (chmod a+x on the folders above), move the data folder, or set DATABASE_URL to a PostgreSQL of yours.`,
    );
  }
  const elsewhere = path.join(sharedDataFolder, randomUUID());
  await mkdir(elsewhere, { recursive: true, mode: 0o711 }).catch((error) => {
    throw toFolderError(error, sharedDataFolder);
  });
  await writeDurably(path.join(folder, locationFile), `${path.join(elsewhere, 'cluster')}\n`);
  return path.join(elsewhere, 'cluster');
}

async function loadPassword(file: string): Promise<string> {
  const found = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  if (found.trim() !== '') return found.trim();
  const password = randomBytes(32).toString('base64url');
  await writeDurably(file, `${password}\n`);
  return password;
}

// Written beside, synced and renamed: the file is either whole or not there.
async function writeDurably(file: string, text: string): Promise<void> {
  const draft = `${file}.draft`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}

async function initializeCluster(cluster: PostgresCluster, isSynced: boolean): Promise<void> {
  const { clusterFolder, account, password } = cluster;
  const draft = `${clusterFolder}.initializing`;
  const passwordFile = `${clusterFolder}.password`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  await chmod(passwordFile, 0o600);
  if (account !== undefined) {
    await chown(draft, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  try {
    const words = ['--pgdata', draft, '--username', postgresUser, '--pwfile', passwordFile, '--auth', 'scram-sha-256'];
    words.push('--encoding', 'UTF8', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--locale', 'C');
    words.push('--no-instructions', ...(isSynced ? [] : ['--no-sync']));
    await runInitdb(cluster, draft, words);
    await rename(draft, clusterFolder);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(draft, { recursive: true, force: true });
  }
}

async function runInitdb(cluster: PostgresCluster, folder: string, words: readonly string[]): Promise<void> {
  const { account, binaries } = cluster;
  try {
    await promisify(execFile)(binaries.initdb, words, { cwd: path.dirname(folder), ...getSpawnIdentity(account) });
  } catch (cause) {
    const output = String((cause as { stderr?: string }).stderr ?? cause);
    if (/No space left on device|Disk quota exceeded/.test(output) || (await isDiskFull(folder))) {
      throw new DiskFullError(folder, { cause });
    }
    if (output.includes('could not look up effective user ID')) {
      throw new EmbeddedPostgresError(
        `PostgreSQL wants its user to have a name, and user id ${process.getuid?.()} has none on this machine. Add it to /etc/passwd, start Starweave as another user, or set DATABASE_URL to a PostgreSQL of yours.`,
        { cause },
      );
    }
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL can't set up its folder ${folder}: ${lastLine(output)}. Remove what is in the way, or set DATABASE_URL to a PostgreSQL of yours.`,
      { cause },
    );
  }
}

/** Spawn options that make a child run as the account. */
export function getSpawnIdentity(account: PostgresAccount | undefined): { uid?: number; gid?: number } {
  return account === undefined ? {} : { uid: account.uid, gid: account.gid };
}

async function checkVersion(clusterFolder: string): Promise<void> {
  const version = (await readFile(path.join(clusterFolder, 'PG_VERSION'), 'utf8')).trim();
  if (version === `${postgresMajorVersion}`) return;
  throw new EmbeddedPostgresError(
    `${clusterFolder} was made by PostgreSQL ${version}; this Starweave brings PostgreSQL ${postgresMajorVersion}. Dump it with the Starweave that made it and restore it into a new data folder.`,
  );
}

function lastLine(output: string): string {
  const lines = output
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('initdb: removing'));
  return (lines.at(-1) ?? '').replace(/^initdb: (error: )?/, '').replace(/\.$/, '');
}

async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}
