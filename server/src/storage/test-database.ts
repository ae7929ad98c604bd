import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { createLogger } from '../logging.ts';
import { findProcessIdentity, isSameProcess, type ProcessIdentity } from '../processes/process-identity.ts';
import { createDatabase, type Database } from './database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';
import { loadMigrations, migrate } from './migrations.ts';
import { stopLeftPostmaster } from './postmaster.ts';

/** A database of a test's own, in the real embedded PostgreSQL. */
export interface TestDatabase {
  readonly database: Database;
  readonly connectionString: string;
  /** Closes the connections and drops it. */
  close(): Promise<void>;
}

/**
 * Gives a fresh database with every migration applied; `{ isMigrated: false }` an empty one.
 *
 * The first call in a process starts PostgreSQL in a temporary folder (without syncing: nothing has to survive);
 * it ends with the process. Later calls clone a template in a few dozen milliseconds.
 */
export async function openTestDatabase(options: { readonly isMigrated?: boolean } = {}): Promise<TestDatabase> {
  server ??= startTestServer();
  const { postgres } = await server;
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const template = (options.isMigrated ?? true) ? 'starweave_template' : 'template0';
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

interface TestServer {
  readonly postgres: EmbeddedPostgres;
}

let server: Promise<TestServer> | undefined;

const folderPrefix = 'starweave-test-';

async function startTestServer(): Promise<TestServer> {
  await removeLeftServers();
  const folder = await mkdtemp(path.join(tmpdir(), folderPrefix));
  // PostgreSQL's user has to walk through when we are root.
  await chmod(folder, 0o711);
  await writeFile(path.join(folder, 'owner.json'), JSON.stringify(await findProcessIdentity(process.pid)));
  const postgres = await startEmbeddedPostgres({
    folder: path.join(folder, 'postgres'),
    logger: createLogger({ log: 'error' }),
    serverSettings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' },
    isSynced: false,
  });
  process.once('exit', () => {
    const processId = postgres.processId();
    if (processId !== undefined) process.kill(processId, 'SIGQUIT');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  await administer(postgres, 'CREATE DATABASE starweave_template');
  await migrate(toConnectionString(postgres, 'starweave_template'), await loadMigrations());
  return { postgres };
}

/** A test process that was killed leaves its server behind; the next one takes it away. */
async function removeLeftServers(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(folderPrefix));
  for (const folder of names.map((name) => path.join(tmpdir(), name))) {
    const text = await readFile(path.join(folder, 'owner.json'), 'utf8').catch(() => undefined);
    if (text === undefined || (await isSameProcess(JSON.parse(text) as ProcessIdentity))) continue;
    await stopLeftPostmaster(path.join(folder, 'postgres', 'cluster')).catch(() => undefined);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
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
