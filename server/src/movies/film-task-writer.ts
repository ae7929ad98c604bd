import { createWakeSignal } from '../jobs/wake-signal.ts';
import type { Logger } from '../logging.ts';
import type { Database } from '../storage/database.ts';
import { describeError } from '../transport/call-interceptor.ts';
import type { BenchmarkOutcome } from './engine/benchmark-outcome.ts';
import type { FilmTask } from './engine/film-task.ts';
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
  return new SequentialFilmTaskWriter(dependencies);
}

class SequentialFilmTaskWriter implements FilmTaskWriter {
  readonly #dependencies: FilmTaskWriterDependencies;
  readonly #wake = createWakeSignal();
  /** Not written yet. */
  #latest: TaskChange | undefined;
  #pushed: FilmTask | undefined;
  #running: Promise<void> | undefined;
  #waiting: (() => void)[] = [];
  #isClosing = false;

  constructor(dependencies: FilmTaskWriterDependencies) {
    this.#dependencies = dependencies;
  }

  push(task: FilmTask, benchmark: BenchmarkOutcome | undefined): void {
    const isProgress = this.#pushed?.stage === task.stage && !isFinalTask(task);
    this.#pushed = task;
    this.#latest = { task, benchmark: benchmark ?? this.#latest?.benchmark };
    if (!isProgress) this.#wake.set();
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      this.#release(this.#waiting.length);
    });
  }

  get isWriting(): boolean {
    return this.#running !== undefined;
  }

  async flush(): Promise<void> {
    if (this.#running === undefined) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    this.#wake.set();
    await promise;
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#wake.set();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#latest !== undefined) {
      const change = this.#latest;
      this.#latest = undefined;
      const waitingBefore = this.#waiting.length;
      const outcome = await this.#save(change);
      if (outcome !== 'failed') this.#release(waitingBefore);
      if (outcome === 'ended') return this.#dependencies.onEnd();
      if (outcome === 'failed' && !this.#isClosing) this.#latest ??= change;
      if (!this.#isClosing) await this.#wake.wait(outcome === 'saved' ? this.#dependencies.saveEveryMs : retryMs);
    }
  }

  async #save({ task, benchmark }: TaskChange): Promise<'saved' | 'ended' | 'failed'> {
    const { database, logger } = this.#dependencies;
    try {
      const wasOpen = await saveTask(database, task, benchmark);
      return wasOpen && !isFinalTask(task) ? 'saved' : 'ended';
    } catch (error) {
      logger.warn({ error: describeError(error) }, 'a change of a film task could not be written');
      return 'failed';
    }
  }

  /** Lets go those that waited longest. */
  #release(count: number): void {
    for (const resolve of this.#waiting.splice(0, count)) resolve();
  }
}
