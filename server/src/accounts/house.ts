import type { Database } from '../storage/database.ts';
import type { Caller } from './caller.ts';
import { loadSinglePerson } from './single-person.ts';

/** The owner of what belongs to nobody in particular, such as the pictures of films; made at the first start. */
export async function loadHouse(database: Pick<Database, 'orm'>): Promise<Caller> {
  return loadSinglePerson(database, { kind: 'house', name: 'Starweave' });
}

/** Finds the house, asking the database once. */
export function rememberHouse(database: Pick<Database, 'orm'>): () => Promise<Caller> {
  let house: Caller | undefined;
  return async () => {
    house ??= await loadHouse(database);
    return house;
  };
}
