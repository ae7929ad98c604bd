import type { Orm, Transaction } from './database.ts';
import { toDatabaseError } from './database-error.ts';

/** One query, mostly outside of a transaction, with the errors that `Database.transaction` has. */
export async function queryDatabase<T, Source extends Orm | Transaction>(
  database: { readonly orm: Source },
  work: (orm: Source) => PromiseLike<T>,
): Promise<T> {
  try {
    return await work(database.orm);
  } catch (error) {
    throw toDatabaseError(error);
  }
}
