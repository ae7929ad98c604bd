import { once } from 'node:events';
import { toJsonString } from '@bufbuild/protobuf';
import { type ConnectRouter, createClient } from '@connectrpc/connect';
import { ChatService, RoomEventSchema, type WatchEventsResponse } from '@starweave/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { InvalidRequestError } from '../errors.ts';
import { createConnector } from './connector.ts';
import { createHeaders } from './picture-routes.ts';

type EventsRequest = FastifyRequest<{ Params: { id: string }; Querystring: { after_id?: string } }>;

/**
 * `GET /rooms/{id}/events`: WatchEvents as server-sent events, with the same ids.
 *
 * Each event's data is a RoomEvent in JSON. Durable events carry their id, so that a browser that reconnects
 * goes on after it (`Last-Event-ID`); progress and text deltas carry none. `?after_id=0` starts from the first one.
 */
export function registerRoomEventRoutes(
  app: FastifyInstance,
  { routes, shutdownSignal }: { routes: (router: ConnectRouter) => void; shutdownSignal: AbortSignal },
): void {
  const client = createClient(ChatService, createConnector({ kind: 'in-process', routes }));
  app.get('/rooms/:id/events', async (request: EventsRequest, reply) => {
    const afterId = parseAfterId(request);
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, shutdownSignal]);
    const watch = { roomId: request.params.id, ...(afterId === undefined ? {} : { afterId }) };
    const updates = client.watchEvents(watch, { signal, headers: createCallHeaders(request) })[Symbol.asyncIterator]();
    // The first update is a heartbeat, or the error: a room that isn't there gets its status, not an empty stream.
    const first = await updates.next();
    startStream(reply);
    try {
      for (let next = first; next.done !== true; next = await updates.next()) {
        if (!reply.raw.write(formatUpdate(next.value))) await once(reply.raw, 'drain', { signal });
      }
      reply.raw.end();
    } catch {
      // Headers are out, so the end of the connection is all that can be said; the browser comes back by itself.
      reply.raw.destroy();
    } finally {
      await updates.return?.();
    }
  });
}

function startStream(reply: FastifyReply): void {
  const headers = reply.getHeaders();
  reply.hijack();
  reply.raw.writeHead(200, {
    ...(headers as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // Proxies that collect answers before they pass them on would hold the events back.
    'x-accel-buffering': 'no',
  });
  reply.raw.write('retry: 2000\n\n');
}

function formatUpdate({ update }: WatchEventsResponse): string {
  if (update.case !== 'event') return ': heartbeat\n\n';
  const id = update.value.id > 0n ? `id: ${update.value.id}\n` : '';
  return `${id}data: ${toJsonString(RoomEventSchema, update.value)}\n\n`;
}

function parseAfterId(request: EventsRequest): bigint | undefined {
  const header = request.headers['last-event-id'];
  const text = typeof header === 'string' && header !== '' ? header : request.query.after_id;
  if (text === undefined) return undefined;
  if (/^\d{1,18}$/.test(text)) return BigInt(text);
  throw new InvalidRequestError([
    {
      field: typeof header === 'string' && header !== '' ? 'Last-Event-ID' : 'after_id',
      description: 'must be a whole number from 0',
    },
  ]);
}

/** What names the caller and the call; the rest belongs to the HTTP request alone. */
function createCallHeaders(request: FastifyRequest): Headers {
  const all = createHeaders(request);
  const headers = new Headers();
  for (const name of ['authorization', 'cookie', 'x-request-id']) {
    const value = all.get(name);
    if (value !== null) headers.set(name, value);
  }
  return headers;
}
