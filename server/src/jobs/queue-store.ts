import { sql } from 'drizzle-orm';
import { fromDrizzle, PgBoss } from 'pg-boss';
import type { Logger } from '../logging.ts';
import type { Database, Transaction } from '../storage/database.ts';

const queueName = 'image-jobs';
const longestRetentionSeconds = 10 * 365 * 24 * 60 * 60;

/**
 * The entries of jobs that wait for a worker, in pg-boss. The row in `image_jobs` is the truth; an entry only says
 * "look at this job", is written in the transaction that makes the job `queued`, and is gone once a worker has it.
 */
export interface JobQueue {
  /** Installs or opens the queue's tables. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Adds an entry; `job_queued` is notified at commit. A job has at most one entry. */
  add(transaction: Transaction, entry: { readonly jobId: string; readonly priority: number }): Promise<void>;
  /** Takes the job with the greatest priority, the oldest among equals; others skip it while the transaction runs. */
  take(transaction: Transaction): Promise<string | undefined>;
}

export interface JobQueueOptions {
  readonly database: Database;
  readonly logger: Logger;
  /** True in the gateway, which installs the tables and keeps them in order; a worker only uses them. */
  readonly maintain: boolean;
}

export function createJobQueue({ database, logger, maintain }: JobQueueOptions): JobQueue {
  const boss = new PgBoss({
    connectionString: database.connectionString,
    application_name: 'starweave-queue',
    max: 1,
    schedule: false,
    supervise: maintain,
    migrate: maintain,
    createSchema: maintain,
  });
  boss.on('error', (error) => logger.warn({ code: 'queue-error', reason: error.message }, 'the queue had an error'));
  const within = (transaction: Transaction) => ({ db: fromDrizzle(transaction, sql) });

  return {
    async start() {
      await boss.start();
      if (maintain) {
        await boss.createQueue(queueName, { retentionSeconds: longestRetentionSeconds, deleteAfterSeconds: 60 });
      }
    },
    stop: () => boss.stop({ graceful: false }),
    async add(transaction, { jobId, priority }) {
      await boss.send(queueName, null, { ...within(transaction), id: jobId, priority });
      await database.notify(transaction, 'job_queued', '');
    },
    async take(transaction) {
      const [entry] = await boss.fetch(queueName, within(transaction));
      if (entry === undefined) return undefined;
      await boss.deleteJob(queueName, entry.id, within(transaction));
      return entry.id;
    },
  };
}
