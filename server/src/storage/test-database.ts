import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { createLogger } from '../logging.ts';
import { createDatabase, type Database } from './database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';
import { loadMigrations, migrate } from './migrations.ts';
import { createTestClusterCache } from './test-cluster-cache.ts';

/** A database of a test's own, in the real embedded PostgreSQL. */
export interface TestDatabase {
  readonly database: Database;
  readonly connectionString: string;
  /** Closes the connections and drops it. */
  close(): Promise<void>;
}

const templateName = 'starweave_template';

/**
 * Gives a fresh database with every migration applied; `{ isMigrated: false }` an empty one.
 *
 * The first call in a process starts PostgreSQL in a temporary folder (without syncing: nothing has to survive);
 * it ends with the process, however that ends. Its cluster is a copy of one that an earlier process made, and later
 * calls clone a template database.
 */
export async function openTestDatabase(options: { readonly isMigrated?: boolean } = {}): Promise<TestDatabase> {
  server ??= startTestServer();
  const postgres = await server;
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const template = (options.isMigrated ?? true) ? templateName : 'template0';
  await administer(postgres, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const connectionString = toConnectionString(postgres, name);
  const database = createDatabase({ connectionString, logger: createLogger({ log: 'error' }) });
  return {
    database,
    connectionString,
    async close() {
      await database.close();
      await administer(postgres, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

let server: Promise<EmbeddedPostgres> | undefined;

async function startTestServer(): Promise<EmbeddedPostgres> {
  const temporary = await mkdtemp(path.join(tmpdir(), 'starweave-test-'));
  // PostgreSQL's user has to walk through when we are root.
  await chmod(temporary, 0o711);
  const folder = path.join(temporary, 'postgres');
  const migrations = await loadMigrations();
  const cache = createTestClusterCache(migrations);
  if (!(await cache.restore(folder))) {
    const maker = await startUnsynced(folder);
    await administer(maker, `CREATE DATABASE ${templateName}`);
    await migrate(toConnectionString(maker, templateName), migrations);
    await maker.stop();
    await cache.keep(folder);
  }
  const postgres = await startUnsynced(folder);
  reapWhenThisProcessEnds(postgres, temporary);
  return postgres;
}

function startUnsynced(folder: string): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({
    folder,
    logger: createLogger({ log: 'error' }),
    serverSettings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' },
    isSynced: false,
  });
}

function toConnectionString(postgres: EmbeddedPostgres, name: string): string {
  return Object.assign(new URL(postgres.connectionString), { pathname: `/${name}` }).href;
}

async function administer(postgres: EmbeddedPostgres, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function reapWhenThisProcessEnds(postgres: EmbeddedPostgres, folder: string): void {
  const program = path.join(import.meta.dirname, 'test-database-reaper.ts');
  const reaper = spawn(process.execPath, [program, `${postgres.processId()}`, folder], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
  });
  reaper.unref();
  (reaper.stdin as Socket).unref();
}
