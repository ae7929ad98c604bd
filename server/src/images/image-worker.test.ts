import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../accounts/caller.ts';
import type { ImageJobRow } from '../jobs/job-record.ts';
import type { NewImageJob } from '../jobs/job-store.ts';
import { openTestJobs, type TestJobs, testRequest } from '../jobs/test-jobs.ts';
import { createLogger } from '../logging.ts';
import type { ImageModel } from '../models/model-registry.ts';
import { createModelStore, type ModelStore } from '../models/model-store.ts';
import { type ImageEngine, type LoadedImageModel, ModelUnusableError, type PaintOrder } from './image-engine.ts';
import { createImageWorker, type ImageWorker } from './image-worker.ts';
import { createLoadedModelSlot } from './loaded-model-slot.ts';
import { createTestModel } from './test-models.ts';

// The engine is scripted here, so that each end that a job can take is brought about on purpose. The worker, the
// stores and the database are the real ones.

const model = createTestModel({ id: 'postcard', name: 'Postcard' });
const picture = { bytes: Uint8Array.of(1, 2, 3), width: 256, height: 256 };
const rgb = { width: 1, height: 1, rgb: Uint8Array.of(1, 2, 3) };
const noWords = { unknown: [], replaced: [], truncated: false };

let jobs: TestJobs;
let caller: Caller;
let modelStore: ModelStore;
let worker: ImageWorker | undefined;
let running: Promise<void> | undefined;

beforeAll(async () => {
  jobs = await openTestJobs();
  modelStore = createModelStore(jobs.database);
});
beforeEach(async () => {
  caller = await jobs.addPerson();
});
afterEach(async () => {
  worker?.drain(0);
  await running;
  for (const { id } of await jobs.jobStore.listJobs(caller, { states: ['queued'], limit: 100 })) {
    await jobs.jobStore.cancel(id, caller);
  }
});
afterAll(() => jobs.close());

interface Script {
  readonly load?: ImageEngine['load'];
  readonly paint?: LoadedImageModel['paint'];
  readonly words?: ReturnType<LoadedImageModel['findUnknownWords']>;
  readonly model?: ImageModel;
  readonly timeoutMs?: number;
}

const paintAtOnce: LoadedImageModel['paint'] = async ({ request, index }) => ({
  ...picture,
  seed: BigInt(request.seed) + BigInt(index),
});

/** Paints until it is aborted, one step at a time. */
const paintForEver: LoadedImageModel['paint'] = async ({ signal, onStep }: PaintOrder) => {
  for (let step = 1; ; step++) {
    onStep({ step, steps: 1_000_000, preview: rgb });
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  }
};

async function startWorker(script: Script = {}): Promise<string> {
  const { paint = paintAtOnce, words = noWords, timeoutMs = 60_000 } = script;
  const loaded = { device: 'cpu', findUnknownWords: () => words, paint, dispose: async () => undefined };
  const engine: ImageEngine = { load: script.load ?? (async () => loaded), verify: async () => undefined };
  const workerId = await jobs.addWorker();
  const found = async () => script.model ?? model;
  const list = async () => [await found()];
  worker = createImageWorker({
    ...{ workerId, modelStore, timeoutMs },
    database: jobs.database,
    claimedJobs: jobs.claimedJobs,
    models: { list, listKnown: list, find: found, forget: () => undefined },
    slot: createLoadedModelSlot(engine, () => 0),
    verifier: { verifyNext: async () => false },
    blobStore: { put: async () => 'ab'.repeat(32) } as never,
    encodePreview: async ({ rgb: bytes }) => ({ bytes, format: 'jpeg' }),
    previewEverySteps: 1,
    pollMs: 10_000,
    logger: createLogger({ log: 'silent' }),
    now: () => 0,
    onPhase: () => undefined,
  });
  running = worker.run();
  return workerId;
}

function submit(overrides: Partial<NewImageJob> = {}): Promise<ImageJobRow> {
  return jobs.submit(caller, { request: { ...testRequest, modelHash: model.hash }, ...overrides });
}

const read = (job: ImageJobRow) => jobs.jobStore.getJob(job.id, caller);

async function waitFor(job: ImageJobRow, state: ImageJobRow['state']): Promise<ImageJobRow> {
  await expect.poll(async () => (await read(job)).state, { timeout: 20_000 }).toBe(state);
  return read(job);
}

describe('a job', () => {
  it('is taken when it comes, and all its pictures are there when it is done', async () => {
    await startWorker();
    const job = await submit({ request: { ...testRequest, modelHash: model.hash, count: 3 } });
    await waitFor(job, 'done');
    const pictures = await jobs.jobStore.findPictures([job.id]);
    expect(pictures.map(({ pictureIndex, seed }) => [pictureIndex, seed])).toEqual(
      [7n, 8n, 9n].map((seed, i) => [i, seed]),
    );
  });

  it('that was tried before paints only the pictures that are missing', async () => {
    const job = await submit({ request: { ...testRequest, modelHash: model.hash, count: 3 } });
    const first = await jobs.claimedJobs.claimNext(await jobs.addWorker());
    await jobs.claimedJobs.start(first!.claim, { device: 'cpu', loadMs: 0, notices: [] });
    const file = { blobHash: 'cd', format: 'png', width: 8, height: 8, sizeBytes: 3, seed: 7n, settings: {} } as const;
    await jobs.claimedJobs.addPicture(first!.claim, { ...file, id: randomUUID(), index: 1 }, undefined);
    await jobs.claimedJobs.giveBack(first!.claim);
    const painted: number[] = [];
    await startWorker({
      paint: (order) => {
        painted.push(order.index);
        return paintAtOnce(order);
      },
    });
    await waitFor(job, 'done');
    expect(painted).toEqual([0, 2]);
    expect(await jobs.jobStore.findPictures([job.id])).toHaveLength(3);
  });

  it('shows its latest step and preview while it runs', async () => {
    await startWorker({ paint: paintForEver });
    const job = await submit();
    await waitFor(job, 'running');
    const findProgress = async () => (await jobs.jobStore.findProgress([job.id]))[0];
    await expect.poll(async () => (await findProgress())?.step ?? 0, { timeout: 20_000 }).toBeGreaterThan(1);
    const progress = await findProgress();
    expect(Array.from(progress?.preview ?? [])).toEqual([1, 2, 3]);
    expect(progress?.previewFormat).toBe('jpeg');
  });

  it('carries what the model said about its words', async () => {
    const words = { unknown: ['dragon'], replaced: [{ from: 'ship', to: 'boat' }], truncated: true };
    await startWorker({ words });
    const { notices } = await waitFor(await submit(), 'done');
    expect(notices).toEqual([
      { code: 'unknown-words', text: "Postcard doesn't know: dragon.", words: ['dragon'] },
      { code: 'replaced-words', text: 'Postcard read ship as boat.', words: ['ship'] },
      { code: 'prompt-shortened', text: 'The prompt is longer than Postcard reads; its end was left out.', words: [] },
    ]);
  });
});

describe('a job that can not be painted', () => {
  it('fails with the reason when the engine does, and the next one is taken', async () => {
    let tries = 0;
    await startWorker({
      paint: async (order) => {
        tries += 1;
        if (tries === 1) throw new Error('The network unet failed.');
        return paintAtOnce(order);
      },
    });
    const job = await submit();
    const next = await submit();
    const failed = await waitFor(job, 'failed');
    expect(failed.failure).toMatchObject({ code: 'painting-failed', message: 'The network unet failed.' });
    expect(failed.failure?.advice).not.toBe('');
    await waitFor(next, 'done');
  });

  it('fails when its model can not be opened, which is then known to be broken', async () => {
    const load = async () => {
      throw new ModelUnusableError('unet: The file is cut off. Get it again.');
    };
    await startWorker({ load });
    const { failure } = await waitFor(await submit(), 'failed');
    expect(failure).toMatchObject({ code: 'model-broken', message: expect.stringContaining('cut off') });
    expect(await modelStore.find('postcard')).toMatchObject({
      state: 'broken',
      reason: expect.stringContaining('cut off'),
    });
  });

  it('fails when the files of its model are others by now', async () => {
    await startWorker({ model: { ...model, hash: '0'.repeat(64) } });
    const { failure } = await waitFor(await submit(), 'failed');
    expect(failure?.code).toBe('model-changed');
  });

  it('fails when it takes too long', async () => {
    await startWorker({ paint: paintForEver, timeoutMs: 50 });
    const { failure } = await waitFor(await submit(), 'failed');
    expect(failure?.code).toBe('timed-out');
  });
});

describe('a running job', () => {
  it('is cancelled by id, while it paints and while its model is opened', async () => {
    const opening: ImageEngine['load'] = (_, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    for (const [script, state] of [
      [{ paint: paintForEver }, 'running'],
      [{ load: opening }, 'loading'],
    ] as const) {
      await startWorker(script);
      const job = await submit();
      await waitFor(job, state);
      await jobs.jobStore.cancel(job.id, caller);
      await waitFor(job, 'cancelled');
      expect(await jobs.jobStore.findPictures([job.id])).toEqual([]);
      worker?.drain(0);
      await running;
    }
  });

  it('goes back to the queue when the worker is drained, uncounted', async () => {
    await startWorker({ paint: paintForEver });
    const job = await submit();
    await waitFor(job, 'running');
    worker?.drain(0);
    await running;
    expect(await read(job)).toMatchObject({ state: 'queued', workerDeaths: 0, attempt: 1 });
  });

  it('is dropped by a worker that was held for gone, which goes on with the next', async () => {
    let tries = 0;
    const paint: LoadedImageModel['paint'] = (order) => {
      tries += 1;
      return tries === 1 ? paintForEver(order) : paintAtOnce(order);
    };
    const workerId = await startWorker({ paint });
    const job = await submit();
    await waitFor(job, 'running');
    await jobs.workers.removeWorker(workerId, { counted: false, reason: 'it fell silent' });
    expect(await waitFor(job, 'done')).toMatchObject({ attempt: 2 });
  });
});
