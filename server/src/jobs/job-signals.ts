import type { Database } from '../storage/database.ts';

export type JobNews = 'changed' | 'progress';

/** Hands the database's notifications about jobs to those that watch them. */
export interface JobSignals {
  start(): Promise<void>;
  /** Calls `listener` whenever there is news of the job, or may be; the returned function ends it. */
  subscribe(jobId: string, listener: (news: JobNews) => void): () => void;
  close(): Promise<void>;
}

export function createJobSignals(database: Pick<Database, 'listen'>): JobSignals {
  const listeners = new Map<string, Set<(news: JobNews) => void>>();
  const stops: (() => Promise<void>)[] = [];

  const tell = (jobId: string, news: JobNews) => {
    // '' means that notifications were lost: everyone looks again.
    const told = jobId === '' ? [...listeners.values()] : [listeners.get(jobId) ?? new Set()];
    for (const ofJob of told) for (const listener of ofJob) listener(news);
  };

  return {
    async start() {
      stops.push(
        await database.listen('job_changed', (jobId) => tell(jobId, 'changed')),
        await database.listen('job_progress', (jobId) => tell(jobId, 'progress')),
      );
    },
    subscribe(jobId, listener) {
      const ofJob = listeners.get(jobId) ?? new Set();
      listeners.set(jobId, ofJob.add(listener));
      return () => {
        ofJob.delete(listener);
        if (ofJob.size === 0 && listeners.get(jobId) === ofJob) listeners.delete(jobId);
      };
    },
    async close() {
      tell('', 'changed');
      await Promise.all(stops.splice(0).map((stop) => stop()));
    },
  };
}
