import { eq, sql } from 'drizzle-orm';
import type { Database, Transaction } from './database.ts';
import { type roomEventKinds, roomEvents, rooms } from './schema.ts';

export interface NewRoomEvent {
  readonly roomId: string;
  readonly kind: (typeof roomEventKinds)[number];
  /** Message, room or job that it is about; readers show it as it is when they read. */
  readonly subjectId: string;
  readonly ownerId: string;
}

/** The room is not there; it was deleted, or its id is wrong. */
export class RoomMissingError extends Error {
  override readonly name = 'RoomMissingError';
  readonly code = 'room-missing';
}

/**
 * Writes what happened in a room and returns the event's id.
 *
 * Ids of a room count up from 1 and are given under the room's row lock, held until the transaction ends: an
 * event that a reader can see has no smaller one that commits after it.
 */
export async function appendRoomEvent(
  database: Pick<Database, 'notify'>,
  transaction: Transaction,
  event: NewRoomEvent,
): Promise<bigint> {
  const [room] = await transaction
    .update(rooms)
    .set({ lastEventId: sql`${rooms.lastEventId} + 1` })
    .where(eq(rooms.id, event.roomId))
    .returning({ lastEventId: rooms.lastEventId });
  if (room === undefined) throw new RoomMissingError(`There is no room ${event.roomId}.`);
  await transaction.insert(roomEvents).values({ ...event, id: room.lastEventId });
  await database.notify(transaction, 'room_event', event.roomId);
  return room.lastEventId;
}
