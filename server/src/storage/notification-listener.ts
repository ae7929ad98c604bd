import pg from 'pg';
import type { Logger } from '../logging.ts';
import { toDatabaseError } from './database-error.ts';

const channels = [
  'room_event',
  'job_changed',
  'job_progress',
  'message_text',
  'job_queued',
  'job_cancel',
  'models_changed',
  'film_task_changed',
  'film_painted',
] as const;

/**
 * What a notification is about. Payloads carry ids only:
 * room_event "roomId"; job_changed, job_progress and job_cancel "jobId"; message_text "messageId";
 * film_task_changed "taskId"; film_painted "filmHash"; job_queued and models_changed "".
 */
export type Channel = (typeof channels)[number];

const shortestRetryDelayMs = 100;
const longestRetryDelayMs = 5000;

export interface NotificationListener {
  listen(channel: Channel, onNotification: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export interface NotificationListenerOptions {
  readonly connectionString: string;
  readonly logger: Logger;
}

/** One connection that hears every channel; opened by the first `listen`, and opened again whenever it is lost. */
export function createNotificationListener(options: NotificationListenerOptions): NotificationListener {
  return new ReconnectingListener(options);
}

class ReconnectingListener implements NotificationListener {
  readonly #options: NotificationListenerOptions;
  readonly #handlers = new Map<Channel, Set<(payload: string) => void>>();
  #client: pg.Client | undefined;
  #connecting: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #wasConnected = false;
  #isClosed = false;

  constructor(options: NotificationListenerOptions) {
    this.#options = options;
  }

  async listen(channel: Channel, onNotification: (payload: string) => void): Promise<() => Promise<void>> {
    const handlers = this.#handlers.get(channel) ?? new Set();
    this.#handlers.set(channel, handlers);
    // Its own function each time: the same handler may listen twice and stop once.
    const handler = (payload: string): void => onNotification(payload);
    handlers.add(handler);
    try {
      // While it is lost, the retry brings it back and then tells everyone to look again.
      if (!this.#wasConnected) await this.#connect();
    } catch (error) {
      handlers.delete(handler);
      throw toDatabaseError(error);
    }
    return async () => {
      handlers.delete(handler);
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    await this.#connecting?.catch(() => undefined);
    const client = this.#client;
    this.#client = undefined;
    await client?.end();
  }

  #connect(): Promise<void> {
    if (this.#client !== undefined) return Promise.resolve();
    this.#connecting ??= this.#openConnection().finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  async #openConnection(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#options.connectionString,
      application_name: 'starweave listener',
      connectionTimeoutMillis: 5000,
      keepAlive: true,
    });
    client.on('error', () => this.#reconnect(client));
    client.on('end', () => this.#reconnect(client));
    client.on('notification', ({ channel, payload }) => this.#deliver(channel as Channel, payload ?? ''));
    try {
      await client.connect();
      await client.query(channels.map((channel) => `LISTEN ${channel}`).join('; '));
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    this.#client = client;
    this.#wasConnected = true;
  }

  #reconnect(lost: pg.Client): void {
    if (this.#client !== lost || this.#isClosed) return;
    this.#client = undefined;
    this.#options.logger.warn('the listening database connection was lost');
    lost.end().catch(() => undefined);
    this.#scheduleRetry(shortestRetryDelayMs);
  }

  #scheduleRetry(delayMs: number): void {
    this.#retry = setTimeout(() => {
      this.#connect().then(
        () => this.#tellEveryone(),
        () => {
          if (!this.#isClosed) this.#scheduleRetry(Math.min(delayMs * 2, longestRetryDelayMs));
        },
      );
    }, delayMs);
  }

  #tellEveryone(): void {
    this.#options.logger.info('the listening database connection is back');
    for (const channel of this.#handlers.keys()) this.#deliver(channel, '');
  }

  #deliver(channel: Channel, payload: string): void {
    for (const handler of [...(this.#handlers.get(channel) ?? [])]) {
      try {
        handler(payload);
      } catch (error) {
        this.#options.logger.error({ channel, error: (error as Error).message }, 'a notification handler failed');
      }
    }
  }
}
