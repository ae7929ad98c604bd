import { describeProblem } from '../../../api/describe-problem.ts';
import { createIdentifier } from '../../../api/identifier.ts';
import type { ChatSession } from './chat-session.ts';
import { changeOutgoing, changeTimeline, type OutgoingMessage, settleOutgoing } from './chat-state.ts';
import { changeRoom, NEW_ROOM_NAME } from './room-actions.ts';
import { mergeMessages } from './room-timeline.ts';
import { suggestRoomName } from './suggest-room-name.ts';

/**
 * Sends a message; it is shown at once. Where the server isn't reached it waits and goes out by itself, after those
 * that wait already.
 */
export async function sendMessage(session: ChatSession, roomId: string, text: string): Promise<void> {
  const key = createIdentifier();
  const isBehind = findWaiting(session, roomId) !== undefined || session.resending.has(roomId);
  const status = isBehind ? 'waiting' : 'sending';
  const message: OutgoingMessage = { key, text, status, problem: '', storedAs: undefined };
  session.store.update((state) => changeOutgoing(state, roomId, (messages) => [...messages, message]));
  if (isBehind) await resendRoom(session, roomId);
  else await deliver(session, roomId, message);
}

/** Sends a message again that failed or waits; the server keeps it once. */
export async function resendMessage(session: ChatSession, roomId: string, message: OutgoingMessage): Promise<void> {
  setStatus(session, roomId, { key: message.key, status: 'sending', problem: '' });
  await deliver(session, roomId, message);
}

export function discardMessage(session: ChatSession, roomId: string, key: string): void {
  session.store.update((state) => changeOutgoing(state, roomId, (all) => all.filter((message) => message.key !== key)));
}

/** Sends everything that waits for the server, in each room in the order in which it was written. */
export function resendWaiting(session: ChatSession): void {
  for (const roomId of session.store.state.outgoing.keys()) void resendRoom(session, roomId);
}

async function resendRoom(session: ChatSession, roomId: string): Promise<void> {
  if (session.resending.has(roomId)) return;
  session.resending.add(roomId);
  for (let next = findWaiting(session, roomId); next !== undefined; next = findWaiting(session, roomId)) {
    setStatus(session, roomId, { key: next.key, status: 'sending', problem: '' });
    if ((await deliver(session, roomId, next)) === 'waiting') break;
  }
  session.resending.delete(roomId);
}

function findWaiting(session: ChatSession, roomId: string): OutgoingMessage | undefined {
  return session.store.state.outgoing.get(roomId)?.find(({ status }) => status === 'waiting');
}

/** Stops an answer that is being written. */
export async function stopMessage(session: ChatSession, roomId: string, messageId: string): Promise<void> {
  try {
    const { message } = await session.services.chat.stopMessage({ messageId });
    if (message === undefined) return;
    session.store.update((state) => changeTimeline(state, roomId, (timeline) => mergeMessages(timeline, [message])));
  } catch (reason) {
    session.alert(reason);
  }
}

async function deliver(
  session: ChatSession,
  roomId: string,
  { key, text }: OutgoingMessage,
): Promise<'stored' | 'waiting' | 'failed'> {
  try {
    const { messages } = await session.services.chat.sendMessage({ roomId, text, idempotencyKey: key });
    session.store.update((state) => settleOutgoing(state, roomId, { key, messages }));
    session.tellFilms(
      messages.flatMap(({ movies }) => movies?.recommendations.flatMap(({ movie }) => movie ?? []) ?? []),
    );
  } catch (reason) {
    const { message: problem, unreachable } = describeProblem(reason);
    const status = unreachable ? 'waiting' : 'failed';
    setStatus(session, roomId, { key, status, problem });
    if (unreachable) session.expectBack();
    return status;
  }
  await nameRoom(session, roomId, text);
  return 'stored';
}

/** What its event has said of it meanwhile stays. */
function setStatus(
  session: ChatSession,
  roomId: string,
  { key, status, problem }: Pick<OutgoingMessage, 'key' | 'status' | 'problem'>,
): void {
  session.store.update((state) =>
    changeOutgoing(state, roomId, (all) =>
      all.map((message) => (message.key === key ? { ...message, status, problem } : message)),
    ),
  );
}

async function nameRoom(session: ChatSession, roomId: string, text: string): Promise<void> {
  const room = session.store.state.rooms.find(({ id }) => id === roomId);
  const name = suggestRoomName(text);
  if (room?.name === NEW_ROOM_NAME && name !== '') await changeRoom(session, room, { name });
}
