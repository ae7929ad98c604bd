import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../accounts/caller.ts';
import { type JobClaim, JobLostError, type NewPicture } from './claimed-job-store.ts';
import { openTestJobs, type TestJobs } from './test-jobs.ts';

let jobs: TestJobs;
let caller: Caller;
beforeAll(async () => {
  jobs = await openTestJobs();
  caller = await jobs.addPerson();
});
afterAll(() => jobs.close());

const facts = { device: 'cpu', loadMs: 12, notices: [] };
const failure = { code: 'x', message: 'm', advice: 'a' };
const progress = { step: 3, steps: 20, pictureIndex: 0, pictureCount: 1, preview: undefined };

function createPicture(index = 0): NewPicture {
  const file = { blobHash: 'ab', format: 'png', width: 8, height: 8, sizeBytes: 3 } as const;
  return { id: randomUUID(), index, ...file, seed: 7n, settings: {} };
}

async function claim(): Promise<JobClaim> {
  await jobs.submit(caller);
  const taken = await jobs.claimedJobs.claimNext(await jobs.addWorker());
  return taken!.claim;
}

const read = (held: JobClaim) => jobs.jobStore.getJob(held.jobId, caller);

const writes: Record<string, (held: JobClaim) => Promise<unknown>> = {
  start: (held) => jobs.claimedJobs.start(held, facts),
  reportProgress: (held) => jobs.claimedJobs.reportProgress(held, progress),
  addPicture: (held) => jobs.claimedJobs.addPicture(held, createPicture(), undefined),
  finish: (held) => jobs.claimedJobs.addPicture(held, createPicture(), { runMs: 5 }),
  fail: (held) => jobs.claimedJobs.fail(held, failure),
  cancel: (held) => jobs.claimedJobs.cancel(held),
  giveBack: (held) => jobs.claimedJobs.giveBack(held),
  isCancelRequested: (held) => jobs.claimedJobs.isCancelRequested(held),
};

describe('the life of a job', () => {
  it('goes queued, loading, running, done, and each change counts up the revision', async () => {
    const held = await claim();
    expect(await read(held)).toMatchObject({ state: 'loading', attempt: 1, revision: 2n });
    await jobs.claimedJobs.start(held, facts);
    expect(await read(held)).toMatchObject({ state: 'running', device: 'cpu', loadMs: 12, revision: 3n });
    await jobs.claimedJobs.reportProgress(held, progress);
    await jobs.claimedJobs.reportProgress(held, { ...progress, step: 4 });
    expect(await jobs.jobStore.findProgress([held.jobId])).toMatchObject([{ step: 4, steps: 20 }]);
    await jobs.claimedJobs.addPicture(held, createPicture(), undefined);
    await jobs.claimedJobs.addPicture(held, createPicture(1), { runMs: 5 });
    expect(await read(held)).toMatchObject({ state: 'done', runMs: 5, revision: 5n });
    expect(await jobs.jobStore.findPictures([held.jobId])).toMatchObject([{ pictureIndex: 0 }, { pictureIndex: 1 }]);
    expect(await jobs.jobStore.findProgress([held.jobId])).toEqual([]);
  });

  const ends: Record<string, (held: JobClaim) => Promise<unknown>> = {
    done: async (held) => {
      await jobs.claimedJobs.start(held, facts);
      await jobs.claimedJobs.addPicture(held, createPicture(), { runMs: 5 });
    },
    failed: (held) => jobs.claimedJobs.fail(held, failure),
    cancelled: (held) => jobs.claimedJobs.cancel(held),
    'given back': (held) => jobs.claimedJobs.giveBack(held),
  };
  const cases = Object.keys(ends).flatMap((end) => Object.keys(writes).map((write) => [end, write] as const));
  it.each(cases)('%s: the worker that held it can no longer write: %s', async (end, write) => {
    const held = await claim();
    await ends[end]!(held);
    const before = await read(held);
    await expect(writes[write]!(held)).rejects.toThrow(JobLostError);
    expect(await read(held)).toEqual(before);
    if (end === 'given back') await jobs.jobStore.cancel(held.jobId, caller);
  });

  it('does not go from loading to done, nor take a picture before it runs', async () => {
    const held = await claim();
    await expect(writes.finish!(held)).rejects.toThrow(JobLostError);
    await expect(writes.addPicture!(held)).rejects.toThrow(JobLostError);
    expect(await jobs.jobStore.findPictures([held.jobId])).toEqual([]);
    await jobs.claimedJobs.cancel(held);
  });

  it('starts only once', async () => {
    const held = await claim();
    await jobs.claimedJobs.start(held, facts);
    await expect(writes.start!(held)).rejects.toThrow(JobLostError);
    await jobs.claimedJobs.cancel(held);
  });

  it('keeps its place in the queue when it is given back', async () => {
    const held = await claim();
    const later = await jobs.submit(caller);
    await jobs.claimedJobs.giveBack(held);
    const again = await jobs.claimedJobs.claimNext(await jobs.addWorker());
    expect(again?.claim).toMatchObject({ jobId: held.jobId, attempt: 2 });
    await expect(writes.start!(held)).rejects.toThrow(JobLostError);
    await jobs.claimedJobs.cancel(again!.claim);
    await jobs.jobStore.cancel(later.id, caller);
  });

  it('is cancelled instead of given back when that was wanted', async () => {
    const held = await claim();
    await jobs.jobStore.cancel(held.jobId, caller);
    await jobs.claimedJobs.giveBack(held);
    expect((await read(held)).state).toBe('cancelled');
  });

  it('is taken by one of many workers', async () => {
    const job = await jobs.submit(caller);
    const workers = await Promise.all(Array.from({ length: 6 }, () => jobs.addWorker()));
    const taken = (await Promise.all(workers.map((id) => jobs.claimedJobs.claimNext(id)))).filter((held) => held);
    expect(taken.map((held) => held?.job.id)).toEqual([job.id]);
    await jobs.claimedJobs.cancel(taken[0]!.claim);
  });
});
