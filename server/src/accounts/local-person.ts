import type { Database } from '../storage/database.ts';
import type { Caller } from './caller.ts';
import { loadSinglePerson } from './single-person.ts';

/** The one person of an installation without accounts, made at the first start. */
export async function loadLocalPerson(database: Pick<Database, 'orm'>): Promise<Caller> {
  return loadSinglePerson(database, { kind: 'local', name: 'You' });
}
