import type { HandlerContext, ServiceImpl } from '@connectrpc/connect';
import type { ChatService } from '@starweave/contract';
import type { Caller } from '../accounts/caller.ts';
import type { ChatCommand } from '../commands/chat-command.ts';
import { NotFoundError, UnavailableError } from '../errors.ts';
import type { Database } from '../storage/database.ts';
import type { AnswerWriter } from './answer-writer.ts';
import {
  checkCursors,
  checkId,
  checkIdempotencyKey,
  checkLimit,
  checkRoomChange,
  checkRoomName,
  checkText,
} from './check-request.ts';
import type { ResponderChoice } from './choose-responder.ts';
import { createContractRoom, loadContractMessages, type ShownReaders } from './contract-message.ts';
import { endWriting, findMessage, findMessagePage, type MessageRow } from './message-store.ts';
import type { RoomSignals } from './room-signals.ts';
import { deleteRoom, getRoom, insertRoom, loadRooms, updateRoom } from './room-store.ts';
import { sendMessage } from './send-message.ts';
import { watchEvents } from './watch-events.ts';

export interface ChatServiceDependencies {
  readonly database: Database;
  readonly readers: ShownReaders;
  readonly commands: readonly ChatCommand[];
  readonly responders: ResponderChoice;
  readonly writer: AnswerWriter;
  readonly signals: RoomSignals;
  readonly heartbeatMs: number;
  /** Aborted when the server drains: streams end. */
  readonly closing: AbortSignal;
  readonly getCaller: (context: HandlerContext) => Caller;
}

type ChatServiceImpl = ServiceImpl<typeof ChatService>;

/** The handlers of ChatService. */
export function createChatService(dependencies: ChatServiceDependencies): ChatServiceImpl {
  return {
    ...createRoomHandlers(dependencies),
    ...createMessageHandlers(dependencies),
    watchEvents(request, context) {
      const { closing, getCaller } = dependencies;
      if (closing.aborted) throw new UnavailableError('The server is shutting down.', 1000);
      const signal = AbortSignal.any([context.signal, closing]);
      return watchEvents(dependencies, { starts: checkCursors(request), caller: getCaller(context), signal });
    },
    listCommands: () => ({
      commands: dependencies.commands.map(({ name, usage, help, options, examples }) => ({
        name,
        usage,
        help,
        options: options.map((option) => ({ ...option })),
        examples: [...examples],
      })),
    }),
    async getResponder() {
      const { responder, state, advice } = await dependencies.responders.choose();
      const connected = responder.author === 'model';
      return { kind: responder.kind, model: connected ? state.name : '', connected, advice };
    },
  };
}

function createRoomHandlers({ database, getCaller }: ChatServiceDependencies) {
  return {
    async listRooms(_request, context) {
      const rooms = await loadRooms(database, getCaller(context));
      return { rooms: rooms.map(createContractRoom) };
    },
    async createRoom(request, context) {
      const room = await insertRoom(database, getCaller(context), checkRoomName(request.name ?? 'New room'));
      return { room: createContractRoom(room) };
    },
    async updateRoom(request, context) {
      const roomId = checkId('room', request.roomId);
      const room = await updateRoom(database, { roomId, caller: getCaller(context) }, checkRoomChange(request));
      return { room: createContractRoom(room) };
    },
    async deleteRoom(request, context) {
      await deleteRoom(database, checkId('room', request.roomId), getCaller(context));
      return {};
    },
  } satisfies Partial<ChatServiceImpl>;
}

function createMessageHandlers(dependencies: ChatServiceDependencies) {
  const { database, readers, commands, responders, writer, getCaller } = dependencies;
  const toMessages = (rows: readonly MessageRow[], caller: Caller) => loadContractMessages(rows, { readers, caller });
  return {
    async listMessages(request, context) {
      const caller = getCaller(context);
      const limit = checkLimit(request.limit);
      // Read before the messages: what comes between the two is shown twice rather than never.
      const { id: roomId, lastEventId } = await getRoom(database, checkId('room', request.roomId), caller);
      const beforeId = request.beforeMessageId === '' ? undefined : checkId('message', request.beforeMessageId);
      const page = await findMessagePage(database, { roomId, beforeId, limit });
      if (page === undefined) throw new NotFoundError('message', request.beforeMessageId);
      return { messages: await toMessages(page.rows, caller), lastEventId, hasMore: page.hasMore };
    },
    async sendMessage(request, context) {
      const caller = getCaller(context);
      const sent = {
        roomId: checkId('room', request.roomId),
        caller,
        text: checkText(request.text),
        idempotencyKey: checkIdempotencyKey(request.idempotencyKey),
      };
      const { rows, answer } = await sendMessage({ database, commands, chooseResponder: responders.choose }, sent);
      if (answer !== undefined) writer.start({ ...answer, caller });
      return { messages: await toMessages(rows, caller) };
    },
    async stopMessage(request, context) {
      const caller = getCaller(context);
      const message = await findMessage(database, checkId('message', request.messageId));
      if (message?.ownerId !== caller.personId) throw new NotFoundError('message', request.messageId);
      const stopped = await endWriting(database, message.id, { state: 'stopped' });
      writer.stop(message.id);
      const row = stopped ?? (await findMessage(database, message.id)) ?? message;
      const [answer] = await toMessages([row], caller);
      return answer === undefined ? {} : { message: answer };
    },
  } satisfies Partial<ChatServiceImpl>;
}
