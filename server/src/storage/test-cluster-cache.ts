import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Migration } from './migrations.ts';
import { postgresMajorVersion } from './postgres-binaries.ts';

/** A stopped cluster kept for the next test process, which copies it instead of making its own. */
export interface TestClusterCache {
  /** Copies the kept cluster to `folder`; false when none is kept. */
  restore(folder: string): Promise<boolean>;
  /** Keeps a copy of the stopped cluster in `folder`; the first of several that do so at once wins. */
  keep(folder: string): Promise<void>;
}

const cacheFolder = path.resolve(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache', 'starweave');
const prefix = 'test-cluster-';

/** One cluster per user and set of migrations; one of other migrations is removed when a new one is kept. */
export function createTestClusterCache(migrations: readonly Migration[]): TestClusterCache {
  const facts = [postgresMajorVersion, process.getuid?.() ?? 0, ...migrations.map(({ hash }) => hash)];
  const key = createHash('sha256').update(facts.join('\n')).digest('hex').slice(0, 16);
  const kept = path.join(cacheFolder, `${prefix}${key}`);
  return {
    async restore(folder) {
      if (!(await isThere(kept))) return false;
      await copy(kept, folder);
      // Its port is the maker's.
      await rm(path.join(folder, 'port'), { force: true });
      return true;
    },
    async keep(folder) {
      // A cluster that root keeps elsewhere, for PostgreSQL's user to reach it, is not in the folder.
      if (await isThere(path.join(folder, 'location'))) return;
      await mkdir(cacheFolder, { recursive: true });
      for (const name of await readdir(cacheFolder)) {
        const isOld = name.startsWith(prefix) && !name.startsWith(path.basename(kept));
        if (isOld) await rm(path.join(cacheFolder, name), { recursive: true, force: true });
      }
      const draft = `${kept}.${process.pid}`;
      await copy(folder, draft);
      await rename(draft, kept).catch(() => rm(draft, { recursive: true, force: true }));
    },
  };
}

// With owners: when we are root, the cluster belongs to PostgreSQL's user.
async function copy(from: string, to: string): Promise<void> {
  if (process.platform === 'win32') await cp(from, to, { recursive: true });
  else await promisify(execFile)('cp', ['-a', from, to]);
}

async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}
