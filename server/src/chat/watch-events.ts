import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { type RoomEvent, RoomEventSchema, type WatchEventsResponseSchema } from '@starweave/contract';
import type { Caller } from '../accounts/caller.ts';
import { NotFoundError } from '../errors.ts';
import type { Database } from '../storage/database.ts';
import {
  createContractMessage,
  createContractRoom,
  loadShownThings,
  type ShownReaders,
  type ShownThings,
} from './contract-message.ts';
import { findEventsAfter, findRunningJobIds, type RoomEventRow } from './event-store.ts';
import { findMessage, findMessages, findWritingMessages, type MessageRow } from './message-store.ts';
import type { RoomSignals } from './room-signals.ts';
import { findRoom } from './room-store.ts';
import { createWatchList, type WatchList } from './watch-list.ts';

export interface WatchEventsDependencies {
  readonly database: Database;
  readonly signals: RoomSignals;
  readonly readers: ShownReaders;
  /** A heartbeat is sent when nothing else was for this long. */
  readonly heartbeatMs: number;
}

export interface RoomCursorStart {
  readonly roomId: string;
  /** Undefined: only events to come. */
  readonly afterId: bigint | undefined;
}

type WatchUpdate = MessageInitShape<typeof WatchEventsResponseSchema>;

const heartbeat: WatchUpdate = { update: { case: 'heartbeat', value: {} } };
const eventsAtOnce = 100;

/** Where one watcher stands in each of its rooms. */
interface Watch {
  readonly caller: Caller;
  readonly list: WatchList;
  /** Id of the last event that was sent, by room. */
  readonly cursors: Map<string, bigint>;
  /** How much of each writing message's text was sent. */
  readonly sentText: Map<string, number>;
}

/**
 * The events of rooms: those after each cursor, then those to come, until every room is deleted or `signal` ends it.
 *
 * - A room that is not there is told as deleted, and the others go on; NotFoundError when none is there.
 * - Starts with a heartbeat, sent when the stream is in place: what happens from then on comes.
 * - Durable events come once each, by id, with their subject as it is now; those whose subject is gone are left out.
 * - Progress of running jobs and text being written is sent on every connection as it stands, then as it changes;
 *   a slow reader gets the latest state, not every step.
 *
 * Events are always read from the table; notifications only say when. So none is missed between the replay and
 * what follows, and none comes twice.
 */
export async function* watchEvents(
  dependencies: WatchEventsDependencies,
  { starts, caller, signal }: { starts: readonly RoomCursorStart[]; caller: Caller; signal: AbortSignal },
): AsyncGenerator<WatchUpdate> {
  const list = createWatchList(starts.map(({ roomId }) => roomId));
  const removeListener = dependencies.signals.addListener(list);
  try {
    const watch: Watch = { caller, list, cursors: new Map(), sentText: new Map() };
    const missing = await placeCursors(dependencies, watch, starts);
    yield heartbeat;
    for (const roomId of missing) yield { update: { case: 'event', value: createRoomDeleted(roomId) } };
    let sentAt = performance.now();
    while (list.roomIds.size > 0 && !signal.aborted) {
      for await (const event of readNews(dependencies, watch)) {
        yield { update: { case: 'event', value: event } };
        sentAt = performance.now();
        if (signal.aborted) break;
      }
      if (list.roomIds.size === 0) break;
      await list.wait(sentAt + dependencies.heartbeatMs - performance.now(), signal);
      if (performance.now() >= sentAt + dependencies.heartbeatMs && !signal.aborted) {
        yield heartbeat;
        sentAt = performance.now();
      }
    }
    // Says why to a stream that was ended from this side; a reader that left hears nothing.
    signal.throwIfAborted();
  } finally {
    removeListener();
  }
}

/** Puts each room's cursor in its place; returns the rooms that are not there. Throws NotFoundError when none is. */
async function placeCursors(
  { database }: WatchEventsDependencies,
  { caller, cursors, list }: Watch,
  starts: readonly RoomCursorStart[],
): Promise<string[]> {
  const missing: string[] = [];
  for (const { roomId, afterId } of starts) {
    const room = await findRoom(database, roomId, caller);
    if (room === undefined) {
      missing.push(roomId);
      list.roomIds.delete(roomId);
      list.rooms.delete(roomId);
    } else {
      // An id from the future is one of a database that was restored from before it.
      const isAhead = afterId === undefined || afterId > room.lastEventId;
      cursors.set(roomId, isAhead ? room.lastEventId : afterId);
    }
  }
  if (cursors.size === 0) throw new NotFoundError('room', missing[0] ?? '');
  return missing;
}

/** Everything that the watch list names, events before what is not durable. */
async function* readNews(dependencies: WatchEventsDependencies, watch: Watch): AsyncGenerator<RoomEvent> {
  const { list } = watch;
  for (const roomId of take(list.rooms)) yield* readRoom(dependencies, watch, roomId);
  if (list.isLost) {
    list.isLost = false;
    await listCurrent(dependencies, watch);
  }
  for (const [jobId, roomId] of take(list.jobs)) {
    const progress = await dependencies.readers.jobReader.findProgress(jobId);
    if (progress !== undefined) yield createEvent(roomId, 0n, { case: 'jobProgress', value: progress });
  }
  for (const [messageId, roomId] of take(list.texts)) {
    const delta = await findTextDelta(dependencies, watch, messageId);
    if (delta !== undefined) yield createEvent(roomId, 0n, { case: 'textDelta', value: delta });
  }
}

/** What the set or map holds now, leaving it empty for what comes meanwhile. */
function take<T>(names: Iterable<T> & { clear(): void }): T[] {
  const taken = [...names];
  names.clear();
  return taken;
}

async function listCurrent({ database }: WatchEventsDependencies, { list, sentText }: Watch): Promise<void> {
  for (const roomId of list.roomIds) {
    for (const jobId of await findRunningJobIds(database, roomId)) list.jobs.set(jobId, roomId);
    for (const { id } of await findWritingMessages(database, roomId)) {
      list.texts.set(id, roomId);
      if (!sentText.has(id)) sentText.set(id, 0);
    }
  }
}

async function* readRoom(
  dependencies: WatchEventsDependencies,
  watch: Watch,
  roomId: string,
): AsyncGenerator<RoomEvent> {
  const { database } = dependencies;
  for (;;) {
    const afterId = watch.cursors.get(roomId) ?? 0n;
    const rows = await findEventsAfter(database, { roomId, afterId, limit: eventsAtOnce });
    for (const event of await createEvents(dependencies, watch, rows)) {
      watch.cursors.set(roomId, event.id);
      yield event;
    }
    const last = rows.at(-1);
    if (last !== undefined) watch.cursors.set(roomId, last.id);
    if (rows.length < eventsAtOnce) break;
  }
  if ((await findRoom(database, roomId, watch.caller)) !== undefined) return;
  watch.list.roomIds.delete(roomId);
  yield createRoomDeleted(roomId);
}

async function createEvents(
  { database, readers }: WatchEventsDependencies,
  { caller, sentText }: Watch,
  rows: readonly RoomEventRow[],
): Promise<RoomEvent[]> {
  const idsOf = (kinds: readonly string[]) =>
    rows.filter((row) => kinds.includes(row.kind)).map((row) => row.subjectId);
  const found = await findMessages(database, idsOf(['message-created', 'message-updated']));
  const messages = new Map(found.map((message) => [message.id, message]));
  const shown = await loadShownThings(found, { readers, caller, jobIds: idsOf(['job-updated']) });
  const [roomId] = rows.map((row) => row.roomId);
  const hasRoomChange = roomId !== undefined && rows.some(({ kind }) => kind === 'room-updated');
  const room = hasRoomChange ? await findRoom(database, roomId, caller) : undefined;
  return rows.flatMap((row) => {
    const message = messages.get(row.subjectId);
    if (message !== undefined) rememberSentText(sentText, message);
    const event = createSubject(row, { message, room, shown });
    return event === undefined ? [] : [createEvent(row.roomId, row.id, event)];
  });
}

interface Subjects {
  readonly message: MessageRow | undefined;
  readonly room: Awaited<ReturnType<typeof findRoom>>;
  readonly shown: ShownThings;
}

function createSubject(row: RoomEventRow, { message, room, shown }: Subjects): RoomEvent['event'] | undefined {
  const job = shown.jobs.get(row.subjectId);
  switch (row.kind) {
    case 'message-created':
      return message && { case: 'messageCreated', value: createContractMessage(message, shown) };
    case 'message-updated':
      return message && { case: 'messageUpdated', value: createContractMessage(message, shown) };
    case 'message-deleted':
      return { case: 'messageDeleted', value: row.subjectId };
    case 'room-updated':
      return room && { case: 'roomUpdated', value: createContractRoom(room) };
    case 'job-updated':
      return job && { case: 'jobUpdated', value: job };
    default:
      return row.kind satisfies never;
  }
}

function rememberSentText(sentText: Map<string, number>, message: MessageRow): void {
  if (message.state === 'writing') sentText.set(message.id, message.text.length);
  else sentText.delete(message.id);
}

/** What the message's text has gained since the last delta; nothing once its end comes as an event. */
async function findTextDelta(
  { database }: WatchEventsDependencies,
  { sentText, cursors, list }: Watch,
  messageId: string,
) {
  const message = await findMessage(database, messageId);
  if (message === undefined || message.state !== 'writing') {
    sentText.delete(messageId);
    return undefined;
  }
  const cursor = cursors.get(message.roomId);
  if (cursor !== undefined && message.position > cursor) {
    // Its own event comes first and brings the text so far.
    list.rooms.add(message.roomId);
    list.texts.set(messageId, message.roomId);
    return undefined;
  }
  const offset = sentText.get(messageId) ?? 0;
  if (message.text.length <= offset) return undefined;
  sentText.set(messageId, message.text.length);
  return { messageId, offset, text: message.text.slice(offset) };
}

function createRoomDeleted(roomId: string): RoomEvent {
  return createEvent(roomId, 0n, { case: 'roomDeleted', value: roomId });
}

function createEvent(
  roomId: string,
  id: bigint,
  event: MessageInitShape<typeof RoomEventSchema>['event'] & object,
): RoomEvent {
  return create(RoomEventSchema, { roomId, id, event });
}
