import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Caller } from '../accounts/caller.ts';
import { IdempotencyConflictError, NotFoundError, TooMuchError } from '../errors.ts';
import type { Database, Transaction } from '../storage/database.ts';
import { queryDatabase } from '../storage/query-database.ts';
import { imageJobProgress, imageJobs, imageQueueClock, people, pictures } from '../storage/schema.ts';
import { backgroundStart, computeJobCost, computePriority, computeVirtualSpan } from './fair-queue.ts';
import { announceJobChange } from './job-announcement.ts';
import {
  type ImageJobRow,
  type NoticeRecord,
  type PictureRow,
  type ProgressRow,
  type ResolvedImageRequest,
  toImageJobRow,
} from './job-record.ts';
import { getStatesBefore, type JobStateName } from './job-state.ts';
import type { JobQueue } from './queue-store.ts';

const mostOpenJobsPerPerson = 1000;
const openStates: JobStateName[] = ['queued', 'loading', 'running'];

export interface NewImageJob {
  readonly id: string;
  readonly caller: Caller;
  readonly request: ResolvedImageRequest;
  /** The model that was asked for, or '' when it was left to the server. */
  readonly requestedModel: string;
  readonly notices: readonly NoticeRecord[];
  /** SHA-256 of the request as it was sent. */
  readonly fingerprint: string;
  readonly idempotencyKey?: string | undefined;
  readonly roomId?: string | undefined;
  readonly messageId?: string | undefined;
  /** True: it is taken only when nobody's job waits. */
  readonly isBackground?: boolean | undefined;
}

export interface JobStore {
  /**
   * Puts a job into the queue, in the caller's transaction. With an idempotency key that the owner used before, the
   * first job is returned instead; throws IdempotencyConflictError when its request was another one, and
   * TooMuchError when the owner has very many jobs open.
   */
  submit(transaction: Transaction, job: NewImageJob): Promise<ImageJobRow>;
  /** The job of the owner's idempotency key. */
  findByKey(key: string, caller: Caller, transaction?: Transaction): Promise<ImageJobRow | undefined>;
  findJobs(ids: readonly string[], caller: Caller): Promise<ImageJobRow[]>;
  /** Throws NotFoundError. */
  getJob(id: string, caller: Caller): Promise<ImageJobRow>;
  /** Newest first; an empty list of states means all. */
  listJobs(caller: Caller, options: { states: readonly JobStateName[]; limit: number }): Promise<ImageJobRow[]>;
  /** Cancels a queued job at once and asks a running one's worker to stop; a finished job stays as it is. */
  cancel(id: string, caller: Caller): Promise<ImageJobRow>;
  /** How many jobs would be taken before each of these that is queued. */
  countAhead(jobIds: readonly string[]): Promise<Map<string, number>>;
  findPictures(jobIds: readonly string[]): Promise<PictureRow[]>;
  findProgress(jobIds: readonly string[]): Promise<ProgressRow[]>;
}

export function createJobStore({ database, queue }: { database: Database; queue: JobQueue }): JobStore {
  return new PostgresJobStore(database, queue);
}

class PostgresJobStore implements JobStore {
  readonly #database: Database;
  readonly #queue: JobQueue;

  constructor(database: Database, queue: JobQueue) {
    this.#database = database;
    this.#queue = queue;
  }

  submit(transaction: Transaction, job: NewImageJob): Promise<ImageJobRow> {
    return submitJob(this.#queue, transaction, job);
  }

  async findByKey(key: string, caller: Caller, transaction?: Transaction): Promise<ImageJobRow | undefined> {
    const mine = and(eq(imageJobs.ownerId, caller.personId), eq(imageJobs.idempotencyKey, key));
    const orm = transaction ?? this.#database.orm;
    const [row] = await queryDatabase({ orm }, (source) => source.select().from(imageJobs).where(mine));
    return row && toImageJobRow(row);
  }

  async findJobs(ids: readonly string[], caller: Caller): Promise<ImageJobRow[]> {
    const valid = ids.filter(isJobId);
    if (valid.length === 0) return [];
    const mine = and(inArray(imageJobs.id, valid), eq(imageJobs.ownerId, caller.personId));
    const rows = await queryDatabase(this.#database, (orm) => orm.select().from(imageJobs).where(mine));
    return rows.map(toImageJobRow);
  }

  async getJob(id: string, caller: Caller): Promise<ImageJobRow> {
    const [job] = await this.findJobs([id], caller);
    if (job === undefined) throw new NotFoundError('job', id);
    return job;
  }

  async listJobs(
    caller: Caller,
    { states, limit }: { states: readonly JobStateName[]; limit: number },
  ): Promise<ImageJobRow[]> {
    const mine = eq(imageJobs.ownerId, caller.personId);
    const where = states.length === 0 ? mine : and(mine, inArray(imageJobs.state, [...states]));
    const rows = await queryDatabase(this.#database, (orm) =>
      orm.select().from(imageJobs).where(where).orderBy(desc(imageJobs.createdAt)).limit(limit),
    );
    return rows.map(toImageJobRow);
  }

  async cancel(id: string, caller: Caller): Promise<ImageJobRow> {
    if (!isJobId(id)) throw new NotFoundError('job', id);
    const owned = and(eq(imageJobs.id, id), eq(imageJobs.ownerId, caller.personId));
    const changed = await this.#database.transaction(async (transaction) => {
      const [ended] = await cancelQueued(transaction, owned);
      const [asked] = ended === undefined ? await requestCancel(this.#database, transaction, owned) : [];
      const job = ended ?? asked;
      if (job !== undefined) await announceJobChange(this.#database, transaction, job);
      return job;
    });
    return changed === undefined ? this.getJob(id, caller) : toImageJobRow(changed);
  }

  async countAhead(jobIds: readonly string[]): Promise<Map<string, number>> {
    if (jobIds.length === 0) return new Map();
    const order = sql`order by ${imageJobs.virtualStart}, ${imageJobs.createdAt}, ${imageJobs.id}`;
    const waiting = this.#database.orm
      .select({ id: imageJobs.id, ahead: sql<number>`(row_number() over (${order}) - 1)::int`.as('ahead') })
      .from(imageJobs)
      .where(eq(imageJobs.state, 'queued'))
      .as('waiting');
    const theirs = inArray(waiting.id, [...jobIds]);
    const rows = await queryDatabase(this.#database, (orm) => orm.select().from(waiting).where(theirs));
    return new Map(rows.map(({ id, ahead }) => [id, ahead]));
  }

  async findPictures(jobIds: readonly string[]): Promise<PictureRow[]> {
    if (jobIds.length === 0) return [];
    const theirs = inArray(pictures.jobId, [...jobIds]);
    return queryDatabase(this.#database, (orm) =>
      orm.select().from(pictures).where(theirs).orderBy(pictures.pictureIndex),
    );
  }

  async findProgress(jobIds: readonly string[]): Promise<ProgressRow[]> {
    if (jobIds.length === 0) return [];
    const theirs = inArray(imageJobProgress.jobId, [...jobIds]);
    return queryDatabase(this.#database, (orm) => orm.select().from(imageJobProgress).where(theirs));
  }
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function isJobId(id: string): boolean {
  return uuidPattern.test(id);
}

async function submitJob(queue: JobQueue, transaction: Transaction, job: NewImageJob): Promise<ImageJobRow> {
  const ownerId = job.caller.personId;
  const owner = await lockOwner(transaction, ownerId);
  const first = await findFirstWithKey(transaction, job);
  if (first !== undefined) return first;
  if (owner.openJobs >= mostOpenJobsPerPerson) throw tooManyOpen();

  const start = job.isBackground === true ? backgroundStart : await takePlace(transaction, job, owner);
  const [row] = await transaction.insert(imageJobs).values(toNewRow(job, start)).returning();
  if (row === undefined) throw new Error('The job is missing right after it was inserted.');
  await queue.add(transaction, { jobId: row.id, priority: computePriority(start) });
  return toImageJobRow(row);
}

/** The job's place on the queue's virtual clock; its owner's next one comes behind it. */
async function takePlace(
  transaction: Transaction,
  job: NewImageJob,
  owner: { readonly virtualTime: number; readonly virtualFinish: number },
): Promise<number> {
  const span = computeVirtualSpan(owner.virtualTime, owner.virtualFinish, computeJobCost(job.request));
  const isOwner = eq(people.id, job.caller.personId);
  await transaction.update(people).set({ virtualFinish: span.finish }).where(isOwner);
  return span.start;
}

/** The lock makes one owner's submissions wait for each other: two with the same key can't both find it unused. */
async function lockOwner(transaction: Transaction, ownerId: string) {
  const isTheirs = and(eq(imageJobs.ownerId, ownerId), inArray(imageJobs.state, openStates));
  const [owner] = await transaction
    .select({
      virtualFinish: people.virtualFinish,
      virtualTime: sql<number>`(select ${imageQueueClock.virtualTime} from ${imageQueueClock})`,
      openJobs: sql<number>`(select count(*)::int from ${imageJobs} where ${isTheirs})`,
    })
    .from(people)
    .where(eq(people.id, ownerId))
    .for('update', { of: people });
  if (owner === undefined) throw new NotFoundError('person', ownerId);
  return owner;
}

function toNewRow(job: NewImageJob, virtualStart: number): typeof imageJobs.$inferInsert {
  return {
    id: job.id,
    ownerId: job.caller.personId,
    roomId: job.roomId ?? null,
    messageId: job.messageId ?? null,
    idempotencyKey: job.idempotencyKey ?? null,
    state: 'queued',
    request: job.request,
    requestedModel: job.requestedModel,
    model: job.request.model,
    modelHash: job.request.modelHash,
    requestFingerprint: job.fingerprint,
    notices: job.notices,
    virtualStart,
  };
}

async function findFirstWithKey(transaction: Transaction, job: NewImageJob): Promise<ImageJobRow | undefined> {
  if (job.idempotencyKey === undefined) return undefined;
  const sameKey = and(eq(imageJobs.ownerId, job.caller.personId), eq(imageJobs.idempotencyKey, job.idempotencyKey));
  const [first] = await transaction.select().from(imageJobs).where(sameKey);
  if (first === undefined) return undefined;
  if (first.requestFingerprint !== job.fingerprint) throw new IdempotencyConflictError();
  return toImageJobRow(first);
}

function tooManyOpen(): TooMuchError {
  const message = `You have ${mostOpenJobsPerPerson} pictures waiting already. Wait until some are done, or cancel some.`;
  return new TooMuchError(message, 60_000);
}

type Condition = ReturnType<typeof and>;

// The entry stays in the queue: a claim locks entry before job, and throws away entries of jobs that don't wait.
async function cancelQueued(transaction: Transaction, owned: Condition) {
  return transaction
    .update(imageJobs)
    .set({
      state: 'cancelled',
      cancelRequested: true,
      finishedAt: sql`now()`,
      revision: sql`${imageJobs.revision} + 1`,
    })
    .where(and(owned, eq(imageJobs.state, 'queued')))
    .returning();
}

async function requestCancel(database: Database, transaction: Transaction, owned: Condition) {
  const cancellable = getStatesBefore('cancelled').filter((state) => state !== 'queued');
  const jobs = await transaction
    .update(imageJobs)
    .set({ cancelRequested: true, revision: sql`${imageJobs.revision} + 1` })
    .where(and(owned, inArray(imageJobs.state, cancellable), eq(imageJobs.cancelRequested, false)))
    .returning();
  for (const { id } of jobs) await database.notify(transaction, 'job_cancel', id);
  return jobs;
}
