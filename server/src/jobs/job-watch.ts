import type { Job, JobProgress } from '@starweave/contract';
import { JobState } from '@starweave/contract';
import type { Caller } from '../accounts/caller.ts';
import { NotFoundError, UnavailableError } from '../errors.ts';
import type { Database } from '../storage/database.ts';
import type { JobReader } from './job-reader.ts';
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

type News = 'changed' | 'progress';

const finalStates = new Set([JobState.DONE, JobState.FAILED, JobState.CANCELLED, JobState.QUARANTINED]);

export function isFinalJob(job: Job): boolean {
  return finalStates.has(job.state);
}

export function createJobWatch({ database, jobReader, heartbeatMs }: JobWatchDependencies): JobWatch {
  const watchers = new Map<string, Set<(news: News) => void>>();
  const stops: (() => Promise<void>)[] = [];
  let isClosed = false;

  const tell = (jobId: string, news: News) => {
    // '' means that notifications were lost: everyone looks again.
    const told = jobId === '' ? [...watchers.values()] : [watchers.get(jobId) ?? new Set()];
    for (const listeners of told) for (const listener of listeners) listener(news);
  };
  const subscribe = (jobId: string, listener: (news: News) => void) => {
    const listeners = watchers.get(jobId) ?? new Set();
    watchers.set(jobId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && watchers.get(jobId) === listeners) watchers.delete(jobId);
    };
  };

  async function* watch(
    jobId: string,
    caller: Caller,
    signal: AbortSignal,
  ): AsyncGenerator<JobUpdate, void, undefined> {
    const wake = createWakeSignal();
    const unseen = new Set<News>(['changed', 'progress']);
    // Before the first look, so that no change falls between the two.
    const unsubscribe = subscribe(jobId, (news) => {
      unseen.add(news);
      wake.set();
    });
    signal.addEventListener('abort', wake.set);
    const sent = { job: -1n, progress: -1n };
    try {
      while (!signal.aborted) {
        if (isClosed) throw new UnavailableError('The server is stopping. The job goes on; look again later.', 1000);
        if (unseen.delete('changed')) {
          const job = (await jobReader.getJobs([jobId], caller)).get(jobId);
          if (job === undefined) throw new NotFoundError('job', jobId);
          if (job.revision > sent.job) yield { kind: 'job', job };
          sent.job = job.revision;
          if (isFinalJob(job)) return;
        }
        if (unseen.delete('progress')) {
          const progress = await jobReader.findProgress(jobId);
          if (progress !== undefined && progress.revision > sent.progress) {
            sent.progress = progress.revision;
            yield { kind: 'progress', progress };
          }
        }
        if (unseen.size === 0 && !(await wake.wait(heartbeatMs))) yield { kind: 'heartbeat' };
      }
    } finally {
      signal.removeEventListener('abort', wake.set);
      unsubscribe();
    }
  }

  return {
    async start() {
      stops.push(
        await database.listen('job_changed', (jobId) => tell(jobId, 'changed')),
        await database.listen('job_progress', (jobId) => tell(jobId, 'progress')),
      );
    },
    watch,
    async waitForEnd(jobId, caller, signal) {
      for await (const update of watch(jobId, caller, signal)) {
        if (update.kind === 'job' && isFinalJob(update.job)) return update.job;
      }
      signal.throwIfAborted();
      throw new Error(`The watch of job ${jobId} ended early.`);
    },
    async close() {
      isClosed = true;
      tell('', 'changed');
      await Promise.all(stops.splice(0).map((stop) => stop()));
    },
  };
}
