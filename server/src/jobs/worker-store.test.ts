import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../accounts/caller.ts';
import { imageWorkers } from '../storage/schema.ts';
import type { JobClaim } from './claimed-job-store.ts';
import { openTestJobs, type TestJobs } from './test-jobs.ts';

let jobs: TestJobs;
let caller: Caller;
beforeAll(async () => {
  jobs = await openTestJobs();
});
beforeEach(async () => {
  caller = await jobs.addPerson();
});
afterAll(() => jobs.close());

async function claim(): Promise<JobClaim> {
  const taken = await jobs.claimedJobs.claimNext(await jobs.addWorker());
  return taken!.claim;
}

const death = { counted: true, reason: 'the worker process was killed (SIGKILL)' };
const innocent = { counted: false, reason: 'the server stopped' };

describe('a worker that is gone', () => {
  it('has its job tried once more, then quarantined with the reason', async () => {
    const job = await jobs.submit(caller);
    await jobs.workers.removeWorker((await claim()).workerId, death);
    expect(await jobs.jobStore.getJob(job.id, caller)).toMatchObject({ state: 'queued', attempt: 1, workerDeaths: 1 });
    await jobs.workers.removeWorker((await claim()).workerId, death);
    const last = await jobs.jobStore.getJob(job.id, caller);
    expect(last).toMatchObject({ state: 'quarantined', attempt: 2, failure: { code: 'worker-died' } });
    expect(last.failure?.message).toContain('SIGKILL');
    expect(last.failure?.advice).toContain('Run it again');
    expect(await jobs.claimedJobs.claimNext(await jobs.addWorker())).toBeUndefined();
  });

  it('is not held against the job after a drain or the death of the server', async () => {
    const job = await jobs.submit(caller);
    for (let round = 0; round < 5; round++) await jobs.workers.removeWorker((await claim()).workerId, innocent);
    expect(await jobs.jobStore.getJob(job.id, caller)).toMatchObject({ state: 'queued', attempt: 5, workerDeaths: 0 });
    await jobs.jobStore.cancel(job.id, caller);
  });

  it('still ends a job that is begun over and over', async () => {
    const job = await jobs.submit(caller);
    for (let round = 0; round < 20; round++) await jobs.workers.removeWorker((await claim()).workerId, innocent);
    expect(await jobs.jobStore.getJob(job.id, caller)).toMatchObject({ state: 'quarantined' });
  });

  it('leaves a job cancelled where someone wanted that', async () => {
    const job = await jobs.submit(caller);
    const held = await claim();
    await jobs.jobStore.cancel(job.id, caller);
    await jobs.workers.removeWorker(held.workerId, death);
    expect((await jobs.jobStore.getJob(job.id, caller)).state).toBe('cancelled');
  });

  it('is counted once, however many notice it', async () => {
    const job = await jobs.submit(caller);
    const { workerId } = await claim();
    await Promise.all(Array.from({ length: 4 }, () => jobs.workers.removeWorker(workerId, death)));
    expect(await jobs.jobStore.getJob(job.id, caller)).toMatchObject({ state: 'queued', workerDeaths: 1 });
    await jobs.jobStore.cancel(job.id, caller);
  });
});

describe('repairQueue', () => {
  it('gives back the jobs of unknown workers and puts lost entries into the queue again', async () => {
    const held = await jobs.submit(caller);
    const { workerId } = await claim();
    const waiting = await jobs.submit(caller);
    await jobs.database.transaction((transaction) => jobs.queue.take(transaction));
    await jobs.database.orm.delete(imageWorkers).where(eq(imageWorkers.id, workerId));
    await jobs.workers.repairQueue();
    await jobs.workers.repairQueue();
    const order = [(await claim()).jobId, (await claim()).jobId];
    expect(order).toEqual([held.id, waiting.id]);
    expect(await jobs.claimedJobs.claimNext(await jobs.addWorker())).toBeUndefined();
  });
});

describe('heartbeats', () => {
  it('find the workers that fell silent, and tell a removed worker that it is', async () => {
    const [loud, silent] = [await jobs.addWorker(), await jobs.addWorker()];
    const longAgo = new Date('2020-01-01T00:00:00Z');
    await jobs.database.orm.update(imageWorkers).set({ heartbeatAt: longAgo });
    expect(await jobs.workers.heartbeat(loud)).toBe(true);
    const found = await jobs.workers.findSilentWorkers(60_000);
    expect(found).toContain(silent);
    expect(found).not.toContain(loud);
    await jobs.workers.removeWorker(loud, innocent);
    expect(await jobs.workers.heartbeat(loud)).toBe(false);
  });
});
