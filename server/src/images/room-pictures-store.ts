import { and, eq } from 'drizzle-orm';
import type { Caller } from '../accounts/caller.ts';
import type { Transaction } from '../storage/database.ts';
import { rooms } from '../storage/schema.ts';

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The caller's room, locked until the transaction ends. */
export async function findLockedRoom(
  transaction: Transaction,
  roomId: string,
  caller: Caller,
): Promise<{ readonly picturesEnabled: boolean } | undefined> {
  if (!uuidPattern.test(roomId)) return undefined;
  const [room] = await transaction
    .select({ picturesEnabled: rooms.picturesEnabled })
    .from(rooms)
    .where(and(eq(rooms.id, roomId), eq(rooms.ownerId, caller.personId)))
    .for('update');
  return room;
}
