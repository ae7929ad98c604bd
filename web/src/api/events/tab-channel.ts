/** A room and the id of the last event that is known of it. */
export interface RoomPosition {
  readonly roomId: string;
  readonly afterId: bigint;
}

/** Whether news arrives: `waiting` says when the next attempt starts. */
export type ConnectionState =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  | { readonly state: 'waiting'; readonly retryAtMs: number; readonly attempt: number };

/** What the tabs of one browser tell each other. */
export type TabMessage =
  /** A tab: these rooms are in view here, and this is how far it knows them. Replaces what it said before. */
  | { readonly kind: 'interest'; readonly tabId: string; readonly rooms: readonly RoomPosition[] }
  /** A tab: it closes. */
  | { readonly kind: 'leaving'; readonly tabId: string }
  /** A tab: a person asks to reconnect now. */
  | { readonly kind: 'retry' }
  /** The leader: it has just begun; every tab says its interest. */
  | { readonly kind: 'leading' }
  /** The leader: from here on every event after these positions will be sent under this stream's id. */
  | { readonly kind: 'serving'; readonly streamId: string; readonly rooms: readonly RoomPosition[] }
  /** The leader: one event, a serialized `RoomEvent`. */
  | { readonly kind: 'event'; readonly streamId: string; readonly event: Uint8Array }
  /** The leader: how its connection is; sent again with every heartbeat, so it is also a sign of life. */
  | { readonly kind: 'connection'; readonly connection: ConnectionState }
  /** The leader: the server doesn't know a room that was asked for. */
  | { readonly kind: 'stale' }
  /** A tab: it created or deleted a room, others list them anew. */
  | { readonly kind: 'rooms-changed' };

/** Carries messages to the browser's other tabs, never back to the sender. */
export interface TabChannel {
  post(message: TabMessage): void;
  listen(receive: (message: TabMessage) => void): void;
  close(): void;
}

/** A `BroadcastChannel`; where there is none, a channel without listeners. */
export function createTabChannel(name: string): TabChannel {
  if (typeof BroadcastChannel === 'undefined') return { post() {}, listen() {}, close() {} };
  const channel = new BroadcastChannel(name);
  return {
    post: (message) => channel.postMessage(message),
    listen: (receive) => channel.addEventListener('message', (event) => receive(event.data)),
    close: () => channel.close(),
  };
}
