import type { Room } from '@starweave/contract';
import type { ChatSession } from './chat-session.ts';
import { removeRoom, upsertRoom } from './chat-state.ts';

/** The name of a room until its first message gives it a better one. */
export const NEW_ROOM_NAME = 'New room';

/** Creates a room and answers it; undefined where that failed (the page says why). */
export async function createRoom(session: ChatSession): Promise<Room | undefined> {
  try {
    const { room } = await session.services.chat.createRoom({ name: NEW_ROOM_NAME });
    if (room === undefined) return undefined;
    session.addRoom(room);
    session.events.announceRoomsChanged();
    return room;
  } catch (reason) {
    session.alert(reason);
    return undefined;
  }
}

export interface RoomChange {
  readonly name?: string;
  readonly picturesEnabled?: boolean;
}

/** Renames a room or switches its pictures; shown at once, taken back where the server refuses. Answers whether it is so. */
export async function changeRoom(session: ChatSession, room: Room, change: RoomChange): Promise<boolean> {
  replaceRoom(session, { ...room, ...change });
  try {
    const { room: stored } = await session.services.chat.updateRoom({ roomId: room.id, ...change });
    if (stored !== undefined) session.store.update((state) => upsertRoom(state, stored));
    return true;
  } catch (reason) {
    replaceRoom(session, room);
    session.alert(reason);
    return false;
  }
}

function replaceRoom(session: ChatSession, room: Room): void {
  session.store.update((state) => ({
    ...state,
    rooms: state.rooms.map((known) => (known.id === room.id ? { ...room, lastEventId: known.lastEventId } : known)),
  }));
}

/** Deletes a room with everything in it; answers whether it is gone. */
export async function deleteRoom(session: ChatSession, roomId: string): Promise<boolean> {
  try {
    await session.services.chat.deleteRoom({ roomId });
    session.store.update((state) => removeRoom(state, roomId));
    session.events.announceRoomsChanged();
    return true;
  } catch (reason) {
    session.alert(reason);
    return false;
  }
}
