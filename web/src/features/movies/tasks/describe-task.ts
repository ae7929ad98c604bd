import { type MovieTask, MovieTaskKind, MovieTaskState } from '@starweave/contract';
import { formatDurationMs } from '../../../design/charts/format-number.ts';

/** Whether a task will change no more. */
export function isFinalTask({ state }: MovieTask): boolean {
  return state === MovieTaskState.DONE || state === MovieTaskState.FAILED || state === MovieTaskState.CANCELLED;
}

const KINDS: Readonly<Record<MovieTaskKind, string>> = {
  [MovieTaskKind.UNSPECIFIED]: 'Task',
  [MovieTaskKind.IMPORT]: 'Import',
  [MovieTaskKind.TRAINING]: 'Training',
  [MovieTaskKind.BENCHMARK]: 'Benchmark',
};

/** What a task is, as in "Import of My ratings". */
export function nameTask({ kind, dataSetName }: MovieTask): string {
  if (dataSetName === '') return KINDS[kind];
  return `${KINDS[kind]} ${kind === MovieTaskKind.IMPORT ? 'of' : 'on'} ${dataSetName}`;
}

/** Where a task stands, in a few words. */
export function describeTaskState(task: MovieTask): string {
  switch (task.state) {
    case MovieTaskState.WAITING:
      return task.stage || 'Waiting for its turn';
    case MovieTaskState.RUNNING:
      return task.stage || 'Under way';
    case MovieTaskState.DONE:
      return `Done${describeLength(task)}`;
    case MovieTaskState.FAILED:
      return 'Failed';
    case MovieTaskState.CANCELLED:
      return 'Cancelled';
    default:
      return task.stage;
  }
}

function describeLength({ createdAt, finishedAt }: MovieTask): string {
  if (createdAt === undefined || finishedAt === undefined) return '';
  const ms = Number(finishedAt.seconds - createdAt.seconds) * 1000 + (finishedAt.nanos - createdAt.nanos) / 1e6;
  return ms > 0 ? ` in ${formatDurationMs(ms)}` : '';
}

/** What to read out when a task has come to its end. */
export function describeTaskEnd(task: MovieTask): string {
  const name = nameTask(task);
  if (task.state === MovieTaskState.DONE) return `${name} is done.`;
  if (task.state === MovieTaskState.CANCELLED) return `${name} was cancelled.`;
  return `${name} failed. ${task.errorMessage}`;
}
