import type { Database } from '../storage/database.ts';
import { findRoomOfSubject } from './event-store.ts';

/** What one watcher is told: names of things to look at again, each at most once, however often they change. */
export interface RoomListener {
  readonly roomIds: ReadonlySet<string>;
  onEvents(roomId: string): void;
  onProgress(jobId: string, roomId: string): void;
  onText(messageId: string, roomId: string): void;
  /** Notifications were lost: look at everything again. */
  onLost(): void;
}

/** Hands the database's notifications to the watchers of the rooms they are about. */
export interface RoomSignals {
  start(): Promise<void>;
  /** The returned function ends it. */
  addListener(listener: RoomListener): () => void;
  close(): Promise<void>;
}

const rememberedSubjects = 2000;

export function createRoomSignals(database: Database, onError: (error: unknown) => void): RoomSignals {
  const listeners = new Set<RoomListener>();
  const stops: (() => Promise<void>)[] = [];
  const findRoom = createRoomFinder(database);

  const tell = (roomId: string, act: (listener: RoomListener) => void) => {
    for (const listener of listeners) if (listener.roomIds.has(roomId)) act(listener);
  };
  const onLost = () => {
    for (const listener of listeners) listener.onLost();
  };
  const tellRoomOf = (kind: 'job' | 'message', id: string, act: (listener: RoomListener, roomId: string) => void) => {
    if (listeners.size === 0) return;
    findRoom(kind, id).then((roomId) => {
      if (roomId !== undefined) tell(roomId, (listener) => act(listener, roomId));
    }, onError);
  };

  return {
    async start() {
      stops.push(
        await database.listen('room_event', (roomId) =>
          roomId === '' ? onLost() : tell(roomId, (listener) => listener.onEvents(roomId)),
        ),
        await database.listen('job_progress', (id) =>
          id === '' ? onLost() : tellRoomOf('job', id, (listener, roomId) => listener.onProgress(id, roomId)),
        ),
        await database.listen('message_text', (id) =>
          id === '' ? onLost() : tellRoomOf('message', id, (listener, roomId) => listener.onText(id, roomId)),
        ),
      );
    },
    addListener(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      await Promise.all(stops.splice(0).map((stop) => stop()));
    },
  };
}

/** Finds the room of a job or message; a subject never changes its room, so each is asked for once. */
function createRoomFinder(database: Database) {
  const known = new Map<string, Promise<string | undefined>>();
  return (kind: 'job' | 'message', id: string): Promise<string | undefined> => {
    const key = `${kind} ${id}`;
    let room = known.get(key);
    if (room === undefined) {
      room = findRoomOfSubject(database, kind, id);
      room.catch(() => known.delete(key));
      known.set(key, room);
      const oldest = known.keys().next().value;
      if (known.size > rememberedSubjects && oldest !== undefined) known.delete(oldest);
    }
    return room;
  };
}
