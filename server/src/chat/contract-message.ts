import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  Author,
  type Job,
  type JobProgress,
  type Message,
  MessageSchema,
  MessageState,
  type Room,
  RoomSchema,
} from '@starweave/contract';
import type { Caller } from '../accounts/caller.ts';
import type { MessageRow, StoredFailure } from './message-store.ts';
import type { RoomRow } from './room-store.ts';

/** Looks up the jobs that messages and events show. */
export interface ChatJobReader {
  /** The caller's jobs among these ids, complete; others are left out. */
  getJobs(ids: readonly string[], caller: Caller): Promise<Map<string, Job>>;
  /** Step and preview of a job that runs now. */
  findProgress(jobId: string): Promise<JobProgress | undefined>;
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

export function createContractMessage(row: MessageRow, jobs: ReadonlyMap<string, Job>): Message {
  const job = row.jobId === null ? undefined : jobs.get(row.jobId);
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
    ...(failure === null ? {} : { failure }),
  });
}

/** Rows as messages, picture cards with their jobs. */
export async function loadContractMessages(
  rows: readonly MessageRow[],
  { jobReader, caller }: { jobReader: ChatJobReader; caller: Caller },
): Promise<Message[]> {
  const jobIds = rows.flatMap(({ jobId }) => (jobId === null ? [] : [jobId]));
  const jobs = jobIds.length === 0 ? new Map<string, Job>() : await jobReader.getJobs(jobIds, caller);
  return rows.map((row) => createContractMessage(row, jobs));
}
