import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { ChatService, ImageGenerationService, type Job, JobService, JobState } from '@starweave/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findDescendants, isAlive } from '../process-tree.ts';
import { type RunningProduct, startEverything } from '../start-everything.ts';

const prompt = 'a lighthouse under a full moon, watercolor';
// Pictures of hundreds of steps, and a server started three times: slow on a busy machine, and never a measure of speed.
const timeoutMs = 300_000;
let dataFolder = '';
let product: RunningProduct;

beforeAll(async () => {
  dataFolder = await mkdtemp(path.join(tmpdir(), 'starweave-crashes-'));
  product = await startEverything({ dataFolder });
});

afterAll(async () => {
  await product?.stop();
  await rm(dataFolder, { recursive: true, force: true });
});

function connect() {
  const transport = createConnectTransport({ baseUrl: product.url, httpVersion: '1.1' });
  return {
    jobs: createClient(JobService, transport),
    chat: createClient(ChatService, transport),
    images: createClient(ImageGenerationService, transport),
  };
}

function findWorkers(): number[] {
  return findDescendants(product.gateway.pid as number)
    .filter(({ command }) => command.includes('image-process'))
    .map(({ id }) => id);
}

async function submit(steps: number): Promise<Job> {
  const { job } = await connect().jobs.submitImageJob({ request: { prompt, settings: { steps, seed: 1 } } });
  if (job === undefined) throw new Error('no job');
  return job;
}

async function untilPainting(jobId: string): Promise<void> {
  for await (const { update } of connect().jobs.watchJob({ jobId })) {
    if (update.case === 'progress' && update.value.step > 0) return;
    if (update.case === 'job' && update.value.state > JobState.RUNNING) throw new Error(JobState[update.value.state]);
  }
}

async function untilFinal(jobId: string): Promise<Job> {
  let last: Job | undefined;
  for await (const { update } of connect().jobs.watchJob({ jobId })) if (update.case === 'job') last = update.value;
  if (last === undefined) throw new Error('the stream held no job');
  return last;
}

describe('the image worker killed in mid-picture', { timeout: timeoutMs }, () => {
  it('is started anew, the job is tried once more and finishes, and text goes on meanwhile', async () => {
    const job = await submit(120);
    await untilPainting(job.id);
    for (const worker of findWorkers()) process.kill(worker, 'SIGKILL');
    const { rooms } = await connect().chat.listRooms({});
    const sent = await connect().chat.sendMessage({ roomId: rooms[0]?.id ?? '', text: 'still there?' });
    expect(sent.messages[0]?.text).toBe('still there?');
    const done = await untilFinal(job.id);
    expect(JobState[done.state]).toBe('DONE');
    expect(done.attempt).toBe(2);
    expect(done.pictures).toHaveLength(1);
  });

  it('a job that takes two workers down is quarantined, and the next job is painted', async () => {
    const job = await submit(400);
    for (let death = 0; death < 2; death += 1) {
      await untilPainting(job.id);
      for (const worker of findWorkers()) process.kill(worker, 'SIGKILL');
      await expect.poll(() => findWorkers().length, { timeout: 30_000 }).toBeGreaterThan(0);
    }
    const ended = await untilFinal(job.id);
    expect(JobState[ended.state]).toBe('QUARANTINED');
    expect(ended.failure?.advice).not.toBe('');
    const next = await untilFinal((await submit(2)).id);
    expect(JobState[next.state], next.failure?.message).toBe('DONE');
  });
});

describe('cancelling', { timeout: timeoutMs }, () => {
  it('stops a running job and leaves no picture', async () => {
    const job = await submit(500);
    await untilPainting(job.id);
    await connect().jobs.cancelJob({ jobId: job.id });
    const ended = await untilFinal(job.id);
    expect(JobState[ended.state]).toBe('CANCELLED');
    expect(ended.pictures).toHaveLength(0);
  });

  it('a caller of GenerateImage that goes away cancels its job', async () => {
    const leaving = new AbortController();
    const call = connect().images.generateImage({ prompt, settings: { steps: 700 } }, { signal: leaving.signal });
    const isOurs = async () => {
      const { jobs } = await connect().jobs.listJobs({ limit: 1 });
      return jobs[0]?.request?.settings?.steps === 700 ? JobState[jobs[0].state] : 'absent';
    };
    await expect.poll(isOurs, { timeout: 30_000 }).toBe('RUNNING');
    leaving.abort();
    await expect(call).rejects.toThrow();
    await expect.poll(isOurs, { timeout: 30_000 }).toBe('CANCELLED');
  });
});

describe('the gateway killed', { timeout: timeoutMs }, () => {
  it('the next start has the jobs, pictures and queue as they were, and finishes the queue', async () => {
    const finished = await untilFinal((await submit(2)).id);
    const open = [await submit(300), await submit(2)];
    const before = findDescendants(product.gateway.pid as number);
    // Twice: a job that were charged for it would be quarantined after the second time.
    for (let death = 0; death < 2; death += 1) {
      await untilPainting(open[0]?.id ?? '');
      await product.kill();
      product = await startEverything({ dataFolder });
    }
    const { jobs } = await connect().jobs.listJobs({ limit: 200 });
    const known = new Map(jobs.map((job) => [job.id, job]));
    expect(known.get(finished.id)?.pictures[0]?.id).toBe(finished.pictures[0]?.id);
    const picture = await fetch(`${product.url}/pictures/${finished.pictures[0]?.id}`);
    expect(picture.headers.get('content-type')).toBe('image/png');
    for (const job of open) {
      const ended = await untilFinal(job.id);
      expect(JobState[ended.state], ended.failure?.message).toBe('DONE');
    }
    // Nothing of the killed gateway is left beside what the new one adopted.
    const adopted = new Set(findDescendants(product.gateway.pid as number).map(({ id }) => id));
    const workers = before.filter(({ command }) => command.includes('image-process'));
    expect(workers.filter(({ id }) => isAlive(id) && !adopted.has(id))).toEqual([]);
  });
});

describe('SIGTERM', { timeout: timeoutMs }, () => {
  it('stops everything: exit code 0 and no process left', async () => {
    const started = findDescendants(product.gateway.pid as number);
    expect(started.length).toBeGreaterThan(0);
    expect(await product.stop()).toBe(0);
    await expect.poll(() => started.filter(({ id }) => isAlive(id)), { timeout: 10_000 }).toEqual([]);
    product = await startEverything({ dataFolder });
  });
});
