import { setTimeout as wait } from 'node:timers/promises';
import type { Caller } from '../accounts/caller.ts';
import { UnavailableError } from '../errors.ts';
import type { Logger } from '../logging.ts';
import type { Database } from '../storage/database.ts';
import { describeError } from '../transport/call-interceptor.ts';
import { type ChatResponder, ResponderError } from './chat-responder.ts';
import type { ChatJobReader } from './contract-message.ts';
import { loadConversation } from './conversation.ts';
import {
  endWriting,
  findOrphanedMessages,
  keepWriting,
  type MessageRow,
  updateWrittenText,
  type WritingEnd,
} from './message-store.ts';

export interface AnswerWriterDependencies {
  readonly database: Database;
  readonly jobReader: ChatJobReader;
  readonly logger: Logger;
  /** Shortest time between two stored states of a text. */
  readonly flushMs: number;
  /** How often a writer says that it lives; one that is silent for five of them is taken for lost. */
  readonly heartbeatMs: number;
}

/** Writes answers into their messages, piece by piece, and ends those whose writer is gone. */
export interface AnswerWriter {
  /** Begins to write; returns at once. */
  start(answer: { readonly message: MessageRow; readonly responder: ChatResponder; readonly caller: Caller }): void;
  /** Stops a message's writing if it is written here. */
  stop(messageId: string): void;
  /** Ends messages that say they are being written, whose writer is gone. */
  endOrphans(): Promise<void>;
  /** Stops everything that is written here and waits for its end. */
  close(): Promise<void>;
}

const longestAnswerCharacters = 100_000;

export function createAnswerWriter(dependencies: AnswerWriterDependencies): AnswerWriter {
  const { database, logger, heartbeatMs } = dependencies;
  const closing = new AbortController();
  const running = new Map<string, { readonly stop: AbortController; readonly ended: Promise<void> }>();
  return {
    start(answer) {
      const { id } = answer.message;
      const stop = new AbortController();
      const ended = writeAnswer(dependencies, { ...answer, stop, closing: closing.signal })
        .catch((error: unknown) => {
          // The message keeps saying that it is being written until a sweep finds its writer silent.
          logger.error({ messageId: id, error: describeError(error) }, 'an answer could not be stored');
        })
        .finally(() => running.delete(id));
      running.set(id, { stop, ended });
    },
    stop: (messageId) => running.get(messageId)?.stop.abort(),
    async endOrphans() {
      for (const id of await findOrphanedMessages(database, heartbeatMs * 5)) {
        if (!running.has(id)) await endWriting(database, id, { state: 'failed', failure: lostWriter });
      }
    },
    async close() {
      closing.abort();
      for (const { stop } of running.values()) stop.abort();
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

const lostWriter = {
  code: 'writer-lost',
  message: 'Starweave was stopped while this answer was being written.',
  advice: 'Send your message again.',
};

const tooLong = {
  code: 'answer-too-long',
  message: `The answer was ended after ${longestAnswerCharacters.toLocaleString('en-US')} characters.`,
  advice: 'Ask for something shorter; a model that repeats itself may do better in a new room.',
};

interface Writing {
  readonly message: MessageRow;
  readonly responder: ChatResponder;
  readonly caller: Caller;
  readonly stop: AbortController;
  readonly closing: AbortSignal;
}

async function writeAnswer(dependencies: AnswerWriterDependencies, writing: Writing): Promise<void> {
  const { database, logger, heartbeatMs } = dependencies;
  const { message, stop } = writing;
  const draft = createDraft(dependencies, writing);
  const heartbeat = setInterval(() => {
    // A stop that came through another process is seen here while the responder is still thinking.
    keepWriting(database, message.id).then(
      (isWriting) => isWriting || stop.abort(),
      () => undefined,
    );
  }, heartbeatMs);
  try {
    await storeEnd(database, writing, await readAnswer(dependencies, writing, draft));
  } finally {
    clearInterval(heartbeat);
    draft.close();
    logger.debug({ messageId: message.id, characters: draft.text().length }, 'answer ended');
  }
}

async function readAnswer(
  { database, jobReader, logger }: AnswerWriterDependencies,
  { message, responder, caller, stop }: Writing,
  draft: Draft,
): Promise<WritingEnd> {
  const { roomId, position } = message;
  try {
    const conversation = await loadConversation({ database, jobReader }, { roomId, caller, upTo: position - 1n });
    const pieces = responder.answer({ conversation, signal: stop.signal });
    for await (const piece of readUntilAborted(pieces, stop.signal)) {
      const room = longestAnswerCharacters - draft.text().length;
      await draft.add(piece.slice(0, room));
      if (stop.signal.aborted) break;
      if (piece.length > room) return { state: 'failed', text: draft.text(), failure: tooLong };
    }
    return { state: stop.signal.aborted ? 'stopped' : 'done', text: draft.text() };
  } catch (error) {
    if (stop.signal.aborted) return { state: 'stopped', text: draft.text() };
    const failure = describeFailure(error);
    logger.warn(
      { messageId: message.id, responder: responder.kind, code: failure.code, error: describeError(error) },
      'an answer failed',
    );
    return { state: 'failed', text: draft.text(), failure };
  }
}

/** Reads on until the signal, also where the responder does not listen to it. */
async function* readUntilAborted(pieces: AsyncIterable<string>, signal: AbortSignal): AsyncGenerator<string> {
  const iterator = pieces[Symbol.asyncIterator]();
  const aborted = new Promise<IteratorReturnResult<undefined>>((resolve) => {
    const end = () => resolve({ done: true, value: undefined });
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted]);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    void iterator.return?.().then(undefined, () => undefined);
  }
}

interface Draft {
  add(piece: string): Promise<void>;
  text(): string;
  /** Stores nothing more by itself. */
  close(): void;
}

/** Collects the text and stores it every `flushMs` at most; what comes in between is stored when that time is over. */
function createDraft({ database, logger, flushMs }: AnswerWriterDependencies, { message, stop }: Writing): Draft {
  let text = '';
  let flushedAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let stored = Promise.resolve();
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    flushedAt = performance.now();
    // One after another, so that an older text never overtakes a newer one.
    stored = stored.then(async () => {
      const isWriting = await store(() => updateWrittenText(database, message.id, text));
      if (isWriting === false) stop.abort();
    });
    return stored;
  };
  // A model may fall silent in the middle of a sentence; the words so far are shown all the same.
  const flushLater = () => {
    flush().catch((error: unknown) => {
      logger.error({ messageId: message.id, error: describeError(error) }, 'part of an answer could not be stored');
    });
  };
  return {
    text: () => text,
    async add(piece) {
      // PostgreSQL's text holds every character but this one.
      text += piece.replaceAll('\0', '');
      const restMs = flushedAt + flushMs - performance.now();
      if (restMs <= 0) await flush();
      else timer ??= setTimeout(flushLater, restMs);
    },
    close: () => clearTimeout(timer),
  };
}

/** Stores, unless the database is away: the text is kept, and the next piece stores it too. */
async function store<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UnavailableError) return undefined;
    throw error;
  }
}

const endRetries = 60;

/** Stores the end, also when the database is away for up to a minute; not while the process ends. */
async function storeEnd(database: Database, { message, closing }: Writing, end: WritingEnd): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await endWriting(database, message.id, end);
      return;
    } catch (error) {
      if (!(error instanceof UnavailableError) || attempt >= endRetries || closing.aborted) throw error;
      await wait(error.retryAfterMs);
    }
  }
}

function describeFailure(error: unknown) {
  if (error instanceof ResponderError) {
    const { code, message, advice } = error;
    return { code, message, advice };
  }
  return {
    code: 'responder-failed',
    message: 'The answer could not be finished.',
    advice: 'Send your message again; the log has the details.',
  };
}
