import type { MovieTask } from '@starweave/contract';
import { computeBackoffMs } from '../../../api/backoff.ts';
import { describeProblem, type Problem } from '../../../api/describe-problem.ts';
import type { Services } from '../../../api/services.ts';
import { Store } from '../../../api/store.ts';
import { keepAsking } from '../../../api/use-request.ts';
import { isFinalTask } from './describe-task.ts';

export interface TaskState {
  /** The latest first; undefined until the server has told of them. */
  readonly tasks: readonly MovieTask[] | undefined;
  /** Why they are not known. */
  readonly problem: Problem | undefined;
}

export interface TaskCenterDependencies {
  readonly movies: Services['movies'];
  /** Called once when a task that was seen under way has ended. */
  readonly onEnd?: (task: MovieTask) => void;
  readonly random?: () => number;
}

/**
 * Imports, trainings and benchmarks as the server knows them. What is under way is followed to its end, whichever page or
 * command started it, and across broken connections; leaving the page stops only the following.
 */
export class TaskCenter {
  readonly store = new Store<TaskState>({ tasks: undefined, problem: undefined });
  readonly #movies: Services['movies'];
  readonly #onEnd: (task: MovieTask) => void;
  readonly #random: () => number;
  readonly #followed = new Set<string>();
  #abort = new AbortController();
  #stopAsking = () => {};

  constructor({ movies, onEnd = () => {}, random = Math.random }: TaskCenterDependencies) {
    this.#movies = movies;
    this.#onEnd = onEnd;
    this.#random = random;
  }

  /** Asks which tasks there are and follows those under way; keeps asking while the server isn't reached. */
  open(): void {
    this.#stopAsking();
    if (this.#abort.signal.aborted) this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#stopAsking = keepAsking(
      (asking) => this.#movies.listMovieTasks({}, { signal: asking }),
      ({ tasks }) => {
        for (const task of [...tasks].reverse()) this.#receive(task, signal);
        this.store.update(({ tasks: known = [] }) => ({ tasks: known, problem: undefined }));
      },
      (problem) => this.store.update((state) => ({ ...state, problem })),
    );
  }

  /** Stops following; the tasks themselves go on. */
  close(): void {
    this.#stopAsking();
    this.#abort.abort();
    this.#followed.clear();
  }

  /**
   * Starts a task and answers it as soon as the server has taken it, also after `close`: who leaves the page while files are on
   * their way still means them. Throws the server's refusal.
   */
  async start(
    call: (options: CallSettings) => AsyncIterable<{ readonly task?: MovieTask | undefined }>,
  ): Promise<MovieTask> {
    const updates = call({ timeoutMs: 0 })[Symbol.asyncIterator]();
    for (;;) {
      const { value, done } = await updates.next();
      if (done === true) throw new Error('The server ended the task before it told of it. Try again.');
      if (value.task === undefined) continue;
      const task = value.task;
      this.#put(task);
      // The stream of the start is left for one that can be taken up again where it broke.
      void updates.return?.()?.catch(() => {});
      this.#receive(task, this.#abort.signal);
      return task;
    }
  }

  /** Asks the server to stop a task; throws its refusal. */
  async cancel(taskId: string): Promise<void> {
    const { task } = await this.#movies.cancelMovieTask({ taskId });
    if (task !== undefined && !this.#followed.has(taskId)) this.#put(task);
  }

  #receive(task: MovieTask, signal: AbortSignal): void {
    this.#put(task);
    if (isFinalTask(task) || this.#followed.has(task.id) || signal.aborted) return;
    this.#followed.add(task.id);
    void this.#follow(task.id, signal);
  }

  async #follow(taskId: string, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        for await (const { task } of this.#movies.watchMovieTask({ taskId }, { signal, timeoutMs: 0 })) {
          if (task === undefined) continue;
          attempt = 0;
          this.#put(task);
          if (!isFinalTask(task)) continue;
          this.#followed.delete(taskId);
          return this.#onEnd(task);
        }
      } catch (reason) {
        if (signal.aborted) return;
        const problem = describeProblem(reason);
        if (problem.notFound) {
          this.#followed.delete(taskId);
          return this.#forget(taskId);
        }
      }
      await this.#pause(Math.max(1, attempt), signal);
    }
  }

  #put(task: MovieTask): void {
    this.store.update((state) => ({ ...state, tasks: putTask(state.tasks ?? [], task) }));
  }

  #forget(taskId: string): void {
    this.store.update((state) => ({ ...state, tasks: state.tasks?.filter(({ id }) => id !== taskId) }));
  }

  async #pause(attempt: number, signal: AbortSignal): Promise<void> {
    const ms = computeBackoffMs(attempt, { firstMs: 400, longestMs: 8_000, random: this.#random });
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

export interface CallSettings {
  readonly timeoutMs: number;
}

/** Puts a task in its place: over its earlier state, or as the latest. A final state is never replaced by an earlier one. */
export function putTask(tasks: readonly MovieTask[], task: MovieTask): readonly MovieTask[] {
  const known = tasks.find(({ id }) => id === task.id);
  if (known === undefined) return [task, ...tasks];
  if (isFinalTask(known) && !isFinalTask(task)) return tasks;
  return tasks.map((other) => (other.id === task.id ? task : other));
}
