import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { Author, MessageSchema, type RoomEvent, RoomEventSchema, RoomSchema } from '@starweave/contract';
import { describe, expect, test } from 'vitest';
import {
  applyEvent,
  type ChatState,
  changeOutgoing,
  initialChatState,
  loadingRoom,
  settleOutgoing,
} from './chat-state.ts';

const room = (id: string, lastEventId = 0n) => create(RoomSchema, { id, name: id, lastEventId });
const message = (fields: MessageInitShape<typeof MessageSchema>) =>
  create(MessageSchema, { roomId: 'r', revision: 1n, ...fields });
const event = (id: bigint, value: RoomEvent['event'], roomId = 'r') =>
  create(RoomEventSchema, { id, roomId, event: value });

const sending: ChatState = changeOutgoing(
  {
    ...initialChatState,
    rooms: [room('r'), room('s', 5n)],
    currentRoomId: 'r',
    entries: new Map([['r', loadingRoom]]),
  },
  'r',
  () => [{ key: 'k', text: 'Hello', status: 'sending', problem: '', storedAs: undefined }],
);
const stored = message({ id: 'm', author: Author.PERSON, text: 'Hello' });
const shownTexts = ({ entries, outgoing }: ChatState) => [
  ...(entries.get('r')?.timeline.messages ?? []).map(({ text }) => text),
  ...(outgoing.get('r') ?? []).filter(({ storedAs }) => storedAs === undefined).map(({ text }) => text),
];

describe('a sent message is shown once', () => {
  test('when its event comes before the answer to the call', () => {
    const heard = applyEvent(sending, event(1n, { case: 'messageCreated', value: stored }));
    expect(shownTexts(heard)).toEqual(['Hello']);
    const settled = settleOutgoing(heard, 'r', { key: 'k', messages: [stored] });
    expect(shownTexts(settled)).toEqual(['Hello']);
    expect(settled.outgoing.get('r')).toEqual([]);
  });

  test('when the answer comes before the event', () => {
    const settled = settleOutgoing(sending, 'r', { key: 'k', messages: [stored] });
    expect(shownTexts(applyEvent(settled, event(1n, { case: 'messageCreated', value: stored })))).toEqual(['Hello']);
  });

  test('an event that is replayed does not hide a second message with the same words', () => {
    const first = settleOutgoing(sending, 'r', { key: 'k', messages: [stored] });
    const again = changeOutgoing(first, 'r', () => [
      { key: 'k2', text: 'Hello', status: 'sending', problem: '', storedAs: undefined },
    ]);
    expect(shownTexts(applyEvent(again, event(1n, { case: 'messageCreated', value: stored })))).toEqual([
      'Hello',
      'Hello',
    ]);
  });
});

describe('other rooms', () => {
  const answer = message({ id: 'x', roomId: 's', author: Author.HOST, text: 'Done' });

  test('an answer in a room that is not in view marks it', () => {
    const heard = applyEvent(sending, event(6n, { case: 'messageCreated', value: answer }, 's'));
    expect([...heard.unread]).toEqual(['s']);
  });

  test('a replay of what was there when the page loaded does not', () => {
    const heard = applyEvent(sending, event(4n, { case: 'messageCreated', value: answer }, 's'));
    expect([...heard.unread]).toEqual([]);
  });

  test('a room that is deleted goes, an older version of one changes nothing', () => {
    const renamed = { ...room('s', 4n), name: 'old' };
    expect(applyEvent(sending, event(4n, { case: 'roomUpdated', value: renamed }, 's'))).toBe(sending);
    const left = applyEvent(sending, event(0n, { case: 'roomDeleted', value: 's' }, 's'));
    expect(left.rooms.map(({ id }) => id)).toEqual(['r']);
  });
});
