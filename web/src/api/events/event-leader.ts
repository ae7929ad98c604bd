import { toBinary } from '@bufbuild/protobuf';
import { RoomEventSchema } from '@starweave/contract';
import { createIdentifier } from '../identifier.ts';
import { EventFeed, type OpenStream } from './event-feed.ts';
import type { RoomPosition, TabMessage } from './tab-channel.ts';

/** What the leading tab does: one feed over the union of every tab's rooms, told to all tabs. */
export class EventLeader {
  readonly #feed: EventFeed;
  readonly #tell: (message: TabMessage) => void;
  readonly #roomsOfTab = new Map<string, ReadonlySet<string>>();

  /** `tell` reaches every tab, this one included. */
  constructor(openStream: OpenStream, tell: (message: TabMessage) => void) {
    this.#tell = tell;
    this.#feed = new EventFeed({
      openStream,
      onOpen: (streamId, rooms) => tell({ kind: 'serving', streamId, rooms }),
      onEvent: (streamId, event) => tell({ kind: 'event', streamId, event: toBinary(RoomEventSchema, event) }),
      onConnection: (connection) => tell({ kind: 'connection', connection }),
      onStale: () => tell({ kind: 'stale' }),
      createStreamId: createIdentifier,
      random: Math.random,
      now: Date.now,
    });
    tell({ kind: 'leading' });
  }

  /** Takes in what a tab said. */
  receive(message: TabMessage): void {
    if (message.kind === 'interest') this.#setInterest(message.tabId, message.rooms);
    else if (message.kind === 'leaving') this.#setInterest(message.tabId, []);
    else if (message.kind === 'retry') this.#feed.retryNow();
  }

  close(): void {
    this.#feed.close();
  }

  #setInterest(tabId: string, rooms: readonly RoomPosition[]): void {
    if (rooms.length === 0) this.#roomsOfTab.delete(tabId);
    else this.#roomsOfTab.set(tabId, new Set(rooms.map(({ roomId }) => roomId)));
    this.#feed.retain((roomId) => [...this.#roomsOfTab.values()].some((wanted) => wanted.has(roomId)));
    this.#feed.include(rooms);
    // Where nothing had to be opened anew, the tab learns here that it is already being served.
    if (rooms.length > 0 && this.#feed.serving.streamId !== '') this.#tell({ kind: 'serving', ...this.#feed.serving });
    this.#tell({ kind: 'connection', connection: this.#feed.connection });
  }
}
