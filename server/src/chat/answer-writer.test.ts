import { Author, type Message, MessageState } from '@starweave/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { UnavailableError } from '../errors.ts';
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

const send = (text: string) => fixture.client.sendMessage({ roomId, text });
const list = async () => (await fixture.client.listMessages({ roomId })).messages;

/** Waits for an answer's end by its event. */
async function waitForEnd(messageId: string | undefined): Promise<Message> {
  let end: Message | undefined;
  await readEventsUntil(fixture.client.watchEvents({ roomId, afterId: 0n }), ({ event }) => {
    if (event.case !== 'messageUpdated' || event.value.id !== messageId) return false;
    if (event.value.state === MessageState.WRITING) return false;
    end = event.value;
    return true;
  });
  return end as Message;
}

/** Waits until a message that is being written has text. */
async function waitForText(): Promise<void> {
  await readEventsUntil(fixture.client.watchEvents({ roomId }), ({ event }) => event.case === 'textDelta');
}

describe('answers', () => {
  it('takes "//" for text that begins with a slash', async () => {
    fixture.responder.say('Yes.');
    fixture.responder.say('');
    fixture.responder.requests.length = 0;
    const { messages } = await send('//picture is a command?');
    expect((await waitForEnd(messages[1]?.id)).text).toBe('Yes.');
    expect(fixture.responder.requests[0]?.conversation).toEqual([{ role: 'person', text: '/picture is a command?' }]);
    // Kept as it was typed: sent again it must not become a command.
    expect(messages[0]?.text).toBe('//picture is a command?');
  });

  it('tells the responder what was said, pictures as descriptions, help left out', async () => {
    await send('/picture a red boat');
    await send('/unknown');
    fixture.responder.requests.length = 0;
    fixture.responder.say('A boat.');
    fixture.responder.say('');
    const { messages } = await send('What did you paint?');
    await waitForEnd(messages[1]?.id);
    expect(fixture.responder.requests[0]?.conversation).toEqual([
      { role: 'person', text: '/picture a red boat' },
      { role: 'responder', text: '[A picture: a red boat]' },
      { role: 'person', text: '/unknown' },
      { role: 'person', text: 'What did you paint?' },
    ]);
  });

  it('streams a text that concatenates to the whole', async () => {
    const { messages } = await send('Tell me a story');
    const id = messages[1]?.id;
    expect(messages[1]).toMatchObject({ author: Author.MODEL, authorName: 'script-1', state: MessageState.WRITING });
    let text = '';
    let final = '';
    const script = ['Once ', 'upon ', 'a ', 'time.', ''];
    const sayNext = () => fixture.responder.say(script.shift() ?? '');
    sayNext();
    await readEventsUntil(fixture.client.watchEvents({ roomId, afterId: 0n }), ({ event }) => {
      const before = text;
      if (event.case === 'messageCreated' && event.value.id === id) text = event.value.text;
      if (event.case === 'textDelta') text = text.slice(0, event.value.offset) + event.value.text;
      if (event.case === 'messageUpdated') final = event.value.text;
      if (text !== before && script.length > 0) sayNext();
      return final !== '';
    });
    expect([text, final]).toEqual(['Once upon a time.', 'Once upon a time.']);
  });

  it('stops an answer and keeps what came', async () => {
    const { messages } = await send('Count to a million');
    const id = messages[1]?.id as string;
    fixture.responder.say('1 2 3');
    await waitForText();
    const stopped = await fixture.client.stopMessage({ messageId: id });
    expect(stopped.message).toMatchObject({ state: MessageState.STOPPED, text: '1 2 3' });
    expect((await fixture.client.stopMessage({ messageId: id })).message?.state).toBe(MessageState.STOPPED);
  });

  it('stops an answer that another gateway writes', async () => {
    const other = await fixture.openGateway();
    const { messages } = await send('Count');
    const id = messages[1]?.id as string;
    fixture.responder.say('1');
    await waitForText();
    await other.client.stopMessage({ messageId: id });
    fixture.responder.say(' 2');
    expect(await waitForEnd(id)).toMatchObject({ state: MessageState.STOPPED, text: '1' });
  });

  it('turns the failure of a model into advice, and keeps what came', async () => {
    const { ResponderError } = await import('./chat-responder.ts');
    fixture.responder.say('Well,');
    fixture.responder.say(new ResponderError('model-gone', { message: 'It went away.', advice: 'Start it again.' }));
    const { messages } = await send('Hello?');
    expect(await waitForEnd(messages[1]?.id)).toMatchObject({
      state: MessageState.FAILED,
      text: 'Well,',
      failure: { code: 'model-gone', message: 'It went away.', advice: 'Start it again.' },
    });
  });

  it('ends an answer that does not come to an end, and says so', async () => {
    fixture.responder.say('and '.repeat(24_999));
    fixture.responder.say('and '.repeat(100_000));
    const { messages } = await send('Tell me everything');
    expect(await waitForEnd(messages[1]?.id)).toMatchObject({
      state: MessageState.FAILED,
      text: 'and '.repeat(25_000),
      failure: { code: 'answer-too-long' },
    });
  });

  it('paints while an answer is being written', async () => {
    const { messages } = await send('Talk');
    expect((await send('/picture a dog')).messages[1]?.job).toBeDefined();
    await fixture.client.stopMessage({ messageId: messages[1]?.id as string });
  });

  it('lets the built-in host answer when no model does', async () => {
    fixture.responder.available = false;
    try {
      expect(await fixture.client.getResponder({})).toMatchObject({ kind: 'built-in', connected: false, model: '' });
      const { messages } = await send('hi');
      const end = await waitForEnd(messages[1]?.id);
      expect(end).toMatchObject({ author: Author.HOST, state: MessageState.DONE });
      expect(end.text).toContain('/picture a lighthouse');
      expect(end.text).toContain('Ollama');
    } finally {
      fixture.responder.available = true;
    }
    expect(await fixture.client.getResponder({})).toMatchObject({
      kind: 'scripted',
      connected: true,
      model: 'script-1',
    });
  });

  it('goes on where the database goes away and comes back', async () => {
    let away = false;
    const { database } = fixture;
    const gateway = await fixture.openGateway({
      database: {
        ...database,
        async transaction(work) {
          if (away) throw new UnavailableError('The database is away.', 1);
          return database.transaction(work);
        },
      },
    });
    const { messages } = await gateway.client.sendMessage({ roomId, text: 'Talk' });
    fixture.responder.say('before ');
    await waitForText();
    away = true;
    fixture.responder.say('meanwhile ');
    fixture.responder.say('');
    await fixture.responder.finished();
    away = false;
    expect(await waitForEnd(messages[1]?.id)).toMatchObject({ state: MessageState.DONE, text: 'before meanwhile ' });
  });

  it('ends an answer whose writer is gone, at the next start', async () => {
    const { messages: table } = await import('../storage/schema.ts');
    const { eq, sql } = await import('drizzle-orm');
    const { messages } = await send('/unknown');
    const id = messages[1]?.id as string;
    // As a killed gateway leaves it.
    await fixture.database.orm
      .update(table)
      .set({ state: 'writing', writerHeartbeatAt: sql`now() - interval '1 hour'` })
      .where(eq(table.id, id));
    await fixture.openGateway();
    const [, answer] = await list();
    expect(answer).toMatchObject({ state: MessageState.FAILED, failure: { code: 'writer-lost' } });
  });
});
