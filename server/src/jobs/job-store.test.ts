import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdempotencyConflictError, NotFoundError } from '../errors.ts';
import { people, roomEvents } from '../storage/schema.ts';
import { openTestJobs, type TestJobs, testRequest } from './test-jobs.ts';

let jobs: TestJobs;
beforeAll(async () => {
  jobs = await openTestJobs();
});
afterAll(() => jobs.close());

async function takeAll(): Promise<string[]> {
  const worker = await jobs.addWorker();
  const taken: string[] = [];
  for (let next = await jobs.claimedJobs.claimNext(worker); next !== undefined; ) {
    taken.push(next.job.id);
    next = await jobs.claimedJobs.claimNext(worker);
  }
  return taken;
}

describe('submit', () => {
  it('joins the first job of an idempotency key', async () => {
    const caller = await jobs.addPerson();
    const first = await jobs.submit(caller, { idempotencyKey: 'k', fingerprint: 'one' });
    const second = await jobs.submit(caller, { idempotencyKey: 'k', fingerprint: 'one' });
    expect(second.id).toBe(first.id);
    expect(await takeAll()).toEqual([first.id]);
  });

  it('lets two at once with one key make one job', async () => {
    const caller = await jobs.addPerson();
    const submissions = await Promise.all(
      Array.from({ length: 8 }, () => jobs.submit(caller, { idempotencyKey: 'k' })),
    );
    expect(new Set(submissions.map(({ id }) => id)).size).toBe(1);
    expect(await takeAll()).toHaveLength(1);
  });

  it('refuses a key that belongs to another request, and not the same key of another person', async () => {
    const [caller, other] = [await jobs.addPerson(), await jobs.addPerson()];
    const first = await jobs.submit(caller, { idempotencyKey: 'k', fingerprint: 'one' });
    await expect(jobs.submit(caller, { idempotencyKey: 'k', fingerprint: 'two' })).rejects.toThrow(
      IdempotencyConflictError,
    );
    const theirs = await jobs.submit(other, { idempotencyKey: 'k', fingerprint: 'two' });
    expect(theirs.id).not.toBe(first.id);
    await takeAll();
  });

  it('leaves nothing behind when its transaction is rolled back', async () => {
    const caller = await jobs.addPerson();
    const undo = new Error('undo');
    const doomed = jobs.database.transaction(async (transaction) => {
      const job = { caller, request: testRequest, requestedModel: '', notices: [], fingerprint: 'f' };
      await jobs.jobStore.submit(transaction, { ...job, id: crypto.randomUUID() });
      throw undo;
    });
    await expect(doomed).rejects.toBe(undo);
    expect(await takeAll()).toEqual([]);
    expect(await jobs.jobStore.listJobs(caller, { states: [], limit: 10 })).toEqual([]);
    const [person] = await jobs.database.orm.select().from(people).where(eq(people.id, caller.personId));
    expect(person?.virtualFinish).toBe(0);
  });

  it("shows nobody another person's job", async () => {
    const [caller, other] = [await jobs.addPerson(), await jobs.addPerson()];
    const job = await jobs.submit(caller);
    await expect(jobs.jobStore.getJob(job.id, other)).rejects.toThrow(NotFoundError);
    await expect(jobs.jobStore.cancel(job.id, other)).rejects.toThrow(NotFoundError);
    await expect(jobs.jobStore.getJob('not an id', caller)).rejects.toThrow(NotFoundError);
    await takeAll();
  });
});

describe('fairness', () => {
  it("takes a person's single job after at most one more of another's batch", async () => {
    const [crowd, single] = [await jobs.addPerson(), await jobs.addPerson()];
    const worker = await jobs.addWorker();
    const batch = [];
    for (let index = 0; index < 20; index++) batch.push((await jobs.submit(crowd)).id);
    const first = await jobs.claimedJobs.claimNext(worker);
    const second = await jobs.claimedJobs.claimNext(worker);
    expect([first?.job.id, second?.job.id]).toEqual(batch.slice(0, 2));

    const one = await jobs.submit(single);
    expect((await jobs.jobStore.countAhead([one.id])).get(one.id)).toBeLessThanOrEqual(1);
    const order = await takeAll();
    expect(order.indexOf(one.id)).toBeLessThanOrEqual(1);
    expect(order.filter((id) => id !== one.id)).toEqual(batch.slice(2));
  });

  it('takes turns between two batches', async () => {
    const [left, right] = [await jobs.addPerson(), await jobs.addPerson()];
    const owners = new Map<string, string>();
    for (const [name, caller] of [
      ['left', left],
      ['right', right],
    ] as const) {
      for (let index = 0; index < 6; index++) owners.set((await jobs.submit(caller)).id, name);
    }
    const order = (await takeAll()).map((id) => owners.get(id));
    for (let taken = 2; taken <= order.length; taken += 2) {
      expect(order.slice(0, taken).filter((name) => name === 'left')).toHaveLength(taken / 2);
    }
  });

  it('counts a large job as several small ones', async () => {
    const [large, small] = [await jobs.addPerson(), await jobs.addPerson()];
    const names = new Map<string, string>();
    for (let index = 0; index < 2; index++) {
      names.set((await jobs.submit(large, { request: { ...testRequest, count: 4 } })).id, 'large');
    }
    for (let index = 0; index < 8; index++) names.set((await jobs.submit(small)).id, 'small');
    const order = (await takeAll()).map((id) => names.get(id));
    expect(order.lastIndexOf('large')).toBeGreaterThanOrEqual(4);
  });
});

describe('cancel', () => {
  it('ends a queued job at once, and no worker takes it', async () => {
    const caller = await jobs.addPerson();
    const job = await jobs.submit(caller);
    const cancelled = await jobs.jobStore.cancel(job.id, caller);
    expect(cancelled).toMatchObject({ state: 'cancelled', revision: job.revision + 1n });
    expect(await takeAll()).toEqual([]);
    expect((await jobs.jobStore.cancel(job.id, caller)).revision).toBe(cancelled.revision);
  });

  it('asks the worker of a running job to stop, once', async () => {
    const caller = await jobs.addPerson();
    const job = await jobs.submit(caller);
    const worker = await jobs.addWorker();
    const heard: string[] = [];
    const stop = await jobs.database.listen('job_cancel', (id) => heard.push(id));
    const taken = await jobs.claimedJobs.claimNext(worker);
    await jobs.jobStore.cancel(job.id, caller);
    await jobs.jobStore.cancel(job.id, caller);
    await expect.poll(() => heard).toEqual([job.id]);
    expect(await jobs.claimedJobs.isCancelRequested(taken!.claim)).toBe(true);
    await jobs.claimedJobs.cancel(taken!.claim);
    expect((await jobs.jobStore.getJob(job.id, caller)).state).toBe('cancelled');
    await stop();
  });

  it('and a claim at the same moment leave one of the two, whole', async () => {
    const caller = await jobs.addPerson();
    const worker = await jobs.addWorker();
    for (let round = 0; round < 10; round++) {
      const job = await jobs.submit(caller);
      const [taken] = await Promise.all([jobs.claimedJobs.claimNext(worker), jobs.jobStore.cancel(job.id, caller)]);
      const after = await jobs.jobStore.getJob(job.id, caller);
      if (taken === undefined) expect(after.state).toBe('cancelled');
      else expect(after).toMatchObject({ state: 'loading', cancelRequested: true });
      if (taken !== undefined) await jobs.claimedJobs.cancel(taken.claim);
    }
  });
});

describe('room events', () => {
  it('tell of every change after the submission, in order', async () => {
    const caller = await jobs.addPerson();
    const roomId = await jobs.addRoom(caller);
    const job = await jobs.submit(caller, { roomId });
    const worker = await jobs.addWorker();
    const taken = await jobs.claimedJobs.claimNext(worker);
    await jobs.claimedJobs.start(taken!.claim, { device: 'cpu', loadMs: 3, notices: [] });
    await jobs.claimedJobs.fail(taken!.claim, { code: 'x', message: 'm', advice: 'a' });
    const events = await jobs.database.orm.select().from(roomEvents).where(eq(roomEvents.roomId, roomId));
    expect(events.map(({ id, kind, subjectId }) => [id, kind, subjectId])).toEqual(
      [1n, 2n, 3n].map((id) => [id, 'job-updated', job.id]),
    );
  });
});
