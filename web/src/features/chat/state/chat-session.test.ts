import { create } from '@bufbuild/protobuf';
import { Code, ConnectError, createRouterTransport } from '@connectrpc/connect';
import { Author, ChatService, JobService, JobState, RoomEventSchema } from '@starweave/contract';
import { expect, test, vi } from 'vitest';
import type { SharedEvents, SharedEventsListener } from '../../../api/events/shared-events.ts';
import type { RoomPosition } from '../../../api/events/tab-channel.ts';
import { createServices } from '../../../api/services.ts';
import { ChatSession } from './chat-session.ts';

const roomCount = 40;

test('a room that was not followed meanwhile is read anew when it is opened again', async () => {
  const texts = ['first'];
  const transport = createRouterTransport(({ service }) => {
    service(ChatService, {
      listRooms: () => ({
        rooms: Array.from({ length: roomCount }, (_, index) => ({
          id: `room ${index}`,
          lastEventId: index === 0 ? BigInt(texts.length) : 1n,
        })),
      }),
      listMessages: ({ roomId }) => ({
        messages: roomId === 'room 0' ? texts.map((text) => ({ id: text, roomId, text, revision: 1n })) : [],
      }),
    });
  });
  let watched: readonly RoomPosition[] = [];
  const events = {
    watch(rooms: readonly RoomPosition[]) {
      watched = rooms;
    },
  } as unknown as SharedEvents;
  const session = new ChatSession(createServices(transport), () => events);
  const shown = () => session.store.state.entries.get('room 0')?.timeline.messages.map(({ text }) => text);
  await session.loadRooms();
  await session.openRoom('room 0');
  expect(shown()).toEqual(['first']);

  await session.openRoom(`room ${roomCount - 1}`);
  expect(watched.map(({ roomId }) => roomId)).not.toContain('room 0');
  // Another tab writes there; the list of rooms says how far the room is, and its events begin behind that.
  texts.push('second');
  await session.loadRooms();
  await session.openRoom('room 0');
  expect(watched[0]).toEqual({ roomId: 'room 0', afterId: 2n });
  expect(shown()).toEqual(['first', 'second']);
});

test('how many pictures are ahead of one that waits is read anew when another begins or ends', async () => {
  let ahead = 2;
  const waiting = () => ({ id: 'waits', roomId: 'r', revision: 1n, state: JobState.QUEUED, queuePosition: ahead });
  const transport = createRouterTransport(({ service }) => {
    service(ChatService, {
      listMessages: () => ({ messages: [{ id: 'm', roomId: 'r', revision: 1n, job: waiting() }] }),
    });
    service(JobService, { listJobs: () => ({ jobs: [waiting()] }) });
  });
  let tell: SharedEventsListener['onEvent'] = () => {};
  const session = new ChatSession(createServices(transport), (listener) => {
    tell = (event) => listener.onEvent(event);
    return { watch() {} } as unknown as SharedEvents;
  });
  await session.openRoom('r');
  const shown = () => session.store.state.entries.get('r')?.timeline.jobs.get('waits')?.queuePosition;
  expect(shown()).toBe(2);
  for (const [index, state] of [JobState.LOADING, JobState.DONE].entries()) {
    ahead = 1 - index;
    const other = { id: 'other', roomId: 'r', revision: BigInt(2 + index), state };
    tell(create(RoomEventSchema, { id: 5n, roomId: 'r', event: { case: 'jobUpdated', value: other } }));
    await vi.waitFor(() => expect(shown()).toBe(ahead));
  }
});

test('who answers is looked up again when another one does', async () => {
  let model = '';
  const transport = createRouterTransport(({ service }) => {
    service(ChatService, { getResponder: () => ({ kind: 'ollama', model, connected: model !== '' }) });
  });
  let tell: SharedEventsListener['onEvent'] = () => {};
  const session = new ChatSession(createServices(transport), (listener) => {
    tell = (event) => listener.onEvent(event);
    return { watch() {} } as unknown as SharedEvents;
  });
  await session.loadResponder();
  const answerOf = (author: Author, authorName: string) => {
    const value = { id: authorName, roomId: 'r', author, authorName, text: 'Hi', revision: 1n };
    tell(create(RoomEventSchema, { id: 5n, roomId: 'r', event: { case: 'messageCreated', value } }));
  };
  const shown = () => session.store.state.responder?.model;
  expect(shown()).toBe('');
  // A language model was started after the page was opened.
  model = 'llama3.2';
  answerOf(Author.MODEL, 'llama3.2');
  await vi.waitFor(() => expect(shown()).toBe('llama3.2'));
  model = '';
  answerOf(Author.HOST, 'Starweave');
  await vi.waitFor(() => expect(shown()).toBe(''));
});

test('a room that could not be read for a moment is read again, also where events never broke off', async () => {
  vi.useFakeTimers();
  try {
    let isAway = true;
    const transport = createRouterTransport(({ service }) => {
      service(ChatService, {
        listMessages() {
          if (isAway) throw new ConnectError('The database is away.', Code.Unavailable);
          return {};
        },
      });
    });
    const session = new ChatSession(createServices(transport), () => ({ watch() {} }) as unknown as SharedEvents);
    const status = () => session.store.state.entries.get('r')?.status;
    await session.openRoom('r');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(status()).toBe('failed');
    isAway = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(status()).toBe('ready');
  } finally {
    vi.useRealTimers();
  }
});
