import { Code, ConnectError } from '@connectrpc/connect';
import { Author, googleRpc, type Message, MessageState } from '@starweave/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ChatFixture, openChatFixture, readEventsUntil } from './test-chat.ts';

let fixture: ChatFixture;
let roomId: string;
beforeAll(async () => {
  fixture = await openChatFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  roomId = await fixture.roomId();
});

const send = (text: string, idempotencyKey = '') => fixture.client.sendMessage({ roomId, text, idempotencyKey });
const list = async () => (await fixture.client.listMessages({ roomId })).messages;
const summary = (messages: readonly Message[]) => messages.map(({ author, text, state }) => [author, text, state]);

async function failureOf(call: Promise<unknown>): Promise<ConnectError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConnectError);
  return error as ConnectError;
}

describe('rooms', () => {
  it('gives a new person one first room, however many ask at once', async () => {
    const { personId } = await fixture.addPerson();
    const headers = { 'x-test-person': personId };
    const answers = await Promise.all([1, 2, 3, 4].map(() => fixture.client.listRooms({}, { headers })));
    const ids = new Set(answers.flatMap(({ rooms }) => rooms.map(({ id }) => id)));
    expect(ids.size).toBe(1);
    expect(answers[0]?.rooms[0]).toMatchObject({ name: 'Home', picturesEnabled: true });
  });

  it('renames a room and turns its pictures off, and says so in an event', async () => {
    const { room } = await fixture.client.updateRoom({ roomId, name: '  Evening  ', picturesEnabled: false });
    expect(room).toMatchObject({ name: 'Evening', picturesEnabled: false, lastEventId: 1n });
    const events = await readEventsUntil(fixture.client.watchEvents({ roomId, afterId: 0n }), () => true);
    expect(events[0]?.event).toMatchObject({ case: 'roomUpdated', value: { name: 'Evening' } });
  });

  it('shows a room to its owner alone', async () => {
    const { personId } = await fixture.addPerson();
    const headers = { 'x-test-person': personId };
    for (const call of [
      () => fixture.client.listMessages({ roomId }, { headers }),
      () => fixture.client.sendMessage({ roomId, text: 'hello' }, { headers }),
      () => fixture.client.updateRoom({ roomId, name: 'x' }, { headers }),
      () => fixture.client.deleteRoom({ roomId }, { headers }),
      () => readEventsUntil(fixture.client.watchEvents({ roomId }, { headers }), () => true),
    ]) {
      expect((await failureOf(call())).code).toBe(Code.NotFound);
    }
  });

  it.each([
    ['an empty name', { name: ' ' }, 'name'],
    ['a name of 101 characters', { name: 'x'.repeat(101) }, 'name'],
    ['nothing to change', {}, 'name'],
  ])('refuses %s', async (_what, change, field) => {
    const error = await failureOf(fixture.client.updateRoom({ roomId, ...change }));
    expect(error.code).toBe(Code.InvalidArgument);
    expect(error.findDetails(googleRpc.BadRequestSchema)[0]?.fieldViolations[0]?.field).toBe(field);
  });
});

describe('messages', () => {
  it('answers a command in the same call', async () => {
    const { messages } = await send('/picture a lighthouse');
    expect(summary(messages)).toEqual([
      [Author.PERSON, '/picture a lighthouse', MessageState.DONE],
      [Author.HOST, '', MessageState.DONE],
    ]);
    expect(messages[1]?.job?.request?.prompt).toBe('a lighthouse');
  });

  it('lists the known commands for an unknown one', async () => {
    const { messages } = await send('/paint a dog');
    expect(messages[1]?.author).toBe(Author.HOST);
    expect(messages[1]?.text).toContain('/picture <prompt>');
    expect(messages[1]?.text).toContain('//paint');
  });

  it('shows a command’s failure as a card, and turns pictures off per room', async () => {
    await fixture.client.updateRoom({ roomId, picturesEnabled: false });
    const { messages } = await send('/picture a dog');
    expect(messages[1]).toMatchObject({ state: MessageState.FAILED, failure: { code: 'pictures-disabled' } });
  });

  it('stores nothing when a command throws', async () => {
    expect((await failureOf(send('/break'))).code).toBe(Code.Internal);
    expect(await list()).toEqual([]);
  });

  it('answers once for one key, with the same messages', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => send('/picture a dog', 'key-1')));
    const ids = answers.map(({ messages }) => messages.map(({ id }) => id).join());
    expect(new Set(ids).size).toBe(1);
    expect(await list()).toHaveLength(2);
  });

  it.each([
    ['empty text', ' \n '],
    ['text of 20,001 characters', 'x'.repeat(20_001)],
    ['a null character', 'a\0b'],
  ])('refuses %s', async (_what, text) => {
    const error = await failureOf(send(text));
    expect([error.code, error.findDetails(googleRpc.BadRequestSchema)[0]?.fieldViolations[0]?.field]).toEqual([
      Code.InvalidArgument,
      'text',
    ]);
  });

  it('counts characters, not UTF-16 units', async () => {
    const { messages } = await send(`/picture ${'🌙'.repeat(19_990)}`);
    expect(messages).toHaveLength(2);
  });

  it('pages backwards without gaps or repeats', async () => {
    for (const index of [1, 2, 3, 4, 5]) await send(`/picture ${index}`);
    const all = (await list()).map(({ id }) => id);
    const paged: string[] = [];
    let beforeMessageId = '';
    for (;;) {
      const page = await fixture.client.listMessages({ roomId, beforeMessageId, limit: 3 });
      paged.unshift(...page.messages.map(({ id }) => id));
      beforeMessageId = page.messages[0]?.id ?? '';
      if (!page.hasMore) break;
    }
    expect(paged).toEqual(all);
    expect(all).toHaveLength(10);
  });
});

it('lists the commands with their options', async () => {
  const { commands } = await fixture.client.listCommands({});
  expect(commands[0]).toMatchObject({ name: 'picture', options: [{ name: 'seed', value: 'N' }] });
});
