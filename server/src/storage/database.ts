import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type * as schema from './schema.ts';

export type Orm = NodePgDatabase<typeof schema>;
export type Transaction = Parameters<Parameters<Orm['transaction']>[0]>[0];

/**
 * What a notification is about. Payloads carry ids only:
 * room_event "roomId"; job_changed, job_progress and job_cancel "jobId"; message_text "messageId";
 * job_queued and models_changed "".
 */
export type Channel =
  | 'room_event'
  | 'job_changed'
  | 'job_progress'
  | 'message_text'
  | 'job_queued'
  | 'job_cancel'
  | 'models_changed';

/**
 * The one way to PostgreSQL.
 *
 * While the database is away, calls reject with UnavailableError and nothing else happens: connections come
 * back by themselves, and so do listeners.
 */
export interface Database {
  readonly orm: Orm;
  readonly connectionString: string;
  /** Commits when `work` resolves, rolls back when it rejects. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Sends at commit; a rolled-back transaction sends nothing. */
  notify(transaction: Transaction, channel: Channel, payload: string): Promise<void>;
  /**
   * Calls `onNotification` with each payload, and with '' after a lost connection is back: what was sent
   * meanwhile is gone, so look again at everything. The returned function stops it.
   */
  listen(channel: Channel, onNotification: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
