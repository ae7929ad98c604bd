import type { JsonValue } from '@bufbuild/protobuf';
import { and, asc, desc, eq, inArray, isNotNull, lt, lte, ne, or, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../storage/database.ts';
import { appendRoomEvent } from '../storage/event-log.ts';
import { queryDatabase } from '../storage/query-database.ts';
import { messages } from '../storage/schema.ts';
import { toStorableJson, toStorableText } from '../storage/storable-text.ts';

export type MessageRow = typeof messages.$inferSelect;

/** Why an answer is not there: the contract's MessageFailure. */
export interface StoredFailure {
  readonly code: string;
  readonly message: string;
  readonly advice: string;
}

export interface NewMessage {
  readonly id: string;
  readonly roomId: string;
  readonly ownerId: string;
  readonly author: MessageRow['author'];
  readonly authorName?: string;
  readonly text?: string;
  readonly state: MessageRow['state'];
  readonly jobId?: string;
  readonly failure?: StoredFailure;
  /** The contract's MovieCard as JSON: `toStoredMovieCard`. */
  readonly movies?: JsonValue;
  readonly idempotencyKey?: string;
  readonly replyToId?: string;
}

/** Adds a message to its room, with its event; its place is the event's id. */
export async function insertMessage(
  database: Pick<Database, 'notify'>,
  transaction: Transaction,
  message: NewMessage,
): Promise<MessageRow> {
  const { id, roomId, ownerId } = message;
  const position = await appendRoomEvent(database, transaction, {
    roomId,
    ownerId,
    kind: 'message-created',
    subjectId: id,
  });
  const writerHeartbeatAt = message.state === 'writing' ? sql`now()` : null;
  const [row] = await transaction
    .insert(messages)
    .values({ ...message, ...keepStorable(message), position, writerHeartbeatAt })
    .returning();
  return row as MessageRow;
}

/** What a message says: titles of films come from files of all kinds, and may be cut in the middle of a character. */
function keepStorable({ text, failure, movies }: NewMessage): Pick<NewMessage, 'text' | 'failure' | 'movies'> {
  return {
    ...(text !== undefined && { text: toStorableText(text) }),
    ...(failure !== undefined && { failure: toStorableJson(failure) }),
    ...(movies !== undefined && { movies: toStorableJson(movies) }),
  };
}

/** A person's message that already has this key in the room, with what answered it. */
export async function findMessagesByKey(
  transaction: Transaction,
  roomId: string,
  idempotencyKey: string,
): Promise<MessageRow[]> {
  const [first] = await transaction
    .select()
    .from(messages)
    .where(and(eq(messages.roomId, roomId), eq(messages.idempotencyKey, idempotencyKey)));
  if (first === undefined) return [];
  const replies = await transaction
    .select()
    .from(messages)
    .where(eq(messages.replyToId, first.id))
    .orderBy(asc(messages.position));
  return [first, ...replies];
}

export interface MessagePage {
  readonly rows: MessageRow[];
  readonly hasMore: boolean;
}

/** The newest messages before `beforeId` (or of all), oldest first; undefined when `beforeId` isn't in the room. */
export async function findMessagePage(
  database: Pick<Database, 'orm'>,
  { roomId, beforeId, limit }: { roomId: string; beforeId: string | undefined; limit: number },
): Promise<MessagePage | undefined> {
  const before = beforeId === undefined ? undefined : await findMessage(database, beforeId);
  if (beforeId !== undefined && before?.roomId !== roomId) return undefined;
  const inRoom = eq(messages.roomId, roomId);
  const where = before === undefined ? inRoom : and(inRoom, lt(messages.position, before.position));
  const rows = await queryDatabase(database, (orm) =>
    orm
      .select()
      .from(messages)
      .where(where)
      .orderBy(desc(messages.position))
      .limit(limit + 1),
  );
  return { rows: rows.slice(0, limit).reverse(), hasMore: rows.length > limit };
}

export async function findMessage(database: Pick<Database, 'orm'>, id: string): Promise<MessageRow | undefined> {
  const [row] = await queryDatabase(database, (orm) => orm.select().from(messages).where(eq(messages.id, id)));
  return row;
}

export async function findMessages(database: Pick<Database, 'orm'>, ids: readonly string[]): Promise<MessageRow[]> {
  if (ids.length === 0) return [];
  return queryDatabase(database, (orm) =>
    orm
      .select()
      .from(messages)
      .where(inArray(messages.id, [...ids])),
  );
}

/** The cards of the room's last messages that have one, the latest first. */
export async function findLastCards(transaction: Transaction, roomId: string, limit: number): Promise<unknown[]> {
  const rows = await transaction
    .select({ movies: messages.movies })
    .from(messages)
    .where(and(eq(messages.roomId, roomId), isNotNull(messages.movies)))
    .orderBy(desc(messages.position))
    .limit(limit);
  return rows.map(({ movies }) => movies);
}

/** Messages of the room whose text is being written now. */
export async function findWritingMessages(database: Pick<Database, 'orm'>, roomId: string): Promise<MessageRow[]> {
  return queryDatabase(database, (orm) =>
    orm
      .select()
      .from(messages)
      .where(and(eq(messages.roomId, roomId), eq(messages.state, 'writing'))),
  );
}

/** The last messages up to a place that tell a responder what was said, oldest first. */
export async function findConversation(
  database: Pick<Database, 'orm'>,
  { roomId, upTo, limit }: { roomId: string; upTo: bigint; limit: number },
): Promise<MessageRow[]> {
  const rows = await queryDatabase(database, (orm) =>
    orm
      .select()
      .from(messages)
      .where(
        and(
          eq(messages.roomId, roomId),
          lte(messages.position, upTo),
          ne(messages.state, 'failed'),
          or(ne(messages.author, 'host'), isNotNull(messages.jobId), isNotNull(messages.movies)),
        ),
      )
      .orderBy(desc(messages.position))
      .limit(limit),
  );
  return rows.reverse();
}

/**
 * Replaces the text of a message that is being written and tells its watchers.
 *
 * False when it is not being written any more: stopped, or gone with its room.
 */
export async function updateWrittenText(database: Database, id: string, text: string): Promise<boolean> {
  return database.transaction(async (transaction) => {
    const changed = await transaction
      .update(messages)
      .set({ text, revision: sql`${messages.revision} + 1`, writerHeartbeatAt: sql`now()` })
      .where(and(eq(messages.id, id), eq(messages.state, 'writing')))
      .returning({ id: messages.id });
    if (changed.length === 0) return false;
    await database.notify(transaction, 'message_text', id);
    return true;
  });
}

/** Says that the message's writer still lives; false when the message is not being written any more. */
export async function keepWriting(database: Pick<Database, 'orm'>, id: string): Promise<boolean> {
  const changed = await queryDatabase(database, (orm) =>
    orm
      .update(messages)
      .set({ writerHeartbeatAt: sql`now()` })
      .where(and(eq(messages.id, id), eq(messages.state, 'writing')))
      .returning({ id: messages.id }),
  );
  return changed.length > 0;
}

export interface WritingEnd {
  readonly state: 'done' | 'stopped' | 'failed';
  /** Not sent: what is stored stays. */
  readonly text?: string;
  readonly failure?: StoredFailure;
}

/** Ends the writing of a message, with its event; undefined when it is not being written any more. */
export async function endWriting(database: Database, id: string, end: WritingEnd): Promise<MessageRow | undefined> {
  return database.transaction(async (transaction) => {
    const [row] = await transaction
      .update(messages)
      .set({ ...end, revision: sql`${messages.revision} + 1`, writerHeartbeatAt: null })
      .where(and(eq(messages.id, id), eq(messages.state, 'writing')))
      .returning();
    if (row === undefined) return undefined;
    const { roomId, ownerId } = row;
    await appendRoomEvent(database, transaction, { roomId, ownerId, kind: 'message-updated', subjectId: id });
    return row;
  });
}

/** Ids of messages that say they are being written, whose writer has been silent for `silentMs`. */
export async function findOrphanedMessages(database: Pick<Database, 'orm'>, silentMs: number): Promise<string[]> {
  const rows = await queryDatabase(database, (orm) =>
    orm
      .select({ id: messages.id })
      .from(messages)
      .where(
        and(
          eq(messages.state, 'writing'),
          sql`coalesce(${messages.writerHeartbeatAt}, ${messages.createdAt}) < now() - make_interval(secs => ${silentMs / 1000})`,
        ),
      ),
  );
  return rows.map(({ id }) => id);
}
