import { create } from '@bufbuild/protobuf';
import { type Job, type JobProgress, JobProgressSchema, JobSchema, JobState } from '@starweave/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { NotFoundError, UnavailableError } from '../errors.ts';
import { createJobWatch, type JobUpdate, type JobWatch } from './job-watch.ts';

const caller = { personId: 'me' };

let watch: JobWatch;
afterEach(() => watch.close());

/** A watch over a job that the test changes, with notifications that the test sends. */
async function openTestWatch(heartbeatMs = 60_000) {
  const handlers = new Map<string, (payload: string) => void>();
  const now: { job: Job | undefined; progress: JobProgress | undefined } = { job: undefined, progress: undefined };
  const database = {
    async listen(channel: string, onNotification: (payload: string) => void) {
      handlers.set(channel, onNotification);
      return async () => void handlers.delete(channel);
    },
  };
  const jobReader = {
    getJobs: async () => new Map(now.job === undefined ? [] : [['job', now.job]]),
    findProgress: async () => now.progress,
    describeJobs: async () => [],
  };
  watch = createJobWatch({ database: database as never, jobReader, heartbeatMs });
  await watch.start();
  return {
    notify: (channel: 'job_changed' | 'job_progress', payload = 'job') => handlers.get(channel)?.(payload),
    setJob(state: JobState, revision: bigint) {
      now.job = create(JobSchema, { id: 'job', state, revision });
    },
    setProgress(step: number, revision: bigint) {
      now.progress = create(JobProgressSchema, { jobId: 'job', step, revision });
    },
  };
}

function describeUpdate(update: JobUpdate | undefined): string {
  if (update?.kind === 'job') return JobState[update.job.state];
  if (update?.kind === 'progress') return `step ${update.progress.step}`;
  return update?.kind ?? 'end';
}

function follow(signal = new AbortController().signal) {
  const updates = watch.watch('job', caller, signal);
  return async () => describeUpdate((await updates.next()).value ?? undefined);
}

describe('a watched job', () => {
  it('is told as it is, then at every change, and ends with its final state', async () => {
    const { notify, setJob, setProgress } = await openTestWatch();
    setJob(JobState.QUEUED, 1n);
    const next = follow();
    expect(await next()).toBe('QUEUED');
    setJob(JobState.RUNNING, 2n);
    notify('job_changed');
    expect(await next()).toBe('RUNNING');
    setProgress(3, 1n);
    notify('job_progress');
    expect(await next()).toBe('step 3');
    setJob(JobState.DONE, 3n);
    notify('job_changed');
    expect([await next(), await next()]).toEqual(['DONE', 'end']);
  });

  it('is not told again what was told, nor what happens to others', async () => {
    const { notify, setJob, setProgress } = await openTestWatch();
    setJob(JobState.RUNNING, 2n);
    setProgress(1, 5n);
    const next = follow();
    expect([await next(), await next()]).toEqual(['RUNNING', 'step 1']);
    const following = next();
    notify('job_changed');
    notify('job_progress');
    setProgress(9, 4n);
    notify('job_progress');
    setProgress(2, 6n);
    notify('job_progress', 'another');
    notify('job_progress');
    expect(await following).toBe('step 2');
  });

  it('is looked at again when notifications were lost', async () => {
    const { notify, setJob } = await openTestWatch();
    setJob(JobState.RUNNING, 2n);
    const next = follow();
    await next();
    setJob(JobState.FAILED, 3n);
    notify('job_changed', '');
    expect([await next(), await next()]).toEqual(['FAILED', 'end']);
  });

  it('gives heartbeats while nothing happens', async () => {
    const { setJob } = await openTestWatch(1);
    setJob(JobState.QUEUED, 1n);
    const next = follow();
    expect([await next(), await next(), await next()]).toEqual(['QUEUED', 'heartbeat', 'heartbeat']);
  });

  it('is let go when the caller leaves, and when the server stops', async () => {
    const { setJob } = await openTestWatch();
    setJob(JobState.QUEUED, 1n);
    const leaving = new AbortController();
    const next = follow(leaving.signal);
    await next();
    const last = next();
    leaving.abort();
    expect(await last).toBe('end');
    const waiting = watch.waitForEnd('job', caller, new AbortController().signal);
    await Promise.all([expect(waiting).rejects.toThrow(UnavailableError), watch.close()]);
  });

  it('that is not there is refused', async () => {
    await openTestWatch();
    await expect(follow()()).rejects.toThrow(NotFoundError);
  });
});

describe('waitForEnd', () => {
  it('resolves with the final job, and rejects with the reason of the signal', async () => {
    const { notify, setJob } = await openTestWatch();
    setJob(JobState.RUNNING, 1n);
    const waiting = watch.waitForEnd('job', caller, new AbortController().signal);
    const leaving = new AbortController();
    const left = watch.waitForEnd('job', caller, leaving.signal);
    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    setJob(JobState.CANCELLED, 2n);
    notify('job_changed');
    expect((await waiting).state).toBe(JobState.CANCELLED);
  });
});
