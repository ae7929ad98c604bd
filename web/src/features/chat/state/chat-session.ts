import { Author, type Job, JobState, type Message, type Movie, type Room } from '@starweave/contract';
import { computeBackoffMs } from '../../../api/backoff.ts';
import { describeProblem, type Problem } from '../../../api/describe-problem.ts';
import type { SharedEvents, SharedEventsListener } from '../../../api/events/shared-events.ts';
import type { ConnectionState } from '../../../api/events/tab-channel.ts';
import { createIdentifier } from '../../../api/identifier.ts';
import type { Services } from '../../../api/services.ts';
import { Store } from '../../../api/store.ts';
import {
  applyEvent,
  type ChatState,
  changeEntry,
  changeTimeline,
  initialChatState,
  keepEntries,
  loadingRoom,
} from './chat-state.ts';
import { mergeMessages, moveUp, prependPage } from './room-timeline.ts';

/** Rooms followed at once: the one in view and the newest of the others. */
const FOLLOWED_ROOMS = 30;
const PAGE_SIZE = 50;
/** A call that wasn't answered is tried again after this long, where no news of the server comes before. */
const EXPECT_BACK_MS = 5_000;

export type OpenEvents = (listener: SharedEventsListener) => SharedEvents;

/** What the chat page knows, and the calls that fill it. Actions of people are in `*-actions.ts`. */
export class ChatSession {
  readonly store = new Store<ChatState>(initialChatState);
  readonly services: Services;
  readonly events: SharedEvents;
  /** Rooms whose waiting messages are being sent right now. */
  readonly resending = new Set<string>();
  #attempts = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #backTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #whenBack = new Set<() => void>();
  readonly #whenFilms = new Set<(films: readonly Movie[]) => void>();

  constructor(services: Services, openEvents: OpenEvents) {
    this.services = services;
    this.events = openEvents({
      onEvent: (event) => {
        this.store.update((state) => applyEvent(state, event));
        if (event.event.case === 'roomDeleted') this.#follow();
        if (event.event.case === 'messageCreated') this.#checkResponder(event.event.value);
        if (event.event.case === 'jobUpdated') this.#refreshQueue(event.event.value).catch(ignore);
        this.#fillGap(event.roomId);
      },
      onConnection: (connection) => this.#setConnection(connection),
      onRoomsChanged: () => void this.loadRooms(),
    });
  }

  /** Loads everything that doesn't depend on a room. */
  async start(): Promise<void> {
    await Promise.all([this.loadRooms(), this.loadSurroundings()]);
  }

  /** Calls `react` each time the server is reached again. */
  onBack(react: () => void): void {
    this.#whenBack.add(react);
  }

  /** Has everyone who waits try again in a moment: a call was not answered, but events may never have broken off. */
  expectBack(): void {
    clearTimeout(this.#backTimer);
    this.#backTimer = setTimeout(() => this.#tellBack(), EXPECT_BACK_MS);
  }

  /** Calls `react` with the films that a command has just answered with, as they stand on the server. */
  onFilms(react: (films: readonly Movie[]) => void): void {
    this.#whenFilms.add(react);
  }

  tellFilms(films: readonly Movie[]): void {
    if (films.length > 0) for (const react of this.#whenFilms) react(films);
  }

  /** Lists the rooms; where the server isn't reached, tries again by itself. */
  async loadRooms(): Promise<void> {
    try {
      const { rooms } = await this.services.chat.listRooms({});
      const wasCutOff = this.#attempts > 0;
      this.#attempts = 0;
      this.store.update((state) => ({ ...state, rooms, roomsStatus: 'ready', roomsProblem: undefined }));
      this.#follow();
      if (wasCutOff) {
        this.#setConnection({ state: 'connecting' });
        this.#comeBack();
      }
    } catch (reason) {
      this.#failRooms(describeProblem(reason));
    }
  }

  /** Tries at once what waits for the server. */
  retryNow(): void {
    clearTimeout(this.#retryTimer);
    this.events.retryNow();
    if (this.store.state.roomsStatus !== 'ready') void this.loadRooms();
  }

  /** Who answers, which commands and models there are. The page works without, so failures are quiet. */
  async loadSurroundings(): Promise<void> {
    const { chat, images } = this.services;
    await Promise.all([
      chat.listCommands({}).then(({ commands }) => this.store.update((state) => ({ ...state, commands })), ignore),
      images.getImageModels({}).then(({ models }) => this.store.update((state) => ({ ...state, models })), ignore),
      this.loadResponder().catch(ignore),
    ]);
  }

  async loadResponder(): Promise<void> {
    const responder = await this.services.chat.getResponder({});
    this.store.update((state) => ({ ...state, responder }));
  }

  /** Shows a room: its last page of messages, kept up to date by events from then on. */
  async openRoom(roomId: string): Promise<void> {
    this.store.update((state) => {
      const unread = new Set(state.unread);
      unread.delete(roomId);
      const isLoaded = state.entries.get(roomId)?.status === 'ready';
      const entries = isLoaded ? state.entries : new Map(state.entries).set(roomId, loadingRoom);
      return { ...state, currentRoomId: roomId, unread, entries };
    });
    this.#follow();
    if (this.store.state.entries.get(roomId)?.status === 'loading') await this.refreshRoom(roomId);
  }

  /** Reads a room's last page; news that came meanwhile stays. */
  async refreshRoom(roomId: string): Promise<void> {
    try {
      const page = await this.services.chat.listMessages({ roomId, limit: PAGE_SIZE });
      this.store.update((state) =>
        changeEntry(state, roomId, (entry) => {
          const merged = mergeMessages(entry.timeline, page.messages);
          const hasMore = entry.status === 'ready' ? entry.timeline.hasMore : page.hasMore;
          return { ...entry, status: 'ready', problem: undefined, timeline: { ...merged, hasMore, hasGap: false } };
        }),
      );
    } catch (reason) {
      const problem = describeProblem(reason);
      if (problem.unreachable) this.expectBack();
      this.store.update((state) =>
        changeEntry(state, roomId, (entry) =>
          entry.status === 'ready' ? entry : { ...entry, status: 'failed', problem },
        ),
      );
    }
  }

  /** Loads the page before the oldest message. */
  async loadOlder(roomId: string): Promise<void> {
    const entry = this.store.state.entries.get(roomId);
    const oldest = entry?.timeline.messages[0];
    if (entry === undefined || entry.loadingOlder || oldest === undefined) return;
    this.store.update((state) => changeEntry(state, roomId, (known) => ({ ...known, loadingOlder: true })));
    try {
      const page = await this.services.chat.listMessages({ roomId, beforeMessageId: oldest.id, limit: PAGE_SIZE });
      this.store.update((state) =>
        changeTimeline(state, roomId, (timeline) => prependPage(timeline, page.messages, page.hasMore)),
      );
    } catch (reason) {
      this.alert(reason);
    }
    this.store.update((state) => changeEntry(state, roomId, (known) => ({ ...known, loadingOlder: false })));
  }

  /** Shows what an action could not do. */
  alert(reason: unknown): void {
    const { message } = describeProblem(reason);
    this.store.update((state) => ({ ...state, alert: { id: createIdentifier(), text: message } }));
  }

  dismissAlert(): void {
    this.store.update((state) => ({ ...state, alert: undefined }));
  }

  /** Follows the events of a room that has just been made. */
  addRoom(room: Room): void {
    this.store.update((state) =>
      state.rooms.some(({ id }) => id === room.id) ? state : { ...state, rooms: [...state.rooms, room] },
    );
    this.#follow();
  }

  #follow(): void {
    const { rooms, currentRoomId } = this.store.state;
    const current = rooms.filter(({ id }) => id === currentRoomId);
    const others = rooms.filter(({ id }) => id !== currentRoomId);
    const followed = [...current, ...others.toReversed()].slice(0, FOLLOWED_ROOMS);
    const kept = new Set([currentRoomId, ...followed.map(({ id }) => id)]);
    // What is shown of a room that isn't followed grows old unseen: it is read anew when it is opened again.
    this.store.update((state) => keepEntries(state, kept));
    this.events.watch(followed.map(({ id, lastEventId }) => ({ roomId: id, afterId: lastEventId })));
  }

  #fillGap(roomId: string): void {
    if (!this.store.state.entries.get(roomId)?.timeline.hasGap) return;
    this.store.update((state) => changeTimeline(state, roomId, (timeline) => ({ ...timeline, hasGap: false })));
    void this.refreshRoom(roomId);
  }

  /** Looks up who answers where it is another one than is shown: a language model came or went meanwhile. */
  #checkResponder({ author, authorName }: Message): void {
    const { responder } = this.store.state;
    const isNews = author === Author.MODEL ? authorName !== responder?.model : responder?.connected === true;
    // The host answers for a model that is gone; for commands it has no name.
    const isAnswer = author === Author.MODEL || (author === Author.HOST && authorName !== '');
    if (isAnswer && isNews) this.loadResponder().catch(ignore);
  }

  /** A job that begins or ends moves up those that wait; nobody tells of their new places. */
  async #refreshQueue({ id, state }: Job): Promise<void> {
    const timelines = [...this.store.state.entries.values()].map(({ timeline }) => timeline);
    const jobs = timelines.flatMap((timeline) => [...timeline.jobs.values()]);
    const isWaited = jobs.some((job) => job.id !== id && job.state === JobState.QUEUED && job.queuePosition > 0);
    if (state === JobState.QUEUED || !isWaited) return;
    const { jobs: queued } = await this.services.jobs.listJobs({ states: [JobState.QUEUED], limit: 200 });
    for (const job of queued) {
      this.store.update((known) => changeTimeline(known, job.roomId, (timeline) => moveUp(timeline, job)));
    }
  }

  #failRooms(problem: Problem): void {
    const known = this.store.state.roomsStatus === 'ready';
    if (!known) this.store.update((state) => ({ ...state, roomsStatus: 'failed', roomsProblem: problem }));
    if (!problem.unreachable) return;
    this.#attempts += 1;
    const delayMs = computeBackoffMs(this.#attempts, { firstMs: 400, longestMs: 8_000, random: Math.random });
    if (!known) this.#setConnection({ state: 'waiting', retryAtMs: Date.now() + delayMs, attempt: this.#attempts });
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => void this.loadRooms(), delayMs);
  }

  #setConnection(connection: ConnectionState): void {
    const before = this.store.state.connection;
    this.store.update((state) => ({ ...state, connection }));
    if (before.state === 'waiting' && connection.state === 'live') this.#comeBack();
  }

  /** After a break the server may be another version, with other models and another responder. */
  #comeBack(): void {
    if (this.#attempts === 0 && this.store.state.roomsStatus !== 'ready') void this.loadRooms();
    void this.loadSurroundings();
    this.#tellBack();
  }

  #tellBack(): void {
    for (const [roomId, { status }] of this.store.state.entries) {
      if (status === 'failed') void this.refreshRoom(roomId);
    }
    for (const react of this.#whenBack) react();
  }
}

function ignore(): void {}
