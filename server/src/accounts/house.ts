import { randomUUID } from 'node:crypto';
import type { Database } from '../storage/database.ts';
import { people } from '../storage/schema.ts';
import type { Caller } from './caller.ts';

/** The owner of what belongs to nobody in particular, such as the pictures of films; made at the first start. */
export async function loadHouse(database: Pick<Database, 'orm'>): Promise<Caller> {
  // Two processes may start at once: the unique index on kind 'house' lets one row in, and both read it.
  await database.orm
    .insert(people)
    .values({ id: randomUUID(), name: 'Starweave', kind: 'house' })
    .onConflictDoNothing();
  const house = await database.orm.query.people.findFirst({ where: ({ kind }, { eq }) => eq(kind, 'house') });
  if (house === undefined) throw new Error('The house is missing right after it was inserted.');
  return { personId: house.id };
}

/** Finds the house, asking the database once. */
export function rememberHouse(database: Pick<Database, 'orm'>): () => Promise<Caller> {
  let house: Caller | undefined;
  return async () => {
    house ??= await loadHouse(database);
    return house;
  };
}
