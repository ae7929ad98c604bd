import { Code, ConnectError } from '@connectrpc/connect';
import { type MovieTask, MovieTaskState } from '@starweave/contract';
import type { ProgressDisplay } from '../progress-line.ts';
import type { MovieClient } from './with-movies.ts';

/** An import or a training that ended without its result; the message says why and what to do. */
export class MovieTaskFailedError extends Error {
  readonly code = 'movie-task-failed';
  override readonly name = 'MovieTaskFailedError';
}

export interface FollowOptions {
  readonly movies: Pick<MovieClient, 'watchMovieTask' | 'cancelMovieTask'>;
  readonly display: ProgressDisplay;
  readonly signal: AbortSignal;
}

const finalStates = new Set([MovieTaskState.DONE, MovieTaskState.FAILED, MovieTaskState.CANCELLED]);
const mostReconnects = 5;

/**
 * Shows a task's progress until its end and resolves to it as done.
 *
 * A stream that breaks off is opened anew, since the task goes on without a listener. Aborting the signal cancels the task
 * on the server before this rejects. Throws `MovieTaskFailedError` when the task fails or is cancelled.
 */
export async function followTask(
  updates: AsyncIterable<{ readonly task?: MovieTask | undefined }>,
  { movies, display, signal }: FollowOptions,
): Promise<MovieTask> {
  let task: MovieTask | undefined;
  let stream = updates;
  try {
    for (let attempt = 0; task === undefined || !finalStates.has(task.state); attempt += 1) {
      try {
        for await (const update of stream) {
          task = update.task ?? task;
          if (task !== undefined) showTask(task, display);
        }
        if (task === undefined || attempt >= mostReconnects) throw new ConnectError('cut off', Code.Unavailable);
      } catch (error) {
        if (task === undefined || attempt >= mostReconnects || !isCutOff(error) || signal.aborted) throw error;
      }
      if (!finalStates.has(task.state)) stream = movies.watchMovieTask({ taskId: task.id }, { signal });
    }
  } catch (error) {
    if (task === undefined) throw error;
    if (signal.aborted) await movies.cancelMovieTask({ taskId: task.id });
    else if (isCutOff(error)) throw new MovieTaskFailedError(describeCut(error));
    throw error;
  } finally {
    display.finish();
  }
  if (task.state === MovieTaskState.DONE) return task;
  throw new MovieTaskFailedError(describeFailure(task));
}

function describeCut(error: unknown): string {
  const why = error instanceof ConnectError ? error.rawMessage : String(error);
  return `The server can’t be reached any more (${why}). What has begun there goes on when it is there again.`;
}

function showTask(task: MovieTask, display: ProgressDisplay): void {
  if (finalStates.has(task.state)) return;
  const isWaiting = task.state === MovieTaskState.WAITING;
  const progress = isWaiting ? {} : { done: Math.floor(task.fraction * 100), total: 100 };
  display.show({ label: task.stage || (isWaiting ? 'waiting' : 'working'), ...progress });
}

function isCutOff(error: unknown): boolean {
  return error instanceof ConnectError && [Code.Unavailable, Code.Unknown, Code.Aborted].includes(error.code);
}

function describeFailure({ state, errorMessage, errorAdvice }: MovieTask): string {
  if (state === MovieTaskState.CANCELLED) return 'It was cancelled.';
  return [errorMessage || 'It failed.', errorAdvice].filter((part) => part !== '').join(' ');
}
