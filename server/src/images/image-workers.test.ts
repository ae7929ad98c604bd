import { JobState, type WatchJobResponse } from '@starweave/contract';
import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import { findProcessIdentity } from '../processes/process-identity.ts';
import { imageJobs, imageWorkers } from '../storage/schema.ts';
import { openTestImages, type TestImages } from './test-images.ts';

let test: TestImages;
afterEach(() => test.close());

/** Runs long enough to be caught at it. */
const longRequest = { prompt: 'a cat', settings: { seed: 7, steps: 400, width: 128, height: 128 } };

async function submitAndCatchRunning(): Promise<string> {
  const { job } = await test.jobClient.submitImageJob({ request: longRequest });
  await catchRunning(job!.id);
  return job!.id;
}

async function catchRunning(jobId: string, attempt = 1): Promise<void> {
  let tries = 0;
  for await (const { update } of test.jobClient.watchJob({ jobId })) {
    if (update.case === 'job') tries = update.value.attempt;
    if (update.case === 'progress' && tries >= attempt) return;
  }
  throw new Error('The job ended before it was caught running.');
}

async function waitForEnd(jobId: string) {
  let last: WatchJobResponse['update'] | undefined;
  for await (const { update } of test.jobClient.watchJob({ jobId })) if (update.case === 'job') last = update;
  if (last?.case !== 'job') throw new Error('The watch told of no job.');
  return last.value;
}

async function findWorkerOf(jobId: string): Promise<number> {
  const { orm } = test.testDatabase.database;
  const [row] = await orm
    .select({ processId: imageWorkers.processId })
    .from(imageJobs)
    .innerJoin(imageWorkers, eq(imageWorkers.id, imageJobs.workerId))
    .where(eq(imageJobs.id, jobId));
  return row!.processId;
}

async function getDeaths(jobId: string) {
  const { orm } = test.testDatabase.database;
  const [row] = await orm.select().from(imageJobs).where(eq(imageJobs.id, jobId));
  return row?.workerDeaths;
}

describe('a worker that is killed in mid-picture', () => {
  it('has its job tried once more, which finishes; a second one waits its turn meanwhile', async () => {
    test = await openTestImages();
    const jobId = await submitAndCatchRunning();
    const later = await test.jobClient.submitImageJob({ request: { prompt: 'a dog', settings: { steps: 1 } } });
    process.kill(await findWorkerOf(jobId), 'SIGKILL');
    expect(await waitForEnd(jobId)).toMatchObject({ state: JobState.DONE, attempt: 2 });
    expect(await waitForEnd(later.job!.id)).toMatchObject({ state: JobState.DONE, attempt: 1 });
    expect((await waitForEnd(jobId)).pictures).toHaveLength(1);
  });

  it('twice has its job quarantined with the reason; run again, it is painted', async () => {
    test = await openTestImages();
    const jobId = await submitAndCatchRunning();
    process.kill(await findWorkerOf(jobId), 'SIGKILL');
    await catchRunning(jobId, 2);
    process.kill(await findWorkerOf(jobId), 'SIGKILL');
    const ended = await waitForEnd(jobId);
    expect(ended).toMatchObject({ state: JobState.QUARANTINED, attempt: 2, failure: { code: 'worker-died' } });
    const again = await test.jobClient.retryJob({ jobId, keepSeed: true });
    expect(await waitForEnd(again.job!.id)).toMatchObject({ state: JobState.DONE, attempt: 1 });
  });
});

describe('a worker that hangs', () => {
  it('is killed, and its job is tried once more', async () => {
    test = await openTestImages({ silenceMs: { idle: 10_000, loading: 20_000, painting: 4000 } });
    const jobId = await submitAndCatchRunning();
    process.kill(await findWorkerOf(jobId), 'SIGSTOP');
    expect(await waitForEnd(jobId)).toMatchObject({ state: JobState.DONE, attempt: 2 });
    expect(await getDeaths(jobId)).toBe(1);
  });
});

describe('a restart of the server', () => {
  it('is not held against the running job, and nothing of the queue is lost', async () => {
    test = await openTestImages();
    const jobId = await submitAndCatchRunning();
    const queued = await test.jobClient.submitImageJob({ request: { prompt: 'a dog', settings: { steps: 1 } } });
    const worker = await findWorkerOf(jobId);
    await test.restart();
    expect(await findProcessIdentity(worker)).toBeUndefined();
    expect((await waitForEnd(jobId)).state).toBe(JobState.DONE);
    expect((await waitForEnd(queued.job!.id)).state).toBe(JobState.DONE);
    expect(await getDeaths(jobId)).toBe(0);
  });
});

describe('two workers', () => {
  it('share the queue, each job painted once', async () => {
    test = await openTestImages({ workers: 2 });
    const requests = Array.from({ length: 8 }, (_, index) => ({
      prompt: 'a cat',
      settings: { seed: index, steps: 100 },
    }));
    const submitted = await Promise.all(requests.map((request) => test.jobClient.submitImageJob({ request })));
    const jobs = await Promise.all(submitted.map(({ job }) => waitForEnd(job!.id)));
    expect(
      jobs.every(({ state, attempt, pictures }) => state === JobState.DONE && attempt === 1 && pictures.length === 1),
    ).toBe(true);
    const rows = await test.testDatabase.database.orm.select().from(imageJobs);
    expect(new Set(rows.map(({ workerId }) => workerId)).size).toBe(2);
  });
});
