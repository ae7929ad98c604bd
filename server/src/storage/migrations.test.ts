import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { findPendingMigrations, loadMigrations, migrate } from './migrations.ts';
import { DatabaseNewerError, DatabaseUnreachableError, MigrationChangedError } from './storage-errors.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';
import { insertSampleRows } from './test-migration-rows.ts';

const migrations = await loadMigrations();
const opened: TestDatabase[] = [];

async function openEmptyDatabase(): Promise<string> {
  const test = await openTestDatabase({ isMigrated: false });
  opened.push(test);
  return test.connectionString;
}

async function query(connectionString: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

afterEach(async () => {
  for (const test of opened.splice(0)) await test.close();
});

describe('migrate', () => {
  it.each(migrations.map(({ number, name }) => [name, number] as const))(
    'upgrades a database with rows that ended at %s to the newest',
    async (_, number) => {
      const connectionString = await openEmptyDatabase();
      await migrate(connectionString, migrations.slice(0, number));
      const before = await insertSampleRows(connectionString, number);
      expect(await migrate(connectionString, migrations)).toEqual(migrations.slice(number).map(({ name }) => name));
      expect(await findPendingMigrations(connectionString, migrations)).toEqual([]);
      for (const [table, count] of before) {
        expect(await query(connectionString, `SELECT count(*)::int AS count FROM ${table}`)).toEqual([{ count }]);
      }
    },
  );

  it('applies each migration once when several processes start together', async () => {
    const connectionString = await openEmptyDatabase();
    const applied = await Promise.all([1, 2, 3].map(() => migrate(connectionString, migrations)));
    expect(applied.flat()).toEqual(migrations.map(({ name }) => name));
  });

  it('leaves nothing of a migration that fails in its middle', async () => {
    const connectionString = await openEmptyDatabase();
    const broken = { number: 1, name: '0001_broken', statements: 'CREATE TABLE a (b int); SELECT 1/0', hash: 'x' };
    await expect(migrate(connectionString, [broken])).rejects.toThrow('division by zero');
    expect(await query(connectionString, `SELECT to_regclass('a') AS a`)).toEqual([{ a: null }]);
  });

  it('refuses by name a database that is newer than the code', async () => {
    const connectionString = await openEmptyDatabase();
    await migrate(connectionString, migrations);
    await query(connectionString, `INSERT INTO schema_migrations VALUES (4711, '4711_tomorrow', 'x')`);
    const refusal = migrate(connectionString, migrations);
    await expect(refusal).rejects.toBeInstanceOf(DatabaseNewerError);
    await expect(refusal).rejects.toThrow('4711_tomorrow');
  });

  it('refuses a database that was migrated with other text', async () => {
    const connectionString = await openEmptyDatabase();
    await migrate(connectionString, migrations);
    await query(connectionString, `UPDATE schema_migrations SET hash = 'x' WHERE number = 1`);
    await expect(migrate(connectionString, migrations)).rejects.toBeInstanceOf(MigrationChangedError);
  });

  it.each([
    ['a wrong password', (url: URL) => Object.assign(url, { password: 'hunter2' }), 'user or password is wrong'],
    ['a missing database', (url: URL) => Object.assign(url, { pathname: '/missing' }), 'there is no such database'],
    ['a port where nothing listens', (url: URL) => Object.assign(url, { port: '1' }), 'nothing answers there'],
  ])('says what is wrong with a URL that has %s, without its password', async (_, change, reason) => {
    const url = change(new URL(await openEmptyDatabase()));
    const error: unknown = await migrate(url.href, migrations).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DatabaseUnreachableError);
    expect((error as Error).message).toContain(reason);
    expect((error as Error).message).not.toContain(url.password);
  });
});
