import { randomUUID } from 'node:crypto';
import { create } from '@bufbuild/protobuf';
import { type Client, createClient } from '@connectrpc/connect';
import {
  ChatService,
  type Job,
  type JobProgress,
  JobSchema,
  MovieCardSchema,
  type RoomEvent,
} from '@starweave/contract';
import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import type { Caller } from '../accounts/caller.ts';
import type { ChatCommand } from '../commands/chat-command.ts';
import { imageJobs, people } from '../storage/schema.ts';
import { openTestDatabase, type TestDatabase } from '../storage/test-database.ts';
import { getCaller } from '../transport/call-context.ts';
import { createCallInterceptor } from '../transport/call-interceptor.ts';
import { createConnector } from '../transport/connector.ts';
import { type Chat, type ChatDependencies, createChat } from './chat.ts';
import type { ChatResponder, ResponderRequest } from './chat-responder.ts';

const silent = pino({ level: 'silent' });

/** A responder that says what the test hands it, piece by piece. */
export interface ScriptedResponder extends ChatResponder {
  available: boolean;
  readonly requests: ResponderRequest[];
  /** The next piece of the answer; an Error fails it, '' ends it. */
  say(piece: string | Error): void;
  /** Resolves when everything was said. */
  finished(): Promise<void>;
}

function createScriptedResponder(): ScriptedResponder {
  const pieces: (string | Error)[] = [];
  const waiting = new Set<() => void>();
  const wakeAll = () => {
    for (const wake of waiting) wake();
  };
  const responder: ScriptedResponder = {
    kind: 'scripted',
    author: 'model',
    available: true,
    requests: [],
    findState: async () => ({ available: responder.available, name: 'script-1', advice: '' }),
    say(piece) {
      pieces.push(piece);
      wakeAll();
    },
    async finished() {
      while (pieces.length > 0) await new Promise((resolve) => setImmediate(resolve));
    },
    async *answer(request) {
      responder.requests.push(request);
      request.signal.addEventListener('abort', wakeAll);
      for (;;) {
        const piece = request.signal.aborted ? '' : pieces.shift();
        if (piece instanceof Error) throw piece;
        if (piece === '') return;
        if (piece !== undefined) yield piece;
        else {
          const { promise, resolve } = Promise.withResolvers<void>();
          waiting.add(resolve);
          await promise;
          waiting.delete(resolve);
        }
      }
    },
  };
  return responder;
}

export interface TestChat {
  readonly chat: Chat;
  readonly client: Client<typeof ChatService>;
  close(): Promise<void>;
}

export interface ChatFixture extends TestChat {
  readonly database: TestDatabase['database'];
  readonly caller: Caller;
  readonly responder: ScriptedResponder;
  readonly progress: Map<string, JobProgress>;
  roomId(): Promise<string>;
  /** Another gateway on the same database. */
  openGateway(overrides?: Partial<ChatDependencies>): Promise<TestChat>;
  addPerson(): Promise<Caller>;
}

/** Chat over a real database, called through a typed client; each person is named by a header. */
export async function openChatFixture(overrides: Partial<ChatDependencies> = {}): Promise<ChatFixture> {
  const { database, close } = await openTestDatabase();
  const addPerson = async (): Promise<Caller> => {
    const id = randomUUID();
    await database.orm.insert(people).values({ id, name: 'Test', kind: 'account' });
    return { personId: id };
  };
  const caller = await addPerson();
  const responder = createScriptedResponder();
  const progress = new Map<string, JobProgress>();
  const gateways: TestChat[] = [];
  const openGateway = async (more: Partial<ChatDependencies> = {}): Promise<TestChat> => {
    const chat = createChat({
      ...{
        database,
        logger: silent,
        getCaller,
        responders: [responder],
        commands: [pictureCommand, filmsCommand, failingCommand],
      },
      jobReader: { getJobs: (ids) => readJobs(database, ids), findProgress: async (id) => progress.get(id) },
      movieReader: { refreshCards: async (cards) => cards },
      ...{ flushMs: 0, ...overrides, ...more },
    });
    await chat.start();
    const findCaller = async (headers: Headers) => ({ personId: headers.get('x-test-person') ?? caller.personId });
    const interceptors = [createCallInterceptor({ logger: silent, findCaller })];
    const transport = createConnector({
      kind: 'in-process',
      routes: (router) => void router.service(ChatService, chat.chatService, { interceptors }),
    });
    const gateway = { chat, client: createClient(ChatService, transport), close: () => chat.close() };
    gateways.push(gateway);
    return gateway;
  };
  const gateway = await openGateway();
  return {
    ...{ ...gateway, database, caller, responder, progress, openGateway, addPerson },
    roomId: async () => (await gateway.client.createRoom({})).room?.id ?? '',
    async close() {
      for (const each of gateways) await each.close();
      await close();
    },
  };
}

/** `/picture`: puts a queued job into the room, as a slice's command does. */
const pictureCommand: ChatCommand = {
  name: 'picture',
  usage: '/picture <prompt>',
  help: 'Paints.',
  options: [{ name: 'seed', value: 'N', help: 'The seed.' }],
  examples: ['/picture a lighthouse'],
  async run(call, transaction) {
    if (!call.picturesEnabled) {
      return [{ kind: 'failure', code: 'pictures-disabled', message: 'Pictures are off.', advice: 'Turn them on.' }];
    }
    const id = randomUUID();
    await transaction.insert(imageJobs).values({
      ...{ id, ownerId: call.caller.personId, roomId: call.roomId, messageId: call.replyMessageId, state: 'queued' },
      ...{ request: { prompt: call.argumentsText }, requestedModel: '', model: 'postcard', modelHash: 'h' },
      ...{ requestFingerprint: id, virtualStart: 0 },
    });
    return [{ kind: 'job', jobId: id }];
  },
};

/** `/films <title>`: puts a card with one film into the room; `%00` in its title is a null character. */
const filmsCommand: ChatCommand = {
  ...{ name: 'films', usage: '/films <title>', help: 'Finds.', options: [], examples: [] },
  async run({ argumentsText }) {
    const title = argumentsText.replace('%00', '\0');
    const recommendation = {
      movieId: 7,
      title,
      year: 1995,
      predictedRating: 4.5,
      movie: { movieId: 7, title, year: 1995 },
    };
    const card = create(MovieCardSchema, { recommendations: [recommendation], model: { dataSetId: 'built-in' } });
    return [{ kind: 'movies', card, text: `${title} (1995)` }];
  },
};

const failingCommand: ChatCommand = {
  ...{ name: 'break', usage: '/break', help: 'Breaks.', options: [], examples: [] },
  run: async () => {
    throw new Error('The command broke.');
  },
};

async function readJobs(database: TestDatabase['database'], ids: readonly string[]): Promise<Map<string, Job>> {
  const jobs = new Map<string, Job>();
  for (const id of ids) {
    const [row] = await database.orm.select().from(imageJobs).where(eq(imageJobs.id, id));
    if (row === undefined) continue;
    const { prompt } = row.request as { prompt: string };
    jobs.set(id, create(JobSchema, { id, request: { prompt }, revision: row.revision, roomId: row.roomId ?? '' }));
  }
  return jobs;
}

/** Reads a stream of events until `isLast` says so. */
export async function readEventsUntil(
  updates: AsyncIterable<{ update: { case?: string | undefined; value?: unknown } }>,
  isLast: (event: RoomEvent) => boolean,
): Promise<RoomEvent[]> {
  const events: RoomEvent[] = [];
  for await (const { update } of updates) {
    if (update.case !== 'event') continue;
    const event = update.value as RoomEvent;
    events.push(event);
    if (isLast(event)) break;
  }
  return events;
}
