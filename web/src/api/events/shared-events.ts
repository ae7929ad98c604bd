import { fromBinary } from '@bufbuild/protobuf';
import { type RoomEvent, RoomEventSchema } from '@starweave/contract';
import { createIdentifier } from '../identifier.ts';
import type { OpenStream } from './event-feed.ts';
import { EventLeader } from './event-leader.ts';
import type { Leadership } from './leadership.ts';
import type { ConnectionState, RoomPosition, TabChannel, TabMessage } from './tab-channel.ts';

export interface SharedEventsListener {
  onEvent(event: RoomEvent): void;
  onConnection(connection: ConnectionState): void;
  /** The list of rooms is out of date. */
  onRoomsChanged(): void;
}

export interface SharedEventsOptions {
  readonly channel: TabChannel;
  readonly leadership: Leadership;
  readonly openStream: OpenStream;
  readonly listener: SharedEventsListener;
  /** Whether a person looks at this tab; only then does it take over from a silent leader. */
  readonly isVisible: () => boolean;
}

/** A leader that is not heard of for this long is taken over from. */
const LEADER_SILENCE_MS = 45_000;

/**
 * The room events of this tab, out of the one stream that all tabs of the browser share.
 *
 * Every tab says which rooms it shows and how far it knows them; the leading tab streams the union and tells
 * everyone. A tab's position moves only under a stream that was announced to it from its position or before, so
 * that whoever leads next can be asked for exactly what is missing.
 */
export class SharedEvents {
  readonly #options: SharedEventsOptions;
  readonly #tabId = createIdentifier();
  readonly #positions = new Map<string, bigint>();
  /** Room → stream that is known to miss nothing for this tab. */
  readonly #servedBy = new Map<string, string>();
  #leader: EventLeader | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SharedEventsOptions) {
    this.#options = options;
    options.channel.listen((message) => this.#receive(message));
    options.leadership.campaign((signal) => this.#lead(signal));
    this.#restartSilence();
  }

  /** Says which rooms are in view, and how far they are known. Known rooms keep the position they have reached. */
  watch(rooms: readonly RoomPosition[]): void {
    const wanted = new Set(rooms.map(({ roomId }) => roomId));
    for (const roomId of [...this.#positions.keys()]) {
      if (!wanted.has(roomId)) this.#forget(roomId);
    }
    for (const { roomId, afterId } of rooms) {
      if (!this.#positions.has(roomId)) this.#positions.set(roomId, afterId);
    }
    this.announce();
  }

  /** Replays a room from `afterId`, after a gap. */
  rewind(roomId: string, afterId: bigint): void {
    this.#positions.set(roomId, afterId);
    this.#servedBy.delete(roomId);
    this.announce();
  }

  /** Says again what this tab knows; worth doing when it comes back from sleep. */
  announce(): void {
    const rooms = [...this.#positions].map(([roomId, afterId]) => ({ roomId, afterId }));
    this.#say({ kind: 'interest', tabId: this.#tabId, rooms });
  }

  /** Tries to connect at once. */
  retryNow(): void {
    this.#say({ kind: 'retry' });
  }

  /** Tells the other tabs that a room came or went. */
  announceRoomsChanged(): void {
    this.#options.channel.post({ kind: 'rooms-changed' });
  }

  close(): void {
    clearTimeout(this.#silence);
    this.#options.channel.post({ kind: 'leaving', tabId: this.#tabId });
    this.#options.leadership.resign();
    this.#leader?.close();
    this.#options.channel.close();
  }

  #forget(roomId: string): void {
    this.#positions.delete(roomId);
    this.#servedBy.delete(roomId);
  }

  #say(message: TabMessage): void {
    if (this.#leader === undefined) this.#options.channel.post(message);
    else this.#leader.receive(message);
  }

  #lead(signal: AbortSignal): void {
    const leader = new EventLeader(this.#options.openStream, (message) => {
      if (signal.aborted) return;
      this.#options.channel.post(message);
      this.#hear(message);
    });
    this.#leader = leader;
    signal.addEventListener('abort', () => {
      leader.close();
      if (this.#leader === leader) this.#leader = undefined;
    });
    this.announce();
  }

  #receive(message: TabMessage): void {
    this.#leader?.receive(message);
    this.#hear(message);
  }

  #hear(message: TabMessage): void {
    switch (message.kind) {
      case 'leading':
        this.#restartSilence();
        if (this.#leader === undefined) this.announce();
        break;
      case 'serving':
        this.#attach(message.streamId, message.rooms);
        break;
      case 'event':
        this.#take(message.streamId, fromBinary(RoomEventSchema, message.event));
        break;
      case 'connection':
        this.#restartSilence();
        this.#options.listener.onConnection(message.connection);
        break;
      case 'stale':
      case 'rooms-changed':
        this.#options.listener.onRoomsChanged();
        break;
    }
  }

  #attach(streamId: string, rooms: readonly RoomPosition[]): void {
    for (const { roomId, afterId } of rooms) {
      const position = this.#positions.get(roomId);
      if (position !== undefined && afterId <= position) this.#servedBy.set(roomId, streamId);
    }
  }

  #take(streamId: string, event: RoomEvent): void {
    const position = this.#positions.get(event.roomId);
    if (position === undefined) return;
    if (event.id > position && this.#servedBy.get(event.roomId) === streamId) {
      this.#positions.set(event.roomId, event.id);
    }
    this.#options.listener.onEvent(event);
  }

  #restartSilence(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      if (this.#leader === undefined && this.#options.isVisible()) this.#options.leadership.seize();
      this.#restartSilence();
    }, LEADER_SILENCE_MS);
  }
}
