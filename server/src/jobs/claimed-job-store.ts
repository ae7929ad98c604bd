import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../storage/database.ts';
import { queryDatabase } from '../storage/query-database.ts';
import { imageJobProgress, imageJobs, imageQueueClock, pictures } from '../storage/schema.ts';
import { backgroundStart, computePriority } from './fair-queue.ts';
import { announceJobChange } from './job-announcement.ts';
import { type FailureRecord, type ImageJobRow, type NoticeRecord, toImageJobRow } from './job-record.ts';
import { getStatesBefore, type JobStateName } from './job-state.ts';
import type { JobQueue } from './queue-store.ts';

/** One try of one job by one worker: what a worker must still hold to write to the job. */
export interface JobClaim {
  readonly jobId: string;
  readonly ownerId: string;
  readonly workerId: string;
  readonly attempt: number;
}

/** The job was given back, taken by another worker or ended meanwhile; drop what was painted. */
export class JobLostError extends Error {
  override readonly name = 'JobLostError';
  readonly code = 'job-lost';
}

export interface NewPicture {
  readonly id: string;
  readonly index: number;
  readonly blobHash: string;
  readonly format: 'png' | 'jpeg' | 'webp';
  readonly width: number;
  readonly height: number;
  readonly sizeBytes: number;
  readonly seed: bigint;
  readonly settings: unknown;
}

export interface ProgressReport {
  readonly step: number;
  readonly steps: number;
  readonly pictureIndex: number;
  readonly pictureCount: number;
  readonly preview: { readonly bytes: Uint8Array; readonly format: string } | undefined;
}

export interface StartFacts {
  readonly device: string;
  readonly loadMs: number;
  /** About how the model read the prompt. */
  readonly notices: readonly NoticeRecord[];
}

/** What a worker writes about the job that it holds. All but `claimNext` throw JobLostError once it holds it no more. */
export interface ClaimedJobStore {
  /** Takes the next job of the queue, if there is one. */
  claimNext(workerId: string): Promise<{ job: ImageJobRow; claim: JobClaim } | undefined>;
  /** The model is loaded, the painting begins. */
  start(claim: JobClaim, facts: StartFacts): Promise<void>;
  /** Whether someone asked to cancel it. */
  isCancelRequested(claim: JobClaim): Promise<boolean>;
  /** Overwrites the latest step and preview. */
  reportProgress(claim: JobClaim, progress: ProgressReport): Promise<void>;
  /** Adds a picture; `done` ends the job with it. */
  addPicture(claim: JobClaim, picture: NewPicture, done: { runMs: number } | undefined): Promise<void>;
  fail(claim: JobClaim, failure: FailureRecord): Promise<void>;
  cancel(claim: JobClaim): Promise<void>;
  /** Back into the queue, not counted against the job; a job that someone wanted cancelled is cancelled instead. */
  giveBack(claim: JobClaim): Promise<void>;
  findPictureIndexes(claim: JobClaim): Promise<Set<number>>;
}

export function createClaimedJobStore({ database, queue }: { database: Database; queue: JobQueue }): ClaimedJobStore {
  return new PostgresClaimedJobStore(database, queue);
}

class PostgresClaimedJobStore implements ClaimedJobStore {
  readonly #database: Database;
  readonly #queue: JobQueue;

  constructor(database: Database, queue: JobQueue) {
    this.#database = database;
    this.#queue = queue;
  }

  claimNext(workerId: string): Promise<{ job: ImageJobRow; claim: JobClaim } | undefined> {
    return this.#database.transaction((transaction) => claimNext(this.#database, this.#queue, transaction, workerId));
  }

  start(claim: JobClaim, { device, loadMs, notices }: StartFacts): Promise<void> {
    const added = sql`${imageJobs.notices} || ${JSON.stringify(notices)}::jsonb`;
    return this.#change(claim, (context) => changeJob(context, 'running', { device, loadMs, notices: added }));
  }

  async isCancelRequested(claim: JobClaim): Promise<boolean> {
    const [row] = await queryDatabase(this.#database, (orm) =>
      orm.select({ cancelRequested: imageJobs.cancelRequested }).from(imageJobs).where(heldBy(claim)),
    );
    if (row === undefined) throw lost(claim);
    return row.cancelRequested;
  }

  reportProgress(claim: JobClaim, progress: ProgressReport): Promise<void> {
    return this.#change(claim, (context) => reportProgress(context, progress));
  }

  addPicture(claim: JobClaim, picture: NewPicture, done: { runMs: number } | undefined): Promise<void> {
    return this.#change(claim, async (context) => {
      if (done === undefined) await changeJob(context, undefined, {});
      else await endJob(context, 'done', { runMs: done.runMs });
      const { index: pictureIndex, ...columns } = picture;
      // Already there when the answer to an earlier try of this very write was lost.
      await context.transaction
        .insert(pictures)
        .values({ ...columns, pictureIndex, jobId: claim.jobId, ownerId: claim.ownerId })
        .onConflictDoNothing();
    });
  }

  fail(claim: JobClaim, failure: FailureRecord): Promise<void> {
    return this.#change(claim, (context) => endJob(context, 'failed', { failure }));
  }

  cancel(claim: JobClaim): Promise<void> {
    return this.#change(claim, (context) => endJob(context, 'cancelled', {}));
  }

  giveBack(claim: JobClaim): Promise<void> {
    return this.#change(claim, async (context) => {
      const job = await lockJob(context.transaction, claim);
      if (job.cancelRequested) return endJob(context, 'cancelled', {});
      await deleteProgress(context.transaction, claim.jobId);
      await returnToQueue(context, this.#queue, job.virtualStart);
    });
  }

  async findPictureIndexes(claim: JobClaim): Promise<Set<number>> {
    const ofJob = eq(pictures.jobId, claim.jobId);
    const rows = await queryDatabase(this.#database, (orm) =>
      orm.select({ index: pictures.pictureIndex }).from(pictures).where(ofJob),
    );
    return new Set(rows.map(({ index }) => index));
  }

  #change(claim: JobClaim, work: (context: ClaimContext) => Promise<void>): Promise<void> {
    const database = this.#database;
    return database.transaction((transaction) => work({ database, transaction, claim }));
  }
}

export interface ClaimContext {
  readonly database: Database;
  readonly transaction: Transaction;
  readonly claim: JobClaim;
}

type JobChange = Parameters<ReturnType<typeof updateJobs>['set']>[0];
const updateJobs = (transaction: Transaction) => transaction.update(imageJobs);

/** Changes a held job under the guards of its state and its claim, and announces it; `undefined` keeps the state. */
async function changeJob(
  { database, transaction, claim }: ClaimContext,
  state: JobStateName | undefined,
  values: JobChange,
): Promise<void> {
  const allowed = state === undefined ? (['running'] as const) : getStatesBefore(state);
  const [job] = await updateJobs(transaction)
    .set({ ...values, ...(state && { state }), revision: sql`${imageJobs.revision} + 1` })
    .where(and(heldBy(claim), inArray(imageJobs.state, [...allowed])))
    .returning();
  if (job === undefined) throw lost(claim);
  await announceJobChange(database, transaction, job);
}

/** Ends a held job, with its progress gone. */
export async function endJob(
  context: ClaimContext,
  state: 'done' | 'failed' | 'cancelled' | 'quarantined',
  values: JobChange,
): Promise<void> {
  await changeJob(context, state, { ...values, finishedAt: sql`now()` });
  await deleteProgress(context.transaction, context.claim.jobId);
}

/** The job goes back to its place in the queue. */
export async function returnToQueue(context: ClaimContext, queue: JobQueue, virtualStart: number): Promise<void> {
  const { transaction, claim } = context;
  await changeJob(context, 'queued', { workerId: null, device: null, startedAt: null });
  await queue.add(transaction, { jobId: claim.jobId, priority: computePriority(virtualStart) });
}

export async function deleteProgress(transaction: Transaction, jobId: string): Promise<void> {
  await transaction.delete(imageJobProgress).where(eq(imageJobProgress.jobId, jobId));
}

async function claimNext(database: Database, queue: JobQueue, transaction: Transaction, workerId: string) {
  for (;;) {
    const jobId = await queue.take(transaction);
    if (jobId === undefined) return undefined;
    const [row] = await updateJobs(transaction)
      .set({
        state: 'loading',
        workerId,
        attempt: sql`${imageJobs.attempt} + 1`,
        startedAt: sql`now()`,
        queueMs: sql`(extract(epoch from now() - ${imageJobs.createdAt}) * 1000)::bigint`,
        revision: sql`${imageJobs.revision} + 1`,
      })
      .where(and(eq(imageJobs.id, jobId), inArray(imageJobs.state, getStatesBefore('loading'))))
      .returning();
    // An entry whose job was cancelled or deleted meanwhile is only thrown away.
    if (row === undefined) continue;
    if (row.virtualStart !== backgroundStart) {
      await transaction
        .update(imageQueueClock)
        .set({ virtualTime: sql`greatest(${imageQueueClock.virtualTime}, ${row.virtualStart})` });
    }
    await announceJobChange(database, transaction, row);
    const claim = { jobId, ownerId: row.ownerId, workerId, attempt: row.attempt };
    return { job: toImageJobRow(row), claim };
  }
}

async function reportProgress(
  { database, transaction, claim }: ClaimContext,
  { preview, ...progress }: ProgressReport,
): Promise<void> {
  // A share lock is enough to keep the job ours until the commit, and lets readers of the job by.
  const [held] = await transaction.select({ id: imageJobs.id }).from(imageJobs).where(heldBy(claim)).for('share');
  if (held === undefined) throw lost(claim);
  const values = {
    ...progress,
    ...(preview && { preview: preview.bytes, previewFormat: preview.format }),
    updatedAt: sql`now()`,
  };
  await transaction
    .insert(imageJobProgress)
    .values({ ...values, jobId: claim.jobId, ownerId: claim.ownerId, revision: firstRevision(claim) })
    .onConflictDoUpdate({
      target: imageJobProgress.jobId,
      set: { ...values, revision: sql`${imageJobProgress.revision} + 1` },
    });
  await database.notify(transaction, 'job_progress', claim.jobId);
}

/** Progress of a later try is newer than all of an earlier one's. */
function firstRevision(claim: JobClaim): bigint {
  return BigInt(claim.attempt) * 1_000_000n;
}

async function lockJob(transaction: Transaction, claim: JobClaim) {
  const [job] = await transaction.select().from(imageJobs).where(heldBy(claim)).for('update');
  if (job === undefined) throw lost(claim);
  return job;
}

function heldBy(claim: JobClaim) {
  return and(
    eq(imageJobs.id, claim.jobId),
    eq(imageJobs.workerId, claim.workerId),
    eq(imageJobs.attempt, claim.attempt),
    inArray(imageJobs.state, ['loading', 'running']),
  );
}

function lost(claim: JobClaim): JobLostError {
  return new JobLostError(`Job ${claim.jobId} is no longer held by this worker (try ${claim.attempt}).`);
}
