import type { Job, JobProgress } from '@starweave/contract';
import { JobState } from '@starweave/contract';
import type { Caller } from '../accounts/caller.ts';
import { NotFoundError, UnavailableError } from '../errors.ts';
import type { Database } from '../storage/database.ts';
import type { JobReader } from './job-reader.ts';
import { createJobSignals, type JobNews, type JobSignals } from './job-signals.ts';
import { createWakeSignal } from './wake-signal.ts';

export type JobUpdate =
  | { readonly kind: 'job'; readonly job: Job }
  | { readonly kind: 'progress'; readonly progress: JobProgress }
  /** Nothing else came for a while. */
  | { readonly kind: 'heartbeat' };

/** Follows jobs by the database's notifications. */
export interface JobWatch {
  start(): Promise<void>;
  /**
   * The job now, then every change and the latest progress, with rising revisions; ends after the final state, or
   * when the signal is aborted. Rejects with NotFoundError, and with UnavailableError when this process closes.
   */
  watch(jobId: string, caller: Caller, signal: AbortSignal): AsyncGenerator<JobUpdate, void, undefined>;
  /** The job in its final state; rejects with the signal's reason when it is aborted. */
  waitForEnd(jobId: string, caller: Caller, signal: AbortSignal): Promise<Job>;
  close(): Promise<void>;
}

export interface JobWatchDependencies {
  readonly database: Database;
  readonly jobReader: JobReader;
  readonly heartbeatMs: number;
}

const finalStates = new Set([JobState.DONE, JobState.FAILED, JobState.CANCELLED, JobState.QUARANTINED]);

function isFinalJob(job: Job): boolean {
  return finalStates.has(job.state);
}

export function createJobWatch({ database, jobReader, heartbeatMs }: JobWatchDependencies): JobWatch {
  const signals = createJobSignals(database);
  const closing = new AbortController();
  const watch: JobWatch['watch'] = (jobId, caller, signal) =>
    watchJob({ signals, jobReader, heartbeatMs, closing: closing.signal }, { jobId, caller, signal });
  return {
    start: signals.start,
    watch,
    async waitForEnd(jobId, caller, signal) {
      for await (const update of watch(jobId, caller, signal)) {
        if (update.kind === 'job' && isFinalJob(update.job)) return update.job;
      }
      signal.throwIfAborted();
      throw new Error(`The watch of job ${jobId} ended early.`);
    },
    async close() {
      closing.abort();
      await signals.close();
    },
  };
}

interface WatchContext {
  readonly signals: JobSignals;
  readonly jobReader: JobReader;
  readonly heartbeatMs: number;
  readonly closing: AbortSignal;
}

interface WatchedJob {
  readonly jobId: string;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

async function* watchJob(context: WatchContext, watched: WatchedJob): AsyncGenerator<JobUpdate, void, undefined> {
  const { signals, jobReader, heartbeatMs, closing } = context;
  const { jobId, caller, signal } = watched;
  const wake = createWakeSignal();
  const unseen = new Set<JobNews>(['changed', 'progress']);
  // Before the first look, so that no change falls between the two.
  const unsubscribe = signals.subscribe(jobId, (news) => {
    unseen.add(news);
    wake.set();
  });
  signal.addEventListener('abort', wake.set);
  const sent = { job: -1n, progress: -1n };
  try {
    while (!signal.aborted) {
      if (closing.aborted)
        throw new UnavailableError('The server is stopping. The job goes on; look again later.', 1000);
      if (unseen.delete('changed')) {
        const job = (await jobReader.getJobs([jobId], caller)).get(jobId);
        if (job === undefined) throw new NotFoundError('job', jobId);
        if (job.revision > sent.job) yield { kind: 'job', job };
        sent.job = job.revision;
        if (isFinalJob(job)) return;
      }
      if (unseen.delete('progress')) {
        const progress = await jobReader.findProgress(jobId);
        if (progress !== undefined && progress.revision > sent.progress) yield { kind: 'progress', progress };
        sent.progress = progress?.revision ?? sent.progress;
      }
      if (unseen.size === 0 && !(await wake.wait(heartbeatMs))) yield { kind: 'heartbeat' };
    }
  } finally {
    signal.removeEventListener('abort', wake.set);
    unsubscribe();
  }
}
