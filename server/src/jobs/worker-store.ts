import { and, eq, inArray, notInArray, sql } from 'drizzle-orm';
import type { Logger } from '../logging.ts';
import type { Database, Orm, Transaction } from '../storage/database.ts';
import { queryDatabase } from '../storage/query-database.ts';
import { imageJobs, imageWorkers } from '../storage/schema.ts';
import { deleteProgress, endJob, JobLostError, returnToQueue } from './claimed-job-store.ts';
import { computePriority } from './fair-queue.ts';
import type { FailureRecord } from './job-record.ts';
import type { JobQueue } from './queue-store.ts';

/** A job that ended this many workers is not tried again by itself. */
const mostWorkerDeaths = 2;
/** However innocent each time, a job that was begun so often stays with the person who wants it. */
const mostAttempts = 20;

export interface WorkerFacts {
  readonly id: string;
  readonly host: string;
  readonly processId: number;
  readonly device: string;
}

/** Why a worker is gone; with `counted` its running job is held to have ended it. */
export interface WorkerLoss {
  readonly counted: boolean;
  /** For a person, e.g. "the worker process was killed (SIGKILL)". */
  readonly reason: string;
}

/** The workers that there are, and what becomes of the jobs of those that are gone. */
export interface WorkerStore {
  register(worker: WorkerFacts): Promise<void>;
  /** False when someone held the worker for gone and removed it. */
  heartbeat(workerId: string): Promise<boolean>;
  listWorkers(): Promise<(typeof imageWorkers.$inferSelect)[]>;
  /** Workers whose last heartbeat is older than this, by the database's clock. */
  findSilentWorkers(silentMs: number): Promise<string[]>;
  /** Removes the worker; its jobs are tried again, quarantined or, where that was wanted, cancelled. */
  removeWorker(workerId: string, loss: WorkerLoss): Promise<void>;
  /** Gives back the jobs of workers that nobody knows, and an entry in the queue to every queued job. */
  repairQueue(): Promise<void>;
}

export interface WorkerStoreDependencies {
  readonly database: Database;
  readonly queue: JobQueue;
  readonly logger: Logger;
}

export function createWorkerStore({ database, queue, logger }: WorkerStoreDependencies): WorkerStore {
  const query = <T>(work: (orm: Orm) => PromiseLike<T>) => queryDatabase(database, work);
  const recover = (jobs: readonly HeldJob[], loss: WorkerLoss) => recoverJobs({ database, queue, logger }, jobs, loss);
  return {
    async register({ id, host, processId, device }) {
      await query((orm) => orm.insert(imageWorkers).values({ id, host, processId, device }));
    },
    async heartbeat(workerId) {
      const rows = await query((orm) =>
        orm
          .update(imageWorkers)
          .set({ heartbeatAt: sql`now()` })
          .where(eq(imageWorkers.id, workerId))
          .returning({ id: imageWorkers.id }),
      );
      return rows.length === 1;
    },
    listWorkers: () => query((orm) => orm.select().from(imageWorkers)),
    async findSilentWorkers(silentMs) {
      const silent = sql`${imageWorkers.heartbeatAt} < now() - ${silentMs} * interval '1 millisecond'`;
      const rows = await query((orm) => orm.select({ id: imageWorkers.id }).from(imageWorkers).where(silent));
      return rows.map(({ id }) => id);
    },
    async removeWorker(workerId, loss) {
      await query((orm) => orm.delete(imageWorkers).where(eq(imageWorkers.id, workerId)));
      await recover(await findHeldJobs(database, eq(imageJobs.workerId, workerId)), loss);
    },
    async repairQueue() {
      const known = database.orm.select({ id: imageWorkers.id }).from(imageWorkers);
      const orphaned = notInArray(imageJobs.workerId, known);
      const reason = 'its worker was gone when the server looked';
      await recover(await findHeldJobs(database, orphaned), { counted: false, reason });
      await database.transaction((transaction) => addMissingEntries(queue, transaction));
    },
  };
}

type HeldJob = Pick<
  typeof imageJobs.$inferSelect,
  'id' | 'ownerId' | 'workerId' | 'attempt' | 'workerDeaths' | 'virtualStart'
>;

async function findHeldJobs(database: Database, condition: ReturnType<typeof and>): Promise<HeldJob[]> {
  const held = and(condition, inArray(imageJobs.state, ['loading', 'running']));
  return queryDatabase(database, (orm) => orm.select().from(imageJobs).where(held));
}

async function recoverJobs(
  { database, queue, logger }: WorkerStoreDependencies,
  jobs: readonly HeldJob[],
  loss: WorkerLoss,
): Promise<void> {
  for (const job of jobs) {
    try {
      const outcome = await database.transaction((transaction) =>
        recoverJob({ database, queue }, transaction, job, loss),
      );
      logger.warn({ jobId: job.id, attempt: job.attempt, outcome, reason: loss.reason }, 'the worker of a job is gone');
    } catch (error) {
      // Somebody else recovered it between the reading and the writing.
      if (!(error instanceof JobLostError)) throw error;
    }
  }
}

async function recoverJob(
  { database, queue }: Pick<WorkerStoreDependencies, 'database' | 'queue'>,
  transaction: Transaction,
  job: HeldJob,
  loss: WorkerLoss,
): Promise<'cancelled' | 'quarantined' | 'queued'> {
  const claim = { jobId: job.id, ownerId: job.ownerId, workerId: job.workerId ?? '', attempt: job.attempt };
  const context = { database, transaction, claim };
  const [now] = await transaction
    .select({ cancelRequested: imageJobs.cancelRequested })
    .from(imageJobs)
    .where(eq(imageJobs.id, job.id))
    .for('update');
  const workerDeaths = job.workerDeaths + (loss.counted ? 1 : 0);
  if (now?.cancelRequested) {
    await endJob(context, 'cancelled', { workerDeaths });
    return 'cancelled';
  }
  if (workerDeaths >= mostWorkerDeaths || job.attempt >= mostAttempts) {
    await endJob(context, 'quarantined', {
      workerDeaths,
      failure: describeQuarantine(workerDeaths, job.attempt, loss),
    });
    return 'quarantined';
  }
  await deleteProgress(transaction, job.id);
  await transaction.update(imageJobs).set({ workerDeaths }).where(eq(imageJobs.id, job.id));
  await returnToQueue(context, queue, job.virtualStart);
  return 'queued';
}

function describeQuarantine(workerDeaths: number, attempt: number, loss: WorkerLoss): FailureRecord {
  const often = workerDeaths >= mostWorkerDeaths ? 'The image worker ended twice' : `It was begun ${attempt} times`;
  return {
    code: 'worker-died',
    message: `${often} while it painted this picture; the last time ${loss.reason}.`,
    advice: 'Run it again; if it happens once more, try a smaller size, fewer steps or another model.',
  };
}

async function addMissingEntries(queue: JobQueue, transaction: Transaction): Promise<void> {
  const queued = await transaction
    .select({ jobId: imageJobs.id, virtualStart: imageJobs.virtualStart })
    .from(imageJobs)
    .where(eq(imageJobs.state, 'queued'));
  for (const { jobId, virtualStart } of queued) {
    await queue.add(transaction, { jobId, priority: computePriority(virtualStart) });
  }
}
