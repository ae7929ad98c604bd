import type { HandlerContext, ServiceImpl } from '@connectrpc/connect';
import type { ChatService } from '@starweave/contract';
import type { Caller } from '../accounts/caller.ts';
import type { ChatCommand } from '../commands/chat-command.ts';
import { UnavailableError } from '../errors.ts';
import type { Logger } from '../logging.ts';
import type { Database, Transaction } from '../storage/database.ts';
import { describeError } from '../transport/call-interceptor.ts';
import { createAnswerWriter } from './answer-writer.ts';
import type { ChatResponder } from './chat-responder.ts';
import { createChatService } from './chat-service.ts';
import { createResponderChoice } from './choose-responder.ts';
import type { ShownReaders } from './contract-message.ts';
import { insertMessage } from './message-store.ts';
import { createRoomSignals } from './room-signals.ts';
import { lockRoom } from './room-store.ts';

export interface ChatDependencies extends ShownReaders {
  readonly database: Database;
  readonly logger: Logger;
  /** Who makes a call, from its context. */
  readonly getCaller: (context: HandlerContext) => Caller;
  /** Slash commands; a new one is one more entry. */
  readonly commands: readonly ChatCommand[];
  /** Who may answer plain messages, the preferred first; the built-in host answers when none is available. */
  readonly responders: readonly ChatResponder[];
  readonly heartbeatMs?: number;
  readonly flushMs?: number;
  readonly writerHeartbeatMs?: number;
}

export interface JobCard {
  readonly roomId: string;
  readonly messageId: string;
  readonly jobId: string;
  readonly caller: Caller;
}

/** Rooms, messages and their events. `createChat` makes it without I/O; `start` brings it up. */
export interface Chat {
  readonly chatService: ServiceImpl<typeof ChatService>;
  /** Listens to the database and ends answers that an earlier process left half written. */
  start(): Promise<void>;
  /** Puts a job's card into a room, inside the transaction that stores the job. Throws NotFoundError. */
  addJobCard(card: JobCard, transaction: Transaction): Promise<void>;
  /** Ends the streams of events with `unavailable`, so that their readers look for another server or come back later. */
  endStreams(): void;
  /** Ends streams and answers; what was written stays. */
  close(): Promise<void>;
}

export function createChat(dependencies: ChatDependencies): Chat {
  const { database, logger, getCaller, jobReader, movieReader, commands, responders } = dependencies;
  const { heartbeatMs = 15_000, flushMs = 80, writerHeartbeatMs = 2000 } = dependencies;
  const closing = new AbortController();
  const logError = (error: unknown) => logger.warn({ error: describeError(error) }, 'chat could not look something up');
  const signals = createRoomSignals(database, logError);
  const writer = createAnswerWriter({ database, jobReader, logger, flushMs, heartbeatMs: writerHeartbeatMs });
  const chatService = createChatService({
    ...{ database, commands, writer, signals, heartbeatMs, getCaller, readers: { jobReader, movieReader } },
    responders: createResponderChoice(responders, commands),
    closing: closing.signal,
  });
  const endStreams = () => closing.abort(new UnavailableError('The server is shutting down.', 1000));
  let sweep: NodeJS.Timeout | undefined;
  return {
    chatService,
    async start() {
      await signals.start();
      await writer.endOrphans();
      sweep = setInterval(() => void writer.endOrphans().catch(logError), writerHeartbeatMs * 2);
      sweep.unref();
    },
    async addJobCard({ roomId, messageId, jobId, caller }, transaction) {
      const { ownerId } = await lockRoom(transaction, roomId, caller);
      await insertMessage(database, transaction, {
        id: messageId,
        roomId,
        ownerId,
        author: 'host',
        state: 'done',
        jobId,
      });
    },
    endStreams,
    async close() {
      clearInterval(sweep);
      endStreams();
      await writer.close();
      await signals.close();
    },
  };
}
