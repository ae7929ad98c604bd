import { and, asc, eq, gt, inArray } from 'drizzle-orm';
import type { Database } from '../storage/database.ts';
import { queryDatabase } from '../storage/query-database.ts';
import { imageJobs, messages, roomEvents } from '../storage/schema.ts';

export type RoomEventRow = typeof roomEvents.$inferSelect;

/** A room's events after an id, in order, `limit` at most. */
export async function findEventsAfter(
  database: Pick<Database, 'orm'>,
  { roomId, afterId, limit }: { roomId: string; afterId: bigint; limit: number },
): Promise<RoomEventRow[]> {
  return queryDatabase(database, (orm) =>
    orm
      .select()
      .from(roomEvents)
      .where(and(eq(roomEvents.roomId, roomId), gt(roomEvents.id, afterId)))
      .orderBy(asc(roomEvents.id))
      .limit(limit),
  );
}

/** Jobs of the room that have progress to show now. */
export async function findRunningJobIds(database: Pick<Database, 'orm'>, roomId: string): Promise<string[]> {
  const rows = await queryDatabase(database, (orm) =>
    orm
      .select({ id: imageJobs.id })
      .from(imageJobs)
      .where(and(eq(imageJobs.roomId, roomId), inArray(imageJobs.state, ['loading', 'running']))),
  );
  return rows.map(({ id }) => id);
}

/** The room of a job or of a message, undefined when it has none. */
export async function findRoomOfSubject(
  database: Pick<Database, 'orm'>,
  kind: 'job' | 'message',
  id: string,
): Promise<string | undefined> {
  const table = kind === 'job' ? imageJobs : messages;
  const [row] = await queryDatabase(database, (orm) =>
    orm.select({ roomId: table.roomId }).from(table).where(eq(table.id, id)),
  );
  return row?.roomId ?? undefined;
}
