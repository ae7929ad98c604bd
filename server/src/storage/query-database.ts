import type { Database, Orm } from './database.ts';
import { toDatabaseError } from './database-error.ts';

/** One query outside of a transaction, with the errors that `transaction` has. */
export async function queryDatabase<T>(
  database: Pick<Database, 'orm'>,
  work: (orm: Orm) => PromiseLike<T>,
): Promise<T> {
  try {
    return await work(database.orm);
  } catch (error) {
    throw toDatabaseError(error);
  }
}
