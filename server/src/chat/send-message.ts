import { randomUUID } from 'node:crypto';
import type { MovieCard } from '@starweave/contract';
import type { Caller } from '../accounts/caller.ts';
import type { ChatCommand, ChatCommandReply } from '../commands/chat-command.ts';
import type { Database, Transaction } from '../storage/database.ts';
import type { ChatResponder, ResponderState } from './chat-responder.ts';
import { describeUnknownCommand } from './describe-commands.ts';
import { findLastCards, findMessagesByKey, insertMessage, type MessageRow, type NewMessage } from './message-store.ts';
import { readStoredMovieCard, toStoredMovieCard } from './movie-card.ts';
import { parseMessage } from './parse-message.ts';
import { lockRoom, type RoomRow } from './room-store.ts';

export interface SendMessageDependencies {
  readonly database: Database;
  readonly commands: readonly ChatCommand[];
  /** Who answers plain messages now. */
  readonly chooseResponder: () => Promise<ChosenResponder>;
}

export interface ChosenResponder {
  readonly responder: ChatResponder;
  readonly state: ResponderState;
}

export interface SentMessage {
  readonly roomId: string;
  readonly caller: Caller;
  readonly text: string;
  readonly idempotencyKey: string | undefined;
}

export interface SendResult {
  /** The person's message first, then what answered it. */
  readonly rows: readonly MessageRow[];
  /** The answer that now has to be written, and by whom. */
  readonly answer: { readonly message: MessageRow; readonly responder: ChatResponder } | undefined;
}

/**
 * Stores a message and what answers it at once, in one transaction: a command's replies, or the empty message that
 * the responder is going to write. A key that the room already has changes nothing and finds the first ones again.
 */
export async function sendMessage(dependencies: SendMessageDependencies, message: SentMessage): Promise<SendResult> {
  const { database } = dependencies;
  const parsed = parseMessage(message.text);
  // Asked for before the room is locked: a language model's server may take its time.
  const chosen = parsed.kind === 'text' ? await dependencies.chooseResponder() : undefined;
  return database.transaction(async (transaction) => {
    const room = await lockRoom(transaction, message.roomId, message.caller);
    if (message.idempotencyKey !== undefined) {
      const rows = await findMessagesByKey(transaction, room.id, message.idempotencyKey);
      if (rows.length > 0) return { rows, answer: undefined };
    }
    const insert = (part: Pick<NewMessage, 'author' | 'state'> & Partial<NewMessage>) =>
      insertMessage(database, transaction, { id: randomUUID(), roomId: room.id, ownerId: room.ownerId, ...part });
    const first = await insert({
      author: 'person',
      state: 'done',
      text: message.text.trim(),
      ...(message.idempotencyKey === undefined ? {} : { idempotencyKey: message.idempotencyKey }),
    });
    if (parsed.kind === 'text') {
      const { responder, state } = chosen as ChosenResponder;
      const { author } = responder;
      const answer = await insert({ author, authorName: state.name, state: 'writing', replyToId: first.id });
      return { rows: [first, answer], answer: { message: answer, responder } };
    }
    const replyMessageId = randomUUID();
    const replies = await runCommand(dependencies.commands, { ...parsed, room, message, replyMessageId }, transaction);
    const rows = [first];
    for (const [index, reply] of replies.entries()) {
      const id = index === 0 ? replyMessageId : randomUUID();
      rows.push(await insert({ ...createReply(reply), id, replyToId: first.id }));
    }
    return { rows, answer: undefined };
  });
}

interface CommandRun {
  readonly name: string;
  readonly argumentsText: string;
  readonly room: RoomRow;
  readonly message: SentMessage;
  readonly replyMessageId: string;
}

async function runCommand(
  commands: readonly ChatCommand[],
  { name, argumentsText, room, message, replyMessageId }: CommandRun,
  transaction: Transaction,
): Promise<readonly ChatCommandReply[]> {
  const command = commands.find((each) => each.name === name);
  if (command === undefined) return [{ kind: 'text', text: describeUnknownCommand(name, commands) }];
  const { picturesEnabled } = room;
  const findLastMovieCard = () => findLastShownFilms(transaction, room.id);
  const call = { caller: message.caller, roomId: room.id, argumentsText, picturesEnabled, replyMessageId };
  return command.run({ ...call, findLastMovieCard }, transaction);
}

/** Cards that only ask something stand between. */
const cardsLookedAt = 20;

async function findLastShownFilms(transaction: Transaction, roomId: string): Promise<MovieCard | undefined> {
  const cards = (await findLastCards(transaction, roomId, cardsLookedAt)).map(readStoredMovieCard);
  return cards.find((card) => card !== undefined && card.recommendations.length > 0);
}

function createReply(reply: ChatCommandReply): Pick<NewMessage, 'author' | 'state'> & Partial<NewMessage> {
  switch (reply.kind) {
    case 'text':
      return { author: 'host', state: 'done', text: reply.text };
    case 'job':
      return { author: 'host', state: 'done', jobId: reply.jobId };
    case 'movies':
      return { author: 'host', state: 'done', text: reply.text, movies: toStoredMovieCard(reply.card) };
    case 'failure': {
      const { code, message, advice } = reply;
      return { author: 'host', state: 'failed', failure: { code, message, advice } };
    }
    default:
      return reply satisfies never;
  }
}
