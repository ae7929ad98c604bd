import { fork } from 'node:child_process';
import path from 'node:path';
import { reviveError } from '../process/carried-error.ts';
import type { FromTrainingProcess, TrainingJob, TrainingProgress } from './training-messages.ts';

/** A training process that ended before it was done; the message says how. */
export class TrainingEndedError extends Error {
  override readonly name = 'TrainingEndedError';
  readonly code = 'training-ended';
  readonly signal: NodeJS.Signals | undefined;

  constructor(message: string, signal: NodeJS.Signals | undefined, options?: ErrorOptions) {
    super(message, options);
    this.signal = signal;
  }
}

export interface TrainingChildOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TrainingProgress) => void;
  /** Told once, when the child runs. */
  readonly onStart?: (processId: number) => void;
}

/** Does one job in a process of its own. */
export type RunTrainingChild = (job: TrainingJob, options: TrainingChildOptions) => Promise<unknown>;

/**
 * Does one job in a process of its own, which an abort kills.
 *
 * @throws what the job rejected with; TrainingEndedError when the process was killed or crashed; the signal's reason
 */
export const runTrainingChild: RunTrainingChild = async (job, { signal, onProgress, onStart }) => {
  signal.throwIfAborted();
  const program = path.join(import.meta.dirname, `film-training-process${path.extname(import.meta.filename)}`);
  const child = fork(program, [], {
    execArgv: program.endsWith('.ts') ? ['--conditions=source'] : [],
    serialization: 'advanced',
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  process.once('exit', kill);
  try {
    return await new Promise<unknown>((resolve, reject) => {
      let outcome: (() => void) | undefined;
      child.once('spawn', () => {
        if (child.pid !== undefined) onStart?.(child.pid);
        child.send({ kind: 'job', job }, () => undefined);
      });
      child.on('message', (message: FromTrainingProcess) => {
        if (message.kind === 'progress') onProgress(message.progress);
        else if (message.kind === 'done') outcome = () => resolve(message.result);
        else outcome = () => reject(reviveError(message.error));
      });
      child.once('error', reject);
      // Its memory is free, and its files are closed, only when it is gone.
      child.once('close', (code, ended) => {
        if (outcome !== undefined) outcome();
        else reject(signal.aborted ? signal.reason : describeEnd(code, ended ?? undefined));
      });
    });
  } finally {
    signal.removeEventListener('abort', kill);
    process.off('exit', kill);
  }
};

function describeEnd(code: number | null, signal: NodeJS.Signals | undefined): TrainingEndedError {
  if (signal === 'SIGKILL') {
    return new TrainingEndedError('The training was killed, for want of memory or by someone.', signal);
  }
  // V8 ends a process that is out of heap by SIGABRT.
  if (signal === 'SIGABRT') return new TrainingEndedError('The training ran out of memory.', signal);
  const how = signal === undefined ? `ended with code ${code}` : `crashed (${signal})`;
  return new TrainingEndedError(`The training process ${how}.`, signal);
}
