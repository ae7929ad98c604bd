import { create } from '@bufbuild/protobuf';
import { Code, ConnectError, createRouterTransport } from '@connectrpc/connect';
import { Author, ChatService, RoomEventSchema, RoomSchema } from '@starweave/contract';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SharedEvents } from '../../../api/events/shared-events.ts';
import { createServices } from '../../../api/services.ts';
import { ChatSession } from './chat-session.ts';
import { applyEvent } from './chat-state.ts';
import { resendWaiting, sendMessage } from './message-actions.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A session whose stream of events never breaks off, on a server that can be away. */
function openSession() {
  const server = { isAway: false, texts: [] as string[], names: [] as string[], answerMs: [] as number[] };
  const transport = createRouterTransport(({ service }) => {
    service(ChatService, {
      async sendMessage({ roomId, text, idempotencyKey: id }) {
        if (server.isAway) throw new ConnectError('The database is away.', Code.Unavailable);
        await new Promise((resolve) => setTimeout(resolve, server.answerMs.shift() ?? 0));
        server.texts.push(text);
        return { messages: [{ id, roomId, text, author: Author.PERSON, revision: 1n }] };
      },
      updateRoom({ roomId, name = '' }) {
        server.names.push(name);
        return { room: { id: roomId, name } };
      },
    });
  });
  const events = { watch() {}, retryNow() {}, announceRoomsChanged() {} } as unknown as SharedEvents;
  const session = new ChatSession(createServices(transport), () => events);
  session.onBack(() => resendWaiting(session));
  session.addRoom(create(RoomSchema, { id: 'r', name: 'New room' }));
  const statuses = () => session.store.state.outgoing.get('r')?.map(({ status }) => status);
  return { session, server, statuses };
}

const settle = () => vi.advanceTimersByTimeAsync(60_000);

test('what waits goes out by itself, also where events never broke off', async () => {
  const { session, server, statuses } = openSession();
  server.isAway = true;
  await sendMessage(session, 'r', 'a red boat');
  await settle();
  expect(statuses()).toEqual(['waiting']);
  server.isAway = false;
  await settle();
  expect(statuses()).toEqual([]);
  expect(server).toMatchObject({ texts: ['a red boat'], names: ['A red boat'] });
  await settle();
  expect(server.texts).toHaveLength(1);
});

test('what waits goes out in the order in which it was written, with what is written meanwhile', async () => {
  const { session, server, statuses } = openSession();
  server.isAway = true;
  for (const text of ['one', 'two', 'three']) await sendMessage(session, 'r', text);
  expect(statuses()).toEqual(['waiting', 'waiting', 'waiting']);
  server.isAway = false;
  server.answerMs.push(900, 300, 100);
  resendWaiting(session);
  resendWaiting(session);
  await vi.advanceTimersByTimeAsync(100);
  void sendMessage(session, 'r', 'four');
  await settle();
  expect(server.texts).toEqual(['one', 'two', 'three', 'four']);
  expect(statuses()).toEqual([]);
});

test('a message whose event came, but not the answer to its call, is shown once', async () => {
  const { session, server } = openSession();
  server.isAway = true;
  const sent = sendMessage(session, 'r', 'Hello');
  const message = { id: 'm', roomId: 'r', text: 'Hello', author: Author.PERSON, revision: 1n };
  const event = create(RoomEventSchema, { id: 1n, roomId: 'r', event: { case: 'messageCreated', value: message } });
  session.store.update((state) => applyEvent(state, event));
  await sent;
  expect(session.store.state.outgoing.get('r')).toMatchObject([{ status: 'waiting', storedAs: 'm' }]);
});
