import { getTableName, is, sql } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as schema from './schema.ts';
import { openTestDatabase, type TestDatabase } from './test-database.ts';

const tables: PgTable[] = Object.values<unknown>(schema).filter((value) => is(value, PgTable));

describe('schema.ts', () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await openTestDatabase();
  });
  afterAll(() => test.close());

  it('names every table that the migrations make', async () => {
    const { rows } = await test.database.orm.execute<{ name: string }>(
      sql`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    const made = rows.map(({ name }) => name).filter((name) => name !== 'schema_migrations');
    expect(tables.map((table) => getTableName(table)).sort()).toEqual(made.sort());
  });

  it.each(tables.map((table) => [getTableName(table), table] as const))(
    'has the columns of %s',
    async (name, table) => {
      const { rows } = await test.database.orm.execute<
        Record<'column' | 'type' | 'isRequired' | 'hasDefault', unknown>
      >(
        sql`SELECT a.attname AS "column", format_type(a.atttypid, NULL) AS type,
                 a.attnotnull AS "isRequired", a.atthasdef AS "hasDefault"
          FROM pg_attribute a WHERE a.attrelid = ${name}::regclass AND a.attnum > 0 AND NOT a.attisdropped
          ORDER BY a.attname`,
      );
      const described = getTableConfig(table).columns.map((column) => ({
        column: column.name,
        type: column.getSQLType(),
        isRequired: column.notNull || getTableConfig(table).primaryKeys.some(({ columns }) => columns.includes(column)),
        hasDefault: column.hasDefault,
      }));
      expect(described.sort((a, b) => (a.column < b.column ? -1 : 1))).toEqual(rows);
    },
  );
});
