import { randomUUID } from 'node:crypto';
import type { Database } from '../storage/database.ts';
import { people } from '../storage/schema.ts';
import type { Caller } from './caller.ts';

/** The one person of an installation without accounts, made at the first start. */
export async function loadLocalPerson(database: Pick<Database, 'orm'>): Promise<Caller> {
  // Two processes may start at once: the unique index on kind 'local' lets one row in, and both read it.
  await database.orm.insert(people).values({ id: randomUUID(), name: 'You', kind: 'local' }).onConflictDoNothing();
  const person = await database.orm.query.people.findFirst({ where: ({ kind }, { eq }) => eq(kind, 'local') });
  if (person === undefined) throw new Error('The local person is missing right after it was inserted.');
  return { personId: person.id };
}
