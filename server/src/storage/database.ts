import { sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import type { Logger } from '../logging.ts';
import { toDatabaseError } from './database-error.ts';
import { type Channel, createNotificationListener } from './notification-listener.ts';
import * as schema from './schema.ts';

export type Orm = NodePgDatabase<typeof schema>;
export type Transaction = Parameters<Parameters<Orm['transaction']>[0]>[0];

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

export interface DatabaseOptions {
  readonly connectionString: string;
  readonly logger: Logger;
  /** Connections at most, besides the one that listens. */
  readonly poolSize?: number;
}

/**
 * Makes the database's door; the first call that needs a connection opens one.
 *
 * `transaction` and `listen` reject with UnavailableError while the database is away. Queries through `orm` reject
 * with Drizzle's own error around the cause: hand it to `toDatabaseError`, which tells what it was and drops the
 * statement with its values.
 */
export function createDatabase({ connectionString, logger, poolSize = 10 }: DatabaseOptions): Database {
  let closed: Promise<void> | undefined;
  const pool = new pg.Pool({
    connectionString,
    max: poolSize,
    application_name: 'starweave',
    connectionTimeoutMillis: 5000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  });
  // A connection that dies between two queries, idle or in a transaction, fails the next one; without a handler the
  // event would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', (error) => {
      if (closed === undefined) logger.warn({ error: error.message }, 'a database connection was lost');
    });
  });
  const orm: Orm = drizzle({ client: pool, schema });
  const listener = createNotificationListener({ connectionString, logger });
  return {
    orm,
    connectionString,
    async transaction(work) {
      try {
        return await orm.transaction(work);
      } catch (error) {
        throw toDatabaseError(error);
      }
    },
    async notify(transaction, channel, payload) {
      await transaction.execute(sql`SELECT pg_notify(${channel}, ${payload})`);
    },
    listen: (channel, onNotification) => listener.listen(channel, onNotification),
    close() {
      closed ??= Promise.all([listener.close(), pool.end()]).then(() => undefined);
      return closed;
    },
  };
}
