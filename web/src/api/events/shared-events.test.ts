import { create } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { type RoomEvent, type WatchEventsResponse, WatchEventsResponseSchema } from '@starweave/contract';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Leadership } from './leadership.ts';
import { SharedEvents } from './shared-events.ts';
import type { ConnectionState, RoomPosition, TabChannel, TabMessage } from './tab-channel.ts';

/** A BroadcastChannel in memory: everyone but the sender hears, in order, before the next message. */
class Air {
  readonly #members = new Set<(message: TabMessage) => void>();

  join(): TabChannel & { readonly freeze: () => void } {
    let receive: (message: TabMessage) => void = () => {};
    let isFrozen = false;
    const member = (message: TabMessage) => receive(message);
    this.#members.add(member);
    return {
      // As a page that the browser has put to sleep: it neither hears nor says anything.
      freeze: () => {
        isFrozen = true;
        this.#members.delete(member);
      },
      post: (message) => {
        if (isFrozen) return;
        for (const other of this.#members) if (other !== member) other(structuredClone(message));
      },
      listen: (listener) => {
        receive = listener;
      },
      close: () => this.#members.delete(member),
    };
  }
}

/** Web Locks as they behave: one holder, the others wait in line. */
class Throne {
  readonly #line: { readonly id: symbol; readonly lead: (signal: AbortSignal) => void }[] = [];
  #term: { readonly id: symbol; readonly abort: AbortController } | undefined;

  join(): Leadership {
    const id = Symbol('candidate');
    return {
      campaign: (lead) => {
        this.#line.push({ id, lead });
        this.#crown();
      },
      seize: () => {
        this.#term?.abort.abort();
        this.#term = undefined;
        const at = this.#line.findIndex((candidate) => candidate.id === id);
        this.#line.unshift(...this.#line.splice(at, 1));
        this.#crown();
      },
      resign: () => {
        const at = this.#line.findIndex((candidate) => candidate.id === id);
        if (at !== -1) this.#line.splice(at, 1);
        if (this.#term?.id !== id) return;
        this.#term.abort.abort();
        this.#term = undefined;
        this.#crown();
      },
    };
  }

  #crown(): void {
    const next = this.#line[0];
    if (this.#term !== undefined || next === undefined) return;
    this.#term = { id: next.id, abort: new AbortController() };
    next.lead(this.#term.abort.signal);
  }
}

/** A server with a log per room; it can be cut off. */
class Server {
  readonly #log: RoomEvent[] = [];
  readonly streams = new Set<{ readonly rooms: readonly RoomPosition[]; readonly push: () => void }>();
  opened = 0;
  isReachable = true;
  /** Says nothing any more, as a connection that died without an end. */
  isSilent = false;
  #cut = new AbortController();

  emit(roomId: string, id: number, name = `${roomId}${id}`): void {
    const event = { case: 'messageDeleted', value: name } as const;
    this.#log.push({ $typeName: 'starweave.RoomEvent', id: BigInt(id), roomId, event });
    for (const { push } of this.streams) push();
  }

  cut(): void {
    this.isReachable = false;
    this.#cut.abort();
    this.#cut = new AbortController();
  }

  open = async function* (
    this: Server,
    rooms: readonly RoomPosition[],
    signal: AbortSignal,
  ): AsyncGenerator<WatchEventsResponse> {
    this.opened += 1;
    if (!this.isReachable) throw new ConnectError('no connection', Code.Unavailable);
    let wake: () => void = () => {};
    const cut = this.#cut.signal;
    const stream = { rooms, push: () => wake() };
    this.streams.add(stream);
    for (const each of [signal, cut]) each.addEventListener('abort', () => wake());
    let at = 0;
    try {
      yield create(WatchEventsResponseSchema, { update: { case: 'heartbeat', value: {} } });
      while (!signal.aborted && !cut.aborted) {
        const event = this.isSilent ? undefined : this.#log[at];
        if (event === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        at += 1;
        const isWanted = rooms.some(({ roomId, afterId }) => roomId === event.roomId && event.id > afterId);
        if (isWanted) yield create(WatchEventsResponseSchema, { update: { case: 'event', value: event } });
      }
      if (cut.aborted) throw new ConnectError('connection lost', Code.Unavailable);
    } finally {
      this.streams.delete(stream);
    }
  }.bind(this);
}

interface Tab {
  readonly events: SharedEvents;
  readonly heard: string[];
  readonly connections: ConnectionState['state'][];
  readonly freeze: () => void;
}

const air = { current: new Air() };
const throne = { current: new Throne() };
const server = { current: new Server() };

function openTab(rooms: Readonly<Record<string, number>>): Tab {
  const heard: string[] = [];
  const connections: ConnectionState['state'][] = [];
  const channel = air.current.join();
  const events = new SharedEvents({
    channel,
    leadership: throne.current.join(),
    openStream: server.current.open,
    isVisible: () => true,
    listener: {
      onEvent: ({ event }) => heard.push(event.case === 'messageDeleted' ? event.value : '?'),
      onConnection: ({ state }) => connections.push(state),
      onRoomsChanged: () => heard.push('rooms changed'),
    },
  });
  events.watch(Object.entries(rooms).map(([roomId, afterId]) => ({ roomId, afterId: BigInt(afterId) })));
  return { events, heard, connections, freeze: channel.freeze };
}

const settle = (ms = 100) => vi.advanceTimersByTimeAsync(ms);
const unique = (names: readonly string[]) => [...new Set(names)];

beforeEach(() => {
  vi.useFakeTimers();
  air.current = new Air();
  throne.current = new Throne();
  server.current = new Server();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('one stream for all tabs', () => {
  test('two tabs in two rooms share a stream, and each hears its own room', async () => {
    const first = openTab({ a: 0 });
    const second = openTab({ b: 0 });
    await settle();
    server.current.emit('a', 1);
    server.current.emit('b', 1);
    await settle();
    expect(server.current.streams.size).toBe(1);
    expect(first.heard).toEqual(['a1']);
    expect(second.heard).toEqual(['b1']);
  });

  test('a tab that comes later gets what it missed, and nobody loses anything', async () => {
    const first = openTab({ a: 0 });
    await settle();
    for (const id of [1, 2, 3]) server.current.emit('a', id);
    await settle();
    const second = openTab({ a: 1 });
    await settle();
    server.current.emit('a', 4);
    await settle();
    expect(unique(second.heard)).toEqual(['a2', 'a3', 'a4']);
    expect(unique(first.heard)).toEqual(['a1', 'a2', 'a3', 'a4']);
    expect(server.current.streams.size).toBe(1);
  });

  test('a tab that knows as much as the leader does makes no new stream', async () => {
    openTab({ a: 0 });
    await settle();
    server.current.emit('a', 1);
    await settle();
    openTab({ a: 1 });
    await settle();
    expect(server.current.opened).toBe(1);
  });
});

describe('when the leader goes', () => {
  test('another takes over and nothing is lost', async () => {
    const first = openTab({ a: 0 });
    const second = openTab({ a: 0 });
    await settle();
    server.current.emit('a', 1);
    await settle();
    first.events.close();
    server.current.emit('a', 2);
    await settle();
    expect(unique(second.heard)).toEqual(['a1', 'a2']);
    expect(server.current.streams.size).toBe(1);
  });

  test('also where it goes just after another tab joined with an older position', async () => {
    const first = openTab({ a: 0 });
    await settle();
    for (const id of [1, 2, 3]) server.current.emit('a', id);
    await settle();
    const second = openTab({ a: 1 });
    // Heard before the leader could serve what lies between.
    server.current.emit('a', 4);
    first.events.close();
    await settle();
    expect(unique(second.heard).toSorted()).toEqual(['a2', 'a3', 'a4']);
  });

  test('one that falls silent without going is replaced', async () => {
    const first = openTab({ a: 0 });
    const second = openTab({ a: 0 });
    await settle();
    first.freeze();
    server.current.emit('a', 1);
    await settle(30_000);
    expect(second.heard).toEqual([]);
    await settle(30_000);
    expect(second.heard).toEqual(['a1']);
  });
});

describe('when the connection breaks', () => {
  test('it says so, tries again, and continues from the last event', async () => {
    const tab = openTab({ a: 0 });
    await settle();
    server.current.emit('a', 1);
    await settle();
    server.current.cut();
    await settle(50);
    expect(tab.connections.at(-1)).toBe('waiting');
    server.current.emit('a', 2);
    server.current.isReachable = true;
    await settle(10_000);
    expect(tab.connections.at(-1)).toBe('live');
    expect(tab.heard).toEqual(['a1', 'a2']);
  });

  test('every tab hears of it, and any of them can ask to try now', async () => {
    openTab({ a: 0 });
    const second = openTab({ a: 0 });
    await settle();
    server.current.cut();
    await settle(30_000);
    expect(second.connections.at(-1)).toBe('waiting');
    server.current.isReachable = true;
    const before = server.current.opened;
    second.events.retryNow();
    await settle(50);
    expect(server.current.opened).toBe(before + 1);
    expect(second.connections.at(-1)).toBe('live');
  });

  test('a connection that says nothing for longer than the heartbeat counts as dead', async () => {
    openTab({ a: 0 });
    await settle();
    server.current.isSilent = true;
    await settle(40_000);
    expect(server.current.opened).toBeGreaterThan(1);
  });
});

test('a room that came or went is told to the other tabs', async () => {
  const first = openTab({ a: 0 });
  const second = openTab({ a: 0 });
  first.events.announceRoomsChanged();
  expect(second.heard).toEqual(['rooms changed']);
  expect(first.heard).toEqual([]);
});
