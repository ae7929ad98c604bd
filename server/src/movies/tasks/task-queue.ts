import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type FailureReason, InvalidRequestError, NotFoundError, WrongStateError } from '../../errors.ts';
import type { Logger } from '../../logging.ts';
import type { BenchmarkOutcome } from '../engine/benchmark-outcome.ts';
import type { FilmTask, TaskListener, TaskOrder } from '../engine/film-task.ts';
import { describeFailure } from '../training/describe-failure.ts';
import type { TrainingProgress } from '../training/training-messages.ts';
import { loadLeftTasks, type StoredTask, saveTaskRecord, type TaskRecord } from './task-record.ts';

/** What a task's work gets. */
export interface TaskContext {
  readonly folder: string;
  readonly record: TaskRecord;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TrainingProgress) => void;
  /** Keeps that an algorithm is done, for a start after a crash. */
  readonly noteFinished: (algorithm: string) => Promise<void>;
}

/** How a task's work ended when it didn't throw. */
export interface TaskResult {
  /** What is said at the end, as in "Done, without Hybrid". */
  readonly stage: string;
  /** Set when it is over and yet not what was asked for. */
  readonly failure?: FailureReason;
  readonly benchmark?: BenchmarkOutcome;
}

export interface TaskQueueOptions {
  readonly tasksFolder: string;
  readonly logger: Logger;
  readonly onTask: TaskListener;
  readonly now: () => number;
  /** Does the work of a task; may be called again for one that was interrupted. */
  readonly work: (context: TaskContext) => Promise<TaskResult>;
  /** Called before each task runs, and after the last with false. */
  readonly onBusy: (isBusy: boolean) => Promise<void> | void;
}

interface OpenTask {
  task: FilmTask;
  record: TaskRecord;
  /** Whether its turn has come. */
  hasBegun: boolean;
  readonly folder: string;
  readonly abort: AbortController;
  /** When it is on the disk. */
  readonly saved: Promise<void>;
  readonly over: Promise<void>;
}

const mostAttempts = 3;
const keptTasks = 100;
const idPattern = /^[\w-]{1,64}$/;

/**
 * Tasks, one at a time: an import or training, and one benchmark that waits for it or it for that one. What has begun is kept
 * in a folder, and goes on at the next start.
 */
export class TaskQueue {
  readonly #options: TaskQueueOptions;
  readonly #open = new Map<string, OpenTask>();
  /** Tasks that are over, the latest last. */
  readonly #over = new Map<string, FilmTask>();
  #queue: Promise<void> = Promise.resolve();
  #isClosing = false;

  constructor(options: TaskQueueOptions) {
    this.#options = options;
  }

  /** Goes on with what an earlier process has left. */
  async resume(): Promise<void> {
    for (const stored of await loadLeftTasks(this.#options.tasksFolder)) this.#enqueue(stored, Promise.resolve());
  }

  async start(
    order: TaskOrder,
    about: { readonly dataSetId: string; readonly dataSetName: string },
  ): Promise<FilmTask> {
    if (!idPattern.test(order.id)) {
      const description = 'A task id has 1 to 64 letters, digits, "-" or "_".';
      throw new InvalidRequestError([{ field: 'id', description }]);
    }
    this.#requireFree(order);
    const createdAt = Math.floor(this.#options.now() / 1000);
    const record: TaskRecord = { order, ...about, createdAt, attempts: 0, finished: [] };
    const stored = { folder: path.join(this.#options.tasksFolder, order.id), record };
    // In the list before it is on the disk, so that a second one that comes meanwhile is refused.
    const open = this.#enqueue(stored, saveTaskRecord(stored.folder, record));
    // A failure is the task's own, told when its turn comes.
    await open.saved.catch(() => undefined);
    return open.task;
  }

  /** Stops a task and removes what it has written; resolves when that is done. */
  async cancel(taskId: string): Promise<FilmTask> {
    const open = this.#open.get(taskId);
    if (open === undefined) {
      const over = this.#over.get(taskId);
      if (over === undefined) throw new NotFoundError('task', taskId);
      throw new WrongStateError(`The task is over (${over.state}): there is nothing to cancel.`);
    }
    open.abort.abort(new TaskCancelled());
    if (!open.hasBegun) {
      // Its turn may be hours away.
      await open.saved.catch(() => undefined);
      await this.#end(open, { state: 'cancelled', stage: 'Cancelled' });
    } else await open.over;
    return this.#over.get(taskId) ?? open.task;
  }

  /** Those that wait or run now. */
  list(): readonly FilmTask[] {
    return [...this.#open.values()].map(({ task }) => task);
  }

  /** Whether an open task makes this data set or is about it. */
  isAbout(dataSetId: string): boolean {
    return [...this.#open.values()].some(({ record }) => record.dataSetId === dataSetId);
  }

  get isBusy(): boolean {
    return this.#open.size > 0;
  }

  /** Stops what runs and leaves its folder, so that the next start goes on with it. */
  async close(): Promise<void> {
    this.#isClosing = true;
    for (const { abort } of this.#open.values()) abort.abort(new TaskInterrupted());
    await this.#queue;
  }

  #requireFree(order: TaskOrder): void {
    if (this.#open.has(order.id) || this.#over.has(order.id)) {
      throw new WrongStateError(`There is a task with the id "${order.id}" already. Give another id.`);
    }
    const isBenchmark = order.kind === 'benchmark';
    const other = [...this.#open.values()].find(({ task }) => (task.kind === 'benchmark') === isBenchmark);
    if (other === undefined) return;
    const what = { import: 'An import', training: 'A training', benchmark: 'A benchmark' }[other.task.kind];
    throw new WrongStateError(`${what} is running already. Wait until it is done, or cancel it first.`);
  }

  #enqueue(stored: StoredTask, saved: Promise<void>): OpenTask {
    const { order, dataSetId, dataSetName } = stored.record;
    const task: FilmTask = {
      ...{ id: order.id, kind: order.kind, state: 'waiting', stage: 'Waiting', fraction: 0, dataSetId, dataSetName },
    };
    const over = this.#queue.then(() => this.#run(open));
    const open: OpenTask = { ...stored, task, hasBegun: false, abort: new AbortController(), saved, over };
    this.#open.set(order.id, open);
    this.#queue = over;
    return open;
  }

  async #run(open: OpenTask): Promise<void> {
    if (this.#isClosing || this.#open.get(open.task.id) !== open) return;
    open.hasBegun = true;
    const { signal } = open.abort;
    try {
      await open.saved;
      signal.throwIfAborted();
      if (open.record.attempts >= mostAttempts) throw new TaskGivenUp();
      open.record = { ...open.record, attempts: open.record.attempts + 1 };
      await saveTaskRecord(open.folder, open.record);
      await this.#options.onBusy(true);
      this.#change(open, { state: 'running', stage: 'Starting' });
      const { stage, failure, benchmark } = await this.#options.work(this.#createContext(open));
      if (failure === undefined) await this.#end(open, { state: 'done', stage, fraction: 1 }, benchmark);
      else await this.#end(open, { state: 'failed', stage, failure });
    } catch (error) {
      if (signal.reason instanceof TaskInterrupted) return await this.#keepForNextStart(open);
      if (signal.aborted) return await this.#end(open, { state: 'cancelled', stage: 'Cancelled' });
      const { order } = open.record;
      const { failure, isExpected } = describeFailure(error, {
        films: path.dirname(this.#options.tasksFolder),
        ...(order.kind === 'import' && { upload: order.folder }),
      });
      this.#options.logger[isExpected ? 'warn' : 'error']({ taskId: order.id, reason: String(error) }, 'a task failed');
      await this.#end(open, { state: 'failed', stage: 'Failed', failure });
    }
  }

  /** An orderly end of this process is not counted against a task. */
  async #keepForNextStart({ folder, record }: OpenTask): Promise<void> {
    await saveTaskRecord(folder, { ...record, attempts: record.attempts - 1 }).catch((error: unknown) => {
      this.#options.logger.warn({ taskId: record.order.id, reason: String(error) }, 'a task could not be kept');
    });
  }

  #createContext(open: OpenTask): TaskContext {
    return {
      folder: open.folder,
      record: open.record,
      signal: open.abort.signal,
      onProgress: ({ stage, fraction }) => this.#change(open, { stage, fraction }),
      noteFinished: async (algorithm) => {
        // It gets on: earlier interruptions were not its fault.
        open.record = { ...open.record, attempts: 1, finished: [...open.record.finished, algorithm] };
        await saveTaskRecord(open.folder, open.record);
      },
    };
  }

  #change(open: OpenTask, change: Partial<FilmTask>, benchmark?: BenchmarkOutcome): void {
    // Progress of a task that goes on after an interruption may begin anew; what people see never falls.
    const fraction = Math.max(open.task.fraction, change.fraction ?? 0);
    open.task = { ...open.task, ...change, fraction };
    this.#options.onTask(open.task, benchmark);
  }

  async #end(open: OpenTask, change: Partial<FilmTask>, benchmark?: BenchmarkOutcome): Promise<void> {
    await rm(open.folder, { recursive: true, force: true }).catch((error: unknown) => {
      this.#options.logger.error({ reason: String(error) }, 'the folder of a task could not be removed');
    });
    this.#open.delete(open.task.id);
    this.#change(open, change, benchmark);
    this.#over.set(open.task.id, open.task);
    for (const id of [...this.#over.keys()].slice(0, -keptTasks)) this.#over.delete(id);
    if (!this.isBusy) await this.#options.onBusy(false);
  }
}

/** The reason of an abort that a person asked for. */
class TaskCancelled extends Error {
  override readonly name = 'AbortError';
}

/** The reason of an abort because this process ends. */
class TaskInterrupted extends Error {
  override readonly name = 'AbortError';
}

class TaskGivenUp extends Error {
  readonly code = 'task-interrupted';

  constructor() {
    super(
      `The task was interrupted ${mostAttempts} times, the last time by the end of the film process, and is given up.`,
    );
  }
}
