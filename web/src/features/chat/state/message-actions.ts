import { describeProblem } from '../../../api/describe-problem.ts';
import { createIdentifier } from '../../../api/identifier.ts';
import type { ChatSession } from './chat-session.ts';
import { changeOutgoing, changeTimeline, type OutgoingMessage, settleOutgoing } from './chat-state.ts';
import { changeRoom, NEW_ROOM_NAME } from './room-actions.ts';
import { mergeMessages } from './room-timeline.ts';
import { suggestRoomName } from './suggest-room-name.ts';

/** Sends a message; it is shown at once. Where the server isn't reached it waits and goes out by itself. */
export async function sendMessage(session: ChatSession, roomId: string, text: string): Promise<void> {
  const key = createIdentifier();
  const message: OutgoingMessage = { key, text, status: 'sending', problem: '', storedAs: undefined };
  session.store.update((state) => changeOutgoing(state, roomId, (messages) => [...messages, message]));
  if (await deliver(session, roomId, message)) await nameRoom(session, roomId, text);
}

/** Sends a message again that failed or waits; the server keeps it once. */
export async function resendMessage(session: ChatSession, roomId: string, message: OutgoingMessage): Promise<void> {
  setStatus(session, roomId, { ...message, status: 'sending', problem: '' });
  await deliver(session, roomId, message);
}

export function discardMessage(session: ChatSession, roomId: string, key: string): void {
  session.store.update((state) => changeOutgoing(state, roomId, (all) => all.filter((message) => message.key !== key)));
}

/** Sends everything that waits for the server. */
export function resendWaiting(session: ChatSession): void {
  for (const [roomId, messages] of session.store.state.outgoing) {
    for (const message of messages) {
      if (message.status === 'waiting') void resendMessage(session, roomId, message);
    }
  }
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
  { key, text, ...rest }: OutgoingMessage,
): Promise<boolean> {
  try {
    const { messages } = await session.services.chat.sendMessage({ roomId, text, idempotencyKey: key });
    session.store.update((state) => settleOutgoing(state, roomId, { key, messages }));
    session.tellFilms(
      messages.flatMap(({ movies }) => movies?.recommendations.flatMap(({ movie }) => movie ?? []) ?? []),
    );
    return true;
  } catch (reason) {
    const { message: problem, unreachable } = describeProblem(reason);
    setStatus(session, roomId, { ...rest, key, text, status: unreachable ? 'waiting' : 'failed', problem });
    return false;
  }
}

function setStatus(session: ChatSession, roomId: string, changed: OutgoingMessage): void {
  session.store.update((state) =>
    changeOutgoing(state, roomId, (all) => all.map((message) => (message.key === changed.key ? changed : message))),
  );
}

async function nameRoom(session: ChatSession, roomId: string, text: string): Promise<void> {
  const room = session.store.state.rooms.find(({ id }) => id === roomId);
  const name = suggestRoomName(text);
  if (room?.name === NEW_ROOM_NAME && name !== '') await changeRoom(session, room, { name });
}
