import type {
  GetResponderResponse,
  ListCommandsResponse_Command,
  Message,
  ModelResponse_ModelInfo,
  Room,
  RoomEvent,
} from '@starweave/contract';
import { Author } from '@starweave/contract';
import type { Problem } from '../../../api/describe-problem.ts';
import type { ConnectionState } from '../../../api/events/tab-channel.ts';
import { applyRoomEvent, emptyTimeline, mergeMessages, type RoomTimeline } from './room-timeline.ts';

export type LoadStatus = 'loading' | 'ready' | 'failed';

/** A message that the server hasn't confirmed yet. */
export interface OutgoingMessage {
  /** Idempotency key: sending it again makes no second message. */
  readonly key: string;
  readonly text: string;
  /** `waiting`: the server was not reached; it goes out by itself when it is back. */
  readonly status: 'sending' | 'waiting' | 'failed';
  readonly problem: string;
  /** The stored message, where its event came before the answer to the call. */
  readonly storedAs: string | undefined;
}

/** An open room: its messages and how loading them goes. */
export interface RoomEntry {
  readonly status: LoadStatus;
  readonly problem: Problem | undefined;
  readonly timeline: RoomTimeline;
  readonly loadingOlder: boolean;
}

export interface ChatState {
  readonly roomsStatus: LoadStatus;
  readonly roomsProblem: Problem | undefined;
  readonly rooms: readonly Room[];
  readonly entries: ReadonlyMap<string, RoomEntry>;
  readonly outgoing: ReadonlyMap<string, readonly OutgoingMessage[]>;
  readonly unread: ReadonlySet<string>;
  readonly currentRoomId: string | undefined;
  readonly connection: ConnectionState;
  readonly commands: readonly ListCommandsResponse_Command[];
  readonly responder: GetResponderResponse | undefined;
  readonly models: readonly ModelResponse_ModelInfo[];
  /** The latest thing that an action could not do. */
  readonly alert: { readonly id: string; readonly text: string } | undefined;
}

export const initialChatState: ChatState = {
  roomsStatus: 'loading',
  roomsProblem: undefined,
  rooms: [],
  entries: new Map(),
  outgoing: new Map(),
  unread: new Set(),
  currentRoomId: undefined,
  connection: { state: 'connecting' },
  commands: [],
  responder: undefined,
  models: [],
  alert: undefined,
};

export const loadingRoom: RoomEntry = {
  status: 'loading',
  problem: undefined,
  timeline: emptyTimeline,
  loadingOlder: false,
};

/** The state with one open room changed; unchanged where the room is not open. */
export function changeEntry(state: ChatState, roomId: string, change: (entry: RoomEntry) => RoomEntry): ChatState {
  const entry = state.entries.get(roomId);
  if (entry === undefined) return state;
  const next = change(entry);
  return next === entry ? state : { ...state, entries: new Map(state.entries).set(roomId, next) };
}

export function changeTimeline(
  state: ChatState,
  roomId: string,
  change: (timeline: RoomTimeline) => RoomTimeline,
): ChatState {
  return changeEntry(state, roomId, (entry) => {
    const timeline = change(entry.timeline);
    return timeline === entry.timeline ? entry : { ...entry, timeline };
  });
}

/** The state with what is shown of these rooms only. */
export function keepEntries(state: ChatState, roomIds: ReadonlySet<string | undefined>): ChatState {
  const kept = [...state.entries].filter(([roomId]) => roomIds.has(roomId));
  return kept.length === state.entries.size ? state : { ...state, entries: new Map(kept) };
}

export function changeOutgoing(
  state: ChatState,
  roomId: string,
  change: (messages: readonly OutgoingMessage[]) => readonly OutgoingMessage[],
): ChatState {
  return { ...state, outgoing: new Map(state.outgoing).set(roomId, change(state.outgoing.get(roomId) ?? [])) };
}

/** The state after an event of the stream. */
export function applyEvent(state: ChatState, event: RoomEvent): ChatState {
  switch (event.event.case) {
    case 'roomUpdated':
      return upsertRoom(state, event.event.value);
    case 'roomDeleted':
      return removeRoom(state, event.event.value || event.roomId);
    case 'messageCreated':
      return changeTimeline(noteNewMessage(state, event, event.event.value), event.roomId, (timeline) =>
        applyRoomEvent(timeline, event),
      );
    default:
      return changeTimeline(state, event.roomId, (timeline) => applyRoomEvent(timeline, event));
  }
}

function noteNewMessage(state: ChatState, event: RoomEvent, message: Message): ChatState {
  const room = state.rooms.find(({ id }) => id === event.roomId);
  const isNews = room === undefined || event.id > room.lastEventId;
  const rooms = isNews
    ? state.rooms.map((known) => (known.id === event.roomId ? { ...known, lastEventId: event.id } : known))
    : state.rooms;
  if (message.author === Author.PERSON) return matchOutgoing({ ...state, rooms }, message);
  const unseen = isNews && event.roomId !== state.currentRoomId;
  return { ...state, rooms, unread: unseen ? new Set(state.unread).add(event.roomId) : state.unread };
}

/** The event of a sent message may come before the call's answer; then the stored one is shown alone. */
function matchOutgoing(state: ChatState, message: Message): ChatState {
  const alreadyStored = state.entries.get(message.roomId)?.timeline.messages.some(({ id }) => id === message.id);
  const waiting = state.outgoing.get(message.roomId) ?? [];
  const index = waiting.findIndex(({ storedAs, text }) => storedAs === undefined && text === message.text);
  if (alreadyStored || index === -1) return state;
  return changeOutgoing(state, message.roomId, (messages) =>
    messages.map((outgoing, at) => (at === index ? { ...outgoing, storedAs: message.id } : outgoing)),
  );
}

/** The state after a sent message was stored and answered. */
export function settleOutgoing(
  state: ChatState,
  roomId: string,
  { key, messages }: { readonly key: string; readonly messages: readonly Message[] },
): ChatState {
  const without = changeOutgoing(state, roomId, (all) => all.filter((outgoing) => outgoing.key !== key));
  return changeTimeline(without, roomId, (timeline) => mergeMessages(timeline, messages));
}

/** The state with a room added or changed; an older version of it changes nothing. */
export function upsertRoom(state: ChatState, room: Room): ChatState {
  const index = state.rooms.findIndex(({ id }) => id === room.id);
  const known = state.rooms[index];
  if (known === undefined) return { ...state, rooms: [...state.rooms, room] };
  if (room.lastEventId < known.lastEventId) return state;
  return { ...state, rooms: state.rooms.with(index, room) };
}

export function removeRoom(state: ChatState, roomId: string): ChatState {
  const entries = new Map(state.entries);
  entries.delete(roomId);
  return { ...state, entries, rooms: state.rooms.filter(({ id }) => id !== roomId) };
}
