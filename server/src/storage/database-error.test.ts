import { DrizzleQueryError } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { UnavailableError } from '../errors.ts';
import { toDatabaseError, unwrapQueryError } from './database-error.ts';
import { people } from './schema.ts';
import { openTestDatabase } from './test-database.ts';

function createError(message: string, code?: string): Error {
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}

describe('toDatabaseError', () => {
  it.each([
    createError('connect ECONNREFUSED', 'ECONNREFUSED'),
    createError('terminating connection due to administrator command', '57P01'),
    createError('the database system is starting up', '57P03'),
    createError('could not extend file', '53100'),
    createError('Connection terminated unexpectedly'),
    createError('timeout exceeded when trying to connect'),
  ])('says of "$message" that it can be tried again', (cause) => {
    expect(toDatabaseError(new DrizzleQueryError('SELECT 1', [], cause))).toBeInstanceOf(UnavailableError);
    expect(toDatabaseError(cause)).toMatchObject({ code: 'unavailable', cause });
  });

  it('drops the statement and its values from any other error', async () => {
    const test = await openTestDatabase();
    const values = { id: 'not a uuid', name: 'a secret wish', kind: 'local' as const };
    const failure: unknown = await test.database.orm
      .insert(people)
      .values(values)
      .catch((error: unknown) => error);
    await test.close();
    expect(String(failure)).toContain('a secret wish');
    expect(String(toDatabaseError(failure))).not.toContain('a secret wish');
    expect(toDatabaseError(failure)).toMatchObject({ code: '22P02' });
  });
});

describe('unwrapQueryError', () => {
  it('leaves alone an error of another connection', () => {
    const error = createError('connect ECONNREFUSED', 'ECONNREFUSED');
    expect(unwrapQueryError(error)).toBe(error);
  });
});
