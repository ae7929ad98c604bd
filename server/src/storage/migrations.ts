import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { DatabaseNewerError, DatabaseUnreachableError, MigrationChangedError } from './storage-errors.ts';

/** One numbered step of the schema, run in a transaction of its own. */
export interface Migration {
  readonly number: number;
  /** As the file is called, without its ending. */
  readonly name: string;
  readonly statements: string;
  /** SHA-256 of the statements, hex. */
  readonly hash: string;
}

const migrationsFolder = path.join(import.meta.dirname, 'migrations');

/** Every migration of this Starweave in order: `NNNN_name.sql`, counted from 1 without gaps. */
export async function loadMigrations(folder = migrationsFolder): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  return Promise.all(
    files.map(async (file, index) => {
      const name = path.basename(file, '.sql');
      const number = Number(/^(\d{4})_/.exec(file)?.[1]);
      if (number !== index + 1) throw new Error(`${file} should have the number ${index + 1}: NNNN_name.sql, no gaps.`);
      // A checkout on Windows may have other line ends; the migration is the same.
      const statements = (await readFile(path.join(folder, file), 'utf8')).replaceAll('\r\n', '\n');
      return { number, name, statements, hash: createHash('sha256').update(statements).digest('hex') };
    }),
  );
}

/** Any number that other programs on the same PostgreSQL are unlikely to lock. */
const migrationLock = '7203311952218474';

/**
 * Brings the database to the newest migration and returns the names of those applied now.
 *
 * Runs under an advisory lock, so that processes starting at once take turns and the later ones find nothing to do.
 * Throws DatabaseNewerError when the database knows a later migration than we, MigrationChangedError when it knows
 * one under the same number with other text, DatabaseUnreachableError when it can't be talked to.
 */
export async function migrate(connectionString: string, migrations: readonly Migration[]): Promise<string[]> {
  const client = await connect(connectionString);
  try {
    await client.query(`SELECT pg_advisory_lock(${migrationLock})`);
    const applied = await readApplied(client);
    checkApplied(applied, migrations);
    const pending = migrations.filter(({ number }) => !applied.has(number));
    for (const migration of pending) await apply(client, migration);
    return pending.map(({ name }) => name);
  } finally {
    // Ending the session gives the lock back.
    await client.end();
  }
}

/** Names of the migrations that the database lacks; reads only. Throws as `migrate` does. */
export async function findPendingMigrations(
  connectionString: string,
  migrations: readonly Migration[],
): Promise<string[]> {
  const client = await connect(connectionString);
  try {
    const { rows } = await client.query(`SELECT to_regclass('schema_migrations') IS NOT NULL AS "isThere"`);
    const applied = rows[0]?.isThere === true ? await selectApplied(client) : new Map<number, AppliedMigration>();
    checkApplied(applied, migrations);
    return migrations.filter(({ number }) => !applied.has(number)).map(({ name }) => name);
  } finally {
    await client.end();
  }
}

async function connect(connectionString: string): Promise<pg.Client> {
  let client: pg.Client | undefined;
  try {
    client = new pg.Client({
      connectionString,
      application_name: 'starweave migrations',
      connectionTimeoutMillis: 10_000,
    });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  } catch (cause) {
    await client?.end().catch(() => undefined);
    throw toUnreachableError(connectionString, cause);
  }
}

/** Names host, port and database, never the password. */
function toUnreachableError(connectionString: string, cause: unknown): DatabaseUnreachableError {
  const url = URL.parse(connectionString);
  const address = url === null ? 'an address that is not a URL' : `${url.host}${url.pathname}`;
  const { code, message } = cause as { code?: string; message: string };
  const reasons: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'nothing answers there',
    ENOTFOUND: 'there is no such host',
    '28P01': 'user or password is wrong',
    '28000': 'this user may not connect',
    '3D000': 'there is no such database',
    '53300': 'it has no connection left',
  };
  const reason = reasons[code ?? ''] ?? message;
  return new DatabaseUnreachableError(
    `The database at ${address} can't be used: ${reason}. Correct DATABASE_URL (postgresql://user:password@host:5432/name), or leave it out for the embedded one.`,
    { cause },
  );
}

interface AppliedMigration {
  readonly number: number;
  readonly name: string;
  readonly hash: string;
}

async function readApplied(client: pg.Client): Promise<Map<number, AppliedMigration>> {
  await client.query(`CREATE TABLE IF NOT EXISTS schema_migrations (
    number integer PRIMARY KEY,
    name text NOT NULL,
    hash text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
  )`);
  return selectApplied(client);
}

async function selectApplied(client: pg.Client): Promise<Map<number, AppliedMigration>> {
  const { rows } = await client.query<AppliedMigration>('SELECT number, name, hash FROM schema_migrations');
  return new Map(rows.map((row) => [row.number, row]));
}

function checkApplied(applied: ReadonlyMap<number, AppliedMigration>, migrations: readonly Migration[]): void {
  const newest = [...applied.values()].sort((a, b) => b.number - a.number)[0];
  if (newest !== undefined && newest.number > migrations.length)
    throw new DatabaseNewerError(newest, migrations.length);
  for (const migration of migrations) {
    const found = applied.get(migration.number);
    if (found !== undefined && found.hash !== migration.hash) throw new MigrationChangedError(found.name);
  }
}

async function apply(client: pg.Client, { number, name, statements, hash }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(statements);
    await client.query('INSERT INTO schema_migrations (number, name, hash) VALUES ($1, $2, $3)', [number, name, hash]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
