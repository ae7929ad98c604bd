import { randomUUID } from 'node:crypto';
import { Code, ConnectError } from '@connectrpc/connect';
import { googleRpc, JobState, ModelState, OutputFormat, type WatchJobResponse } from '@starweave/contract';
import { readPictureSettings } from '@starweave/diffusion';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestImages, type TestImages } from './test-images.ts';

let test: TestImages;
beforeAll(async () => {
  test = await openTestImages();
});
afterAll(() => test.close());

const request = { prompt: 'a cat', settings: { seed: 7, steps: 3 } };
/** Runs long enough to be caught at it. */
const longRequest = { prompt: 'a cat', settings: { seed: 7, steps: 900, width: 128, height: 128 } };

async function submitAndCatchRunning(): Promise<string> {
  const { job } = await test.jobClient.submitImageJob({ request: longRequest });
  for await (const { update } of test.jobClient.watchJob({ jobId: job!.id })) {
    if (update.case === 'progress') break;
  }
  return job!.id;
}

async function waitForEnd(jobId: string) {
  let last: WatchJobResponse['update'] | undefined;
  for await (const { update } of test.jobClient.watchJob({ jobId })) if (update.case === 'job') last = update;
  return last?.case === 'job' ? last.value : undefined;
}

async function catchError(work: Promise<unknown>): Promise<ConnectError> {
  return ConnectError.from(
    await work.then(
      () => new Error('nothing was thrown'),
      (error: unknown) => error,
    ),
  );
}

describe('GenerateImage', () => {
  it('answers with a PNG that carries its settings, the same bytes for the same seed', async () => {
    const first = await test.imageClient.generateImage(request);
    const second = await test.imageClient.generateImage(request);
    expect(first).toMatchObject({ format: 'png', error: '' });
    expect(first.metadata).toMatchObject({ model: 'tiny', seed: 7, seed64: 7n, steps: 3, device: 'cpu' });
    expect(second.imageData).toEqual(first.imageData);
    expect(readPictureSettings(first.imageData).settings).toMatchObject({ prompt: 'a cat', seed: '7', steps: 3 });
  });

  it.each([
    [OutputFormat.JPEG, 'jpeg'],
    [OutputFormat.WEBP, 'webp'],
  ])('paints %i as %s', async (outputFormat, format) => {
    const answer = await test.imageClient.generateImage({ ...request, outputFormat });
    expect(answer.format).toBe(format);
    expect((await sharp(answer.imageData).metadata()).format).toBe(format);
  });

  it('paints picture i of several with seed + i, as it would be alone', async () => {
    const { pictures, imageData } = await test.imageClient.generateImage({ ...request, count: 3 });
    expect(pictures.map(({ index, seed64 }) => [index, seed64])).toEqual([7n, 8n, 9n].map((seed, i) => [i, seed]));
    const alone = await test.imageClient.generateImage({ ...request, settings: { ...request.settings, seed: 9 } });
    expect(pictures[2]?.imageData).toEqual(alone.imageData);
    expect(pictures[0]?.imageData).toEqual(imageData);
    expect(alone.pictures[0]?.imageData).toHaveLength(0);
  });

  it('takes a random seed that both fields agree on', async () => {
    const { metadata } = await test.imageClient.generateImage({ prompt: 'a cat', settings: { steps: 1 } });
    expect(BigInt(metadata!.seed)).toBe(metadata!.seed64);
    const again = await test.imageClient.generateImage({ prompt: 'a cat', settings: { steps: 1 } });
    expect(again.metadata!.seed64).not.toBe(metadata!.seed64);
  });

  it('refuses bad values by their field', async () => {
    const error = await catchError(test.imageClient.generateImage({ prompt: '', settings: { steps: 0 } }));
    expect(error.code).toBe(Code.InvalidArgument);
    const [details] = error.findDetails(googleRpc.BadRequestSchema);
    expect(details?.fieldViolations.map(({ field }) => field)).toEqual(['prompt', 'settings.steps']);
  });

  it('joins the job of its idempotency key, and refuses the key for another request', async () => {
    const idempotencyKey = randomUUID();
    const keyed = { prompt: 'a cat', settings: { steps: 2 }, idempotencyKey };
    const [first, second] = await Promise.all([1, 2].map(() => test.imageClient.generateImage(keyed)));
    expect(second!.requestId).toBe(first!.requestId);
    expect(second!.imageData).toEqual(first!.imageData);
    const error = await catchError(test.imageClient.generateImage({ ...keyed, prompt: 'a dog' }));
    expect(error.code).toBe(Code.AlreadyExists);
  });

  it('cancels its job when the caller goes away', async () => {
    const leaving = new AbortController();
    const answer = catchError(test.imageClient.generateImage(longRequest, { signal: leaving.signal }));
    await expect
      .poll(async () => (await test.jobClient.listJobs({ limit: 1 })).jobs[0]?.state, { timeout: 20_000 })
      .toBe(JobState.RUNNING);
    const [job] = (await test.jobClient.listJobs({ limit: 1 })).jobs;
    leaving.abort();
    expect((await answer).code).toBe(Code.Canceled);
    expect(await waitForEnd(job!.id)).toMatchObject({ state: JobState.CANCELLED, pictures: [] });
  });
});

describe('GenerateImageVariations', () => {
  async function vary(options: { numVariations: number; variationStrength: number }) {
    const answers = [];
    for await (const answer of test.imageClient.generateImageVariations({ baseRequest: request, ...options })) {
      answers.push(answer);
    }
    return answers;
  }
  const getPixels = async (file: Uint8Array) => (await sharp(file).raw().toBuffer()).toString('hex');

  it('gives the same picture at strength 0', async () => {
    const [same] = await vary({ numVariations: 1, variationStrength: 0 });
    const { imageData } = await test.imageClient.generateImage(request);
    expect(await getPixels(same!.imageData)).toBe(await getPixels(imageData));
  });

  it('gives pictures that all differ, the same ones each time', async () => {
    const answers = await vary({ numVariations: 3, variationStrength: 0.4 });
    const pixels = await Promise.all(answers.map(({ imageData }) => getPixels(imageData)));
    expect(new Set(pixels).size).toBe(3);
    expect(answers.map(({ error }) => error)).toEqual(['', '', '']);
    expect(answers.map(({ metadata }) => metadata?.seed)).toEqual([7, 7, 7]);
    const again = await vary({ numVariations: 3, variationStrength: 0.4 });
    expect(again.map(({ imageData }) => imageData)).toEqual(answers.map(({ imageData }) => imageData));
    expect(readPictureSettings(again[1]!.imageData).settings?.variation).toEqual({ strength: 0.4, seed: '9' });
  });

  it('refuses bad values by their field, those of the base request too', async () => {
    const cases = [
      [{ numVariations: 0, variationStrength: 2 }, ['base_request', 'num_variations', 'variation_strength']],
      [{ baseRequest: { prompt: '', count: 1 } }, ['base_request.prompt']],
      [
        { baseRequest: { ...request, count: 2 }, variationStrength: Number.NaN },
        ['variation_strength', 'base_request.count'],
      ],
    ] as const;
    for (const [sent, fields] of cases) {
      const stream = test.imageClient.generateImageVariations(sent)[Symbol.asyncIterator]();
      const error = await catchError(stream.next());
      const [details] = error.findDetails(googleRpc.BadRequestSchema);
      expect(details?.fieldViolations.map(({ field }) => field)).toEqual(fields);
    }
  });
});

describe('JobService', () => {
  it('WatchJob tells of every state in order, with progress between, and ends', async () => {
    const { job } = await test.jobClient.submitImageJob({
      request: { ...longRequest, settings: { seed: 3, steps: 400 } },
    });
    const states: JobState[] = [];
    const revisions: bigint[] = [];
    const steps: number[] = [];
    for await (const { update } of test.jobClient.watchJob({ jobId: job!.id })) {
      if (update.case === 'progress') steps.push(update.value.step);
      if (update.case !== 'job') continue;
      states.push(update.value.state);
      revisions.push(update.value.revision);
    }
    const order = [JobState.QUEUED, JobState.LOADING, JobState.RUNNING, JobState.DONE];
    expect(states.map((state) => order.indexOf(state))).toEqual(states.map((state) => order.indexOf(state)).toSorted());
    expect(states.at(-1)).toBe(JobState.DONE);
    expect(revisions).toEqual([...new Set(revisions)].toSorted((a, b) => Number(a - b)));
    expect(steps.length).toBeGreaterThan(0);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  });

  it('CancelJob stops a running job, with nothing painted', async () => {
    const jobId = await submitAndCatchRunning();
    await test.jobClient.cancelJob({ jobId });
    expect(await waitForEnd(jobId)).toMatchObject({ state: JobState.CANCELLED, pictures: [] });
    const { requestId } = await test.imageClient.generateImage(request);
    expect(requestId).not.toBe(jobId);
  });

  it('RetryJob paints the same picture with the same seed, another one with a new seed', async () => {
    const { requestId, imageData } = await test.imageClient.generateImage(request);
    const same = await test.jobClient.retryJob({ jobId: requestId, keepSeed: true });
    const ended = await waitForEnd(same.job!.id);
    const picture = await test.pictureClient.getPicture({ pictureId: ended!.pictures[0]!.id });
    expect(picture.imageData).toEqual(imageData);
    const other = await test.jobClient.retryJob({ jobId: requestId });
    expect(other.job?.request?.settings?.seed64).not.toBe(7n);
    expect(other.job?.request?.settings).toMatchObject({ steps: 3 });
    await waitForEnd(other.job!.id);
  });

  it('RetryJob refuses a job that still runs', async () => {
    const jobId = await submitAndCatchRunning();
    expect((await catchError(test.jobClient.retryJob({ jobId }))).code).toBe(Code.FailedPrecondition);
    await test.jobClient.cancelJob({ jobId });
    await waitForEnd(jobId);
  });

  it('answers NOT_FOUND for ids of nothing', async () => {
    for (const jobId of ['', 'nothing', randomUUID()]) {
      expect((await catchError(test.jobClient.getJob({ jobId }))).code).toBe(Code.NotFound);
      expect((await catchError(test.jobClient.cancelJob({ jobId }))).code).toBe(Code.NotFound);
      expect((await catchError(waitForEnd(jobId))).code).toBe(Code.NotFound);
    }
  });

  it('ListJobs gives the newest first, of the states that are asked for', async () => {
    const { jobs } = await test.jobClient.listJobs({ states: [JobState.DONE], limit: 5 });
    expect(jobs).toHaveLength(5);
    const times = jobs.map(({ createdAt }) => Number(createdAt!.seconds) * 1e9 + createdAt!.nanos);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(jobs.every(({ state }) => state === JobState.DONE)).toBe(true);
    expect((await catchError(test.jobClient.listJobs({ limit: 0 }))).code).toBe(Code.InvalidArgument);
  });
});

describe('pictures', () => {
  it('are read whole and as thumbnails by their owner alone', async () => {
    const { pictures, imageData } = await test.imageClient.generateImage(request);
    const id = pictures[0]!.id;
    const { pictureReader } = test.images;
    expect((await pictureReader.findPicture(id, test.caller))?.bytes).toEqual(Buffer.from(imageData));
    const thumbnail = await pictureReader.findThumbnail(id, test.caller, 16);
    expect(await sharp(thumbnail!.bytes).metadata()).toMatchObject({ format: 'webp', width: 16, height: 16 });
    const stranger = { personId: randomUUID() };
    expect(await pictureReader.findPicture(id, stranger)).toBeUndefined();
    expect(await pictureReader.findThumbnail(id, stranger, 16)).toBeUndefined();
    expect(await pictureReader.findPicture('../etc', test.caller)).toBeUndefined();
  });
});

describe('GetImageModels and health', () => {
  it('show the model as proved', async () => {
    const { models } = await test.imageClient.getImageModels({});
    expect(models).toMatchObject([{ id: 'tiny', state: ModelState.READY, isDefault: true, reason: '' }]);
    expect(models[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(models[0]?.capabilities).toContain('text-to-image');
    const health = await test.images.health();
    expect(health).toMatchObject({ modelsReady: 1, modelsTotal: 1 });
    expect(health.parts).toMatchObject([
      { name: 'images', status: 'serving' },
      { name: 'model:tiny', status: 'serving' },
    ]);
  });
});
