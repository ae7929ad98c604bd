import { NotFoundError, UnavailableError } from '../errors.ts';
import { createWakeSignal } from '../jobs/wake-signal.ts';
import type { Database } from '../storage/database.ts';
import { type FilmTaskRow, findTask, isFinalTask } from './film-task-store.ts';

/** Follows tasks by the database's notifications. */
export interface FilmTaskWatch {
  start(): Promise<void>;
  /**
   * The task now, then every change of it, and the same again after a while without one; ends after its final state or when
   * the signal is aborted. Rejects with NotFoundError, and with UnavailableError when this process closes.
   */
  watch(taskId: string, signal: AbortSignal): AsyncGenerator<FilmTaskRow, void, undefined>;
  /** Ends the streams. */
  endStreams(): void;
  close(): Promise<void>;
}

export interface FilmTaskWatchDependencies {
  readonly database: Database;
  readonly heartbeatMs: number;
}

export function createFilmTaskWatch({ database, heartbeatMs }: FilmTaskWatchDependencies): FilmTaskWatch {
  const watchers = new Map<() => void, string>();
  const closing = new AbortController();
  const stops: (() => Promise<void>)[] = [];

  const tell = (taskId: string) => {
    // '' means that notifications were lost: everyone looks again.
    for (const [wakeUp, watched] of watchers) if (taskId === '' || watched === taskId) wakeUp();
  };
  const endStreams = () => {
    closing.abort();
    tell('');
  };
  return {
    async start() {
      stops.push(await database.listen('film_task_changed', tell));
    },
    async *watch(taskId, signal) {
      const wake = createWakeSignal();
      // Before the first look, so that no change falls between the two.
      watchers.set(wake.set, taskId);
      signal.addEventListener('abort', wake.set);
      try {
        while (!signal.aborted) {
          if (closing.signal.aborted) throw new UnavailableError('The server is stopping. Look again later.', 1000);
          const row = await findTask(database, taskId);
          if (row === undefined) throw new NotFoundError('task', taskId);
          yield row;
          if (isFinalTask(row)) return;
          await wake.wait(heartbeatMs);
        }
      } finally {
        signal.removeEventListener('abort', wake.set);
        watchers.delete(wake.set);
      }
    },
    endStreams,
    async close() {
      endStreams();
      await Promise.all(stops.splice(0).map((stop) => stop()));
    },
  };
}
