import { Code, ConnectError } from '@connectrpc/connect';
import type { RoomEvent, WatchEventsResponse } from '@starweave/contract';
import { computeBackoffMs } from '../backoff.ts';
import type { ConnectionState, RoomPosition } from './tab-channel.ts';

/** Opens one `WatchEvents` stream over the given rooms; ends when the signal aborts. */
export type OpenStream = (rooms: readonly RoomPosition[], signal: AbortSignal) => AsyncIterable<WatchEventsResponse>;

export interface EventFeedOptions {
  readonly openStream: OpenStream;
  /** A stream begins; everything after these positions follows under this id. */
  readonly onOpen: (streamId: string, rooms: readonly RoomPosition[]) => void;
  readonly onEvent: (streamId: string, event: RoomEvent) => void;
  readonly onConnection: (connection: ConnectionState) => void;
  /** The server doesn't know a room that was asked for. */
  readonly onStale: () => void;
  readonly createStreamId: () => string;
  readonly random: () => number;
  readonly now: () => number;
}

/** Without a sign of life for this long a stream counts as dead; the server sends one every 15 seconds. */
const SILENCE_MS = 35_000;
/** Wishes that come together make one stream. */
const SETTLE_MS = 25;
const FIRST_RETRY_MS = 400;
const LONGEST_RETRY_MS = 8_000;

/**
 * Keeps one stream of events open for a changing set of rooms.
 *
 * It reconnects from the last event that it delivered, with growing pauses; a silent connection counts as dead.
 * An event may come twice (never: not at all), so receivers drop what they know by its revision.
 */
export class EventFeed {
  readonly #options: EventFeedOptions;
  readonly #positions = new Map<string, bigint>();
  #streamId = '';
  #stream: AbortController | undefined;
  #wake: () => void = () => {};
  #restart = false;
  #closed = false;
  #connection: ConnectionState = { state: 'connecting' };

  constructor(options: EventFeedOptions) {
    this.#options = options;
    void this.#run();
  }

  get connection(): ConnectionState {
    return this.#connection;
  }

  /** Id of the open stream, and how far it has been delivered. */
  get serving(): { readonly streamId: string; readonly rooms: readonly RoomPosition[] } {
    return { streamId: this.#streamId, rooms: this.#list() };
  }

  /** Sees to it that everything after these positions is delivered; going back makes a new stream. */
  include(rooms: readonly RoomPosition[]): void {
    let changed = false;
    for (const { roomId, afterId } of rooms) {
      const delivered = this.#positions.get(roomId);
      if (delivered !== undefined && delivered <= afterId) continue;
      this.#positions.set(roomId, afterId);
      changed = true;
    }
    if (changed) this.#reopen();
  }

  /** Forgets the rooms that `keep` refuses; the open stream may still deliver them. */
  retain(keep: (roomId: string) => boolean): void {
    for (const roomId of [...this.#positions.keys()]) {
      if (!keep(roomId)) this.#positions.delete(roomId);
    }
  }

  /** Ends a pause between attempts. */
  retryNow(): void {
    if (this.#connection.state === 'waiting') this.#wake();
  }

  close(): void {
    this.#closed = true;
    this.#stream?.abort();
    this.#wake();
  }

  #list(): RoomPosition[] {
    return [...this.#positions].map(([roomId, afterId]) => ({ roomId, afterId }));
  }

  #reopen(): void {
    this.#restart = true;
    this.#stream?.abort();
    this.#wake();
  }

  #report(connection: ConnectionState): void {
    this.#connection = connection;
    this.#options.onConnection(connection);
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#closed) {
      await this.#pause(SETTLE_MS);
      if (this.#closed) return;
      if (this.#positions.size === 0) {
        await this.#pause();
        continue;
      }
      this.#restart = false;
      const problem = await this.#follow(() => {
        failures = 0;
      });
      if (this.#closed || this.#restart || this.#positions.size === 0) continue;
      failures += 1;
      if (ConnectError.from(problem).code === Code.NotFound) this.#options.onStale();
      await this.#waitBeforeAttempt(failures);
    }
  }

  async #waitBeforeAttempt(attempt: number): Promise<void> {
    const { random, now } = this.#options;
    const delayMs = computeBackoffMs(attempt, { firstMs: FIRST_RETRY_MS, longestMs: LONGEST_RETRY_MS, random });
    this.#report({ state: 'waiting', retryAtMs: now() + delayMs, attempt });
    await this.#pause(delayMs);
  }

  /** Reads one stream to its end and answers why it ended. */
  async #follow(onAlive: () => void): Promise<unknown> {
    const stream = new AbortController();
    this.#stream = stream;
    this.#streamId = this.#options.createStreamId();
    const rooms = this.#list();
    this.#options.onOpen(this.#streamId, rooms);
    const watchdog = new Watchdog(SILENCE_MS, () => stream.abort());
    try {
      for await (const response of this.#options.openStream(rooms, stream.signal)) {
        if (stream.signal.aborted) break;
        watchdog.restart();
        onAlive();
        const { update } = response;
        if (update.case !== 'event' || this.#connection.state !== 'live') this.#report({ state: 'live' });
        if (update.case === 'event') this.#deliver(update.value);
      }
      return undefined;
    } catch (problem) {
      return problem;
    } finally {
      watchdog.stop();
    }
  }

  #deliver(event: RoomEvent): void {
    const delivered = this.#positions.get(event.roomId);
    if (delivered !== undefined && event.id > delivered) this.#positions.set(event.roomId, event.id);
    this.#options.onEvent(this.#streamId, event);
  }

  /** Waits until woken, at most `delayMs`. */
  #pause(delayMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = delayMs === undefined ? undefined : setTimeout(resolve, delayMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

class Watchdog {
  readonly #delayMs: number;
  readonly #bark: () => void;
  #timer: ReturnType<typeof setTimeout>;

  constructor(delayMs: number, bark: () => void) {
    this.#delayMs = delayMs;
    this.#bark = bark;
    this.#timer = setTimeout(bark, delayMs);
  }

  restart(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#bark, this.#delayMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
