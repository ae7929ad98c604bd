import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  Author,
  type Job,
  type JobProgress,
  type Message,
  MessageSchema,
  MessageState,
  type MovieCard,
  type Room,
  RoomSchema,
} from '@starweave/contract';
import type { Caller } from '../accounts/caller.ts';
import type { MessageRow, StoredFailure } from './message-store.ts';
import { readStoredMovieCard } from './movie-card.ts';
import type { RoomRow } from './room-store.ts';

/** Looks up the jobs that messages and events show. */
export interface ChatJobReader {
  /** The caller's jobs among these ids, complete; others are left out. */
  getJobs(ids: readonly string[], caller: Caller): Promise<Map<string, Job>>;
  /** Step and preview of a job that runs now. */
  findProgress(jobId: string): Promise<JobProgress | undefined>;
}

/** Knows what has changed about films since a message was written. */
export interface ChatMovieReader {
  /** The cards, in order, with the caller's opinions and the pictures of today; as they were stored where that can't be told. */
  refreshCards(cards: readonly MovieCard[], caller: Caller): Promise<readonly MovieCard[]>;
}

/** Where what messages show is looked up. */
export interface ShownReaders {
  readonly jobReader: ChatJobReader;
  readonly movieReader: ChatMovieReader;
}

/** What messages show besides their words: jobs by their ids, cards of films by their messages' ids. */
export interface ShownThings {
  readonly jobs: ReadonlyMap<string, Job>;
  readonly cards: ReadonlyMap<string, MovieCard>;
}

const authors = { person: Author.PERSON, model: Author.MODEL, host: Author.HOST } as const;

const states = {
  writing: MessageState.WRITING,
  done: MessageState.DONE,
  stopped: MessageState.STOPPED,
  failed: MessageState.FAILED,
} as const;

export function createContractRoom(row: RoomRow): Room {
  const { id, name, picturesEnabled, createdAt, lastEventId } = row;
  return create(RoomSchema, {
    id,
    name,
    picturesEnabled,
    lastEventId,
    createdAt: timestampFromDate(createdAt),
  });
}

export function createContractMessage(row: MessageRow, { jobs, cards }: ShownThings): Message {
  const job = row.jobId === null ? undefined : jobs.get(row.jobId);
  const movies = cards.get(row.id);
  const failure = row.failure as StoredFailure | null;
  return create(MessageSchema, {
    id: row.id,
    roomId: row.roomId,
    author: authors[row.author],
    authorName: row.authorName,
    text: row.text,
    state: states[row.state],
    revision: row.revision,
    createdAt: timestampFromDate(row.createdAt),
    ...(job === undefined ? {} : { job }),
    ...(movies === undefined ? {} : { movies }),
    ...(failure === null ? {} : { failure }),
  });
}

/** Rows as messages, with what they show. */
export async function loadContractMessages(
  rows: readonly MessageRow[],
  { readers, caller }: { readers: ShownReaders; caller: Caller },
): Promise<Message[]> {
  const shown = await loadShownThings(rows, { readers, caller });
  return rows.map((row) => createContractMessage(row, shown));
}

/** Jobs and cards that the rows show, and the jobs of `jobIds`. */
export async function loadShownThings(
  rows: readonly MessageRow[],
  { readers, caller, jobIds = [] }: { readers: ShownReaders; caller: Caller; jobIds?: readonly string[] },
): Promise<ShownThings> {
  const ids = new Set([...jobIds, ...rows.flatMap(({ jobId }) => jobId ?? [])]);
  const stored = rows.flatMap(({ id, movies }) => {
    const card = readStoredMovieCard(movies);
    return card === undefined ? [] : [{ id, card }];
  });
  const [jobs, cards] = await Promise.all([
    ids.size === 0 ? new Map<string, Job>() : readers.jobReader.getJobs([...ids], caller),
    stored.length === 0
      ? []
      : readers.movieReader.refreshCards(
          stored.map(({ card }) => card),
          caller,
        ),
  ]);
  return { jobs, cards: new Map(stored.map(({ id, card }, index) => [id, cards[index] ?? card])) };
}
