import { createWakeSignal } from '../jobs/wake-signal.ts';
import type { Logger } from '../logging.ts';
import type { Database } from '../storage/database.ts';
import { describeError } from '../transport/call-interceptor.ts';
import type { BenchmarkOutcome, FilmTask } from './engine/film-engine.ts';
import { isFinalTask, saveTask } from './film-task-store.ts';

export interface FilmTaskWriterDependencies {
  readonly database: Database;
  readonly logger: Logger;
  /** Least time between two writes of mere progress. */
  readonly saveEveryMs: number;
  /** Called once the final state is written. */
  readonly onEnd: () => void;
}

interface TaskChange {
  readonly task: FilmTask;
  readonly benchmark: BenchmarkOutcome | undefined;
}

/** Writes the changes of one task in their order; of progress that comes faster than it is written, the latest. */
export interface FilmTaskWriter {
  push(task: FilmTask, benchmark: BenchmarkOutcome | undefined): void;
  readonly isWriting: boolean;
  /** Resolves when what came so far is written. */
  flush(): Promise<void>;
  /** Writes what is left, without trying again. */
  close(): Promise<void>;
}

const retryMs = 1000;

export function createFilmTaskWriter(dependencies: FilmTaskWriterDependencies): FilmTaskWriter {
  const { database, logger, saveEveryMs, onEnd } = dependencies;
  const wake = createWakeSignal();
  let latest: TaskChange | undefined;
  let pushed: FilmTask | undefined;
  let running: Promise<void> | undefined;
  let isClosing = false;
  let waiting: (() => void)[] = [];
  const release = (released: readonly (() => void)[]) => {
    for (const resolve of released) resolve();
  };

  const save = async ({ task, benchmark }: TaskChange): Promise<'saved' | 'ended' | 'failed'> => {
    try {
      const wasOpen = await saveTask(database, task, benchmark);
      return wasOpen && !isFinalTask(task) ? 'saved' : 'ended';
    } catch (error) {
      logger.warn({ error: describeError(error) }, 'a change of a film task could not be written');
      return 'failed';
    }
  };
  const run = async () => {
    while (latest !== undefined) {
      const change = latest;
      latest = undefined;
      const waitingBefore = waiting.length;
      const outcome = await save(change);
      if (outcome !== 'failed') release(waiting.splice(0, waitingBefore));
      if (outcome === 'ended') {
        onEnd();
        return;
      }
      if (outcome === 'failed' && !isClosing) latest ??= change;
      if (!isClosing) await wake.wait(outcome === 'saved' ? saveEveryMs : retryMs);
    }
  };
  return {
    push(task, benchmark) {
      const isProgress = pushed?.stage === task.stage && !isFinalTask(task);
      pushed = task;
      latest = { task, benchmark: benchmark ?? latest?.benchmark };
      if (!isProgress) wake.set();
      running ??= run().finally(() => {
        running = undefined;
        release(waiting);
        waiting = [];
      });
    },
    get isWriting() {
      return running !== undefined;
    },
    async flush() {
      if (running === undefined) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push(resolve);
      wake.set();
      await promise;
    },
    async close() {
      isClosing = true;
      wake.set();
      await running;
    },
  };
}
