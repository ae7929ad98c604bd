import { randomUUID } from 'node:crypto';
import { and, asc, eq } from 'drizzle-orm';
import type { Caller } from '../accounts/caller.ts';
import { NotFoundError } from '../errors.ts';
import type { Database, Transaction } from '../storage/database.ts';
import { appendRoomEvent } from '../storage/event-log.ts';
import { queryDatabase } from '../storage/query-database.ts';
import { people, rooms } from '../storage/schema.ts';

export type RoomRow = typeof rooms.$inferSelect;

const firstRoomName = 'Home';

function isCallersRoom(roomId: string, caller: Caller) {
  return and(eq(rooms.id, roomId), eq(rooms.ownerId, caller.personId));
}

/** The caller's rooms, oldest first; a person without one gets their first. */
export async function loadRooms(database: Database, caller: Caller): Promise<RoomRow[]> {
  const select = (from: Pick<Transaction, 'select'>) =>
    from.select().from(rooms).where(eq(rooms.ownerId, caller.personId)).orderBy(asc(rooms.createdAt), asc(rooms.id));
  const found = await queryDatabase(database, select);
  if (found.length > 0) return found;
  return database.transaction(async (transaction) => {
    // Two tabs may ask at once: under the person's lock the second one finds what the first one made.
    await transaction.select({ id: people.id }).from(people).where(eq(people.id, caller.personId)).for('update');
    const again = await select(transaction);
    if (again.length > 0) return again;
    return transaction
      .insert(rooms)
      .values({ id: randomUUID(), ownerId: caller.personId, name: firstRoomName })
      .returning();
  });
}

export async function insertRoom(database: Pick<Database, 'orm'>, caller: Caller, name: string): Promise<RoomRow> {
  const [room] = await queryDatabase(database, (orm) =>
    orm.insert(rooms).values({ id: randomUUID(), ownerId: caller.personId, name }).returning(),
  );
  return room as RoomRow;
}

export async function findRoom(
  database: Pick<Database, 'orm'>,
  roomId: string,
  caller: Caller,
): Promise<RoomRow | undefined> {
  const [room] = await queryDatabase(database, (orm) => orm.select().from(rooms).where(isCallersRoom(roomId, caller)));
  return room;
}

export async function getRoom(database: Pick<Database, 'orm'>, roomId: string, caller: Caller): Promise<RoomRow> {
  const room = await findRoom(database, roomId, caller);
  if (room === undefined) throw new NotFoundError('room', roomId);
  return room;
}

/** The room under its lock, which every event of the room is written under. */
export async function lockRoom(transaction: Transaction, roomId: string, caller: Caller): Promise<RoomRow> {
  const [room] = await transaction.select().from(rooms).where(isCallersRoom(roomId, caller)).for('update');
  if (room === undefined) throw new NotFoundError('room', roomId);
  return room;
}

export async function updateRoom(
  database: Database,
  { roomId, caller }: { roomId: string; caller: Caller },
  change: { readonly name?: string; readonly picturesEnabled?: boolean },
): Promise<RoomRow> {
  return database.transaction(async (transaction) => {
    await lockRoom(transaction, roomId, caller);
    const ownerId = caller.personId;
    await appendRoomEvent(database, transaction, { roomId, ownerId, kind: 'room-updated', subjectId: roomId });
    const [room] = await transaction.update(rooms).set(change).where(eq(rooms.id, roomId)).returning();
    return room as RoomRow;
  });
}

/** Deletes the room with its messages and events; its pictures stay. Watchers are told. */
export async function deleteRoom(database: Database, roomId: string, caller: Caller): Promise<void> {
  await database.transaction(async (transaction) => {
    await lockRoom(transaction, roomId, caller);
    await transaction.delete(rooms).where(eq(rooms.id, roomId));
    await database.notify(transaction, 'room_event', roomId);
  });
}
