import { randomUUID } from 'node:crypto';
import type { Database } from '../storage/database.ts';
import { people } from '../storage/schema.ts';
import type { Caller } from './caller.ts';

/** The one person of a kind of which there is one, made when it is first asked for. */
export async function loadSinglePerson(
  database: Pick<Database, 'orm'>,
  person: { readonly kind: 'local' | 'house'; readonly name: string },
): Promise<Caller> {
  // Two processes may start at once: the unique index on the kind lets one row in, and both read it.
  await database.orm
    .insert(people)
    .values({ id: randomUUID(), ...person })
    .onConflictDoNothing();
  const found = await database.orm.query.people.findFirst({ where: ({ kind }, { eq }) => eq(kind, person.kind) });
  if (found === undefined) throw new Error(`${person.name} (${person.kind}) is missing right after it was inserted.`);
  return { personId: found.id };
}
