import type { Logger } from '../logging.ts';
import type { Database } from '../storage/database.ts';
import { describeError } from '../transport/call-interceptor.ts';
import { findTask, loadOpenTasks } from './film-task-store.ts';
import type { FilmTasks } from './film-tasks.ts';
import type { FilmUploads } from './film-uploads.ts';

export interface FilmUpkeepDependencies {
  readonly database: Database;
  readonly logger: Logger;
  readonly uploads: FilmUploads;
  readonly findFilmsFolderId: () => Promise<string>;
}

/** What is tidied in the background; what fails is logged, and tried again where it matters. */
export interface FilmUpkeep {
  /** Removes old uploads, now and every hour. */
  start(): void;
  /** Settles what was interrupted, as soon as that can be told. */
  settle(tasks: FilmTasks): void;
  /** Removes the upload of an import that is done. */
  removeUpload(taskId: string): void;
  close(): void;
}

const sweepEveryMs = 3600 * 1000;
const settleAgainMs = 2000;

export function createFilmUpkeep(dependencies: FilmUpkeepDependencies): FilmUpkeep {
  const { database, logger, uploads, findFilmsFolderId } = dependencies;
  const timers = createTimers();
  const warn = (text: string) => (error: unknown) => logger.warn({ error: describeError(error) }, text);
  const sweep = async () => {
    const open = await loadOpenTasks(database, await findFilmsFolderId());
    await uploads.sweep(new Set(open.flatMap(({ uploadId }) => uploadId ?? [])));
  };
  const sweepQuietly = () => void sweep().catch(warn('old uploads could not be removed'));
  const settle = (tasks: FilmTasks) =>
    void tasks.settle().catch((error: unknown) => {
      warn('open film tasks could not be settled yet')(error);
      timers.after(settleAgainMs, () => settle(tasks));
    });
  return {
    start() {
      timers.every(sweepEveryMs, sweepQuietly);
      sweepQuietly();
    },
    settle,
    removeUpload: (taskId) =>
      void removeUpload({ database, uploads }, taskId).catch(warn('an imported upload could not be removed')),
    close: timers.clear,
  };
}

/** An import that failed may be run again with the same files, so that only the sweep takes them. */
async function removeUpload(
  { database, uploads }: { readonly database: Database; readonly uploads: FilmUploads },
  taskId: string,
): Promise<void> {
  const row = await findTask(database, taskId);
  if (row === undefined || row.uploadId === null) return;
  if (row.state === 'done' || row.state === 'cancelled') await uploads.remove(row.uploadId);
}

/** Timers that keep no process alive and end together. */
function createTimers() {
  const running = new Set<NodeJS.Timeout>();
  let isCleared = false;
  const keep = (timer: NodeJS.Timeout) => void running.add(timer.unref());
  return {
    after(delayMs: number, work: () => void) {
      if (!isCleared) keep(setTimeout(work, delayMs));
    },
    every(delayMs: number, work: () => void) {
      if (!isCleared) keep(setInterval(work, delayMs));
    },
    clear() {
      isCleared = true;
      for (const timer of running) clearTimeout(timer);
    },
  };
}
