import type { MessageInitShape } from '@bufbuild/protobuf';
import type { RoomEventSchema, WatchEventsRequest } from '@starweave/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NotFoundError } from '../errors.ts';
import { getCaller } from './call-context.ts';
import type { Services } from './connect-router.ts';
import { startTestHttpServer } from './test-http-server.ts';
import { createTestServices } from './test-services.ts';

const asked: { request: WatchEventsRequest; personId: string; ended: Promise<void> }[] = [];
let server: Awaited<ReturnType<typeof startTestHttpServer>>;

const events: MessageInitShape<typeof RoomEventSchema>[] = [
  { id: 41n, roomId: 'r', event: { case: 'messageDeleted', value: 'm' } },
  { id: 0n, roomId: 'r', event: { case: 'textDelta', value: { messageId: 'm', offset: 0, text: 'two\nlines' } } },
];

/** Sends a heartbeat, the events, another heartbeat, then waits for its reader to leave. */
const chatService = {
  async *watchEvents(request, context) {
    if (request.roomId === 'missing') throw new NotFoundError('room', request.roomId);
    const { promise, resolve } = Promise.withResolvers<void>();
    asked.push({ request, personId: getCaller(context).personId, ended: promise });
    try {
      yield { update: { case: 'heartbeat', value: {} } };
      for (const value of events) yield { update: { case: 'event', value } };
      yield { update: { case: 'heartbeat', value: {} } };
      if (request.roomId === 'deleted') return;
      await new Promise((leave) => context.signal.addEventListener('abort', leave));
    } finally {
      resolve();
    }
  },
} satisfies Partial<Services['chatService']>;

beforeAll(async () => {
  const { services, options } = createTestServices();
  server = await startTestHttpServer({
    services: { ...services, chatService: chatService as unknown as Services['chatService'] },
    options: { ...options, findCaller: async (headers) => ({ personId: headers.get('cookie') ?? 'local' }) },
  });
});
afterAll(() => server.close({ graceMs: 0 }));
beforeEach(() => void asked.splice(0));

async function open(target: string, headers: Record<string, string> = {}) {
  const away = new AbortController();
  const response = await fetch(`${server.url}${target}`, { headers, signal: away.signal });
  return { response, away };
}

/** What came until the stream had `length` characters or ended. */
async function read(response: Response, length: number): Promise<string> {
  let text = '';
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  while (text.length < length) {
    const { done, value } = await reader.read();
    if (done) break;
    text += new TextDecoder().decode(value);
  }
  return text;
}

const expected = [
  'retry: 2000\n\n',
  ': heartbeat\n\n',
  'id: 41\ndata: {"id":"41","roomId":"r","messageDeleted":"m"}\n\n',
  'data: {"roomId":"r","textDelta":{"messageId":"m","text":"two\\nlines"}}\n\n',
  ': heartbeat\n\n',
].join('');

describe('GET /rooms/{id}/events', () => {
  it('shows events with their ids, progress without, heartbeats as comments', async () => {
    const { response, away } = await open('/rooms/room-1/events');
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await read(response, expected.length)).toBe(expected);
    away.abort();
  });

  it.each([
    ['/rooms/room-1/events', { 'last-event-id': '17' }, 17n],
    ['/rooms/room-1/events?after_id=0', {}, 0n],
    ['/rooms/room-1/events?after_id=3', { 'last-event-id': '17' }, 17n],
    ['/rooms/room-1/events', {}, undefined],
  ])('asks %s with %o for what comes after %s', async (target, headers, afterId) => {
    const { away } = await open(target, headers);
    expect(asked[0]?.request).toMatchObject({ roomId: 'room-1' });
    expect(asked[0]?.request.afterId).toBe(afterId);
    away.abort();
  });

  it('asks as the caller of the request', async () => {
    const { away } = await open('/rooms/room-1/events', { cookie: 'ada' });
    expect(asked[0]?.personId).toBe('ada');
    away.abort();
  });

  it.each(['x', '-1', '1.5'])('refuses the Last-Event-ID "%s"', async (id) => {
    const { response } = await open('/rooms/room-1/events', { 'last-event-id': id });
    expect(response.status).toBe(400);
  });

  it('answers a room that is not there with its status', async () => {
    const { response } = await open('/rooms/missing/events');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'not_found' });
  });

  it('leaves the room when the browser leaves', async () => {
    const { response, away } = await open('/rooms/room-1/events');
    await read(response, 10);
    away.abort();
    await asked[0]?.ended;
  });

  it('ends with the stream', async () => {
    const { response } = await open('/rooms/deleted/events');
    expect(await response.text()).toBe(expected);
  });
});
