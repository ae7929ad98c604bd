import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyTinyModel, removeModelCopies } from '../model-folder/test-model-folder.ts';
import { loadTextToImagePipeline } from './text-to-image.ts';
import type { TextToImagePipeline } from './text-to-image-pipeline.ts';
import type { TextToImageRequest } from './text-to-image-types.ts';

const request: TextToImageRequest = { prompt: 'a lighthouse under a full moon', seed: 7, steps: 3 };

let pipeline: TextToImagePipeline;

beforeAll(async () => {
  pipeline = await loadTextToImagePipeline(await copyTinyModel({}), { threads: 1 });
});

afterAll(async () => {
  await pipeline.dispose();
  await removeModelCopies();
});

describe('an abort', () => {
  it('before the start runs nothing', async () => {
    const signal = AbortSignal.abort(new Error('Changed my mind.'));
    await expect(pipeline.generate({ ...request, signal, onStep: fail })).rejects.toThrow('Changed my mind.');
  });

  it('ends a request that waits for another one at once', async () => {
    const controller = new AbortController();
    const steps: string[] = [];
    let waiting: Promise<unknown> = Promise.resolve();
    const running = pipeline.generate({
      ...request,
      // Inside of a step of the first request, the second one can't have had its turn.
      onStep: async ({ step }) => {
        steps.push(`first ${step}`);
        controller.abort(new Error('No longer wanted.'));
        await expect(waiting).rejects.toThrow('No longer wanted.');
      },
    });
    waiting = pipeline.generate({ ...request, signal: controller.signal, onStep: () => void steps.push('second') });
    await running;
    await pipeline.generate({ ...request, steps: 1 });
    expect(steps).toEqual(['first 1', 'first 2', 'first 3']);
  });

  it('ends the request within a step', async () => {
    const controller = new AbortController();
    let steps = 0;
    const painting = pipeline.generate({
      ...request,
      signal: controller.signal,
      onStep: () => {
        steps += 1;
        controller.abort();
      },
    });
    await expect(painting).rejects.toMatchObject({ name: 'AbortError' });
    expect(steps).toBe(1);
  });

  it('from elsewhere is heard although the networks block the thread', async () => {
    const controller = new AbortController();
    let steps = 0;
    const painting = pipeline.generate({
      ...request,
      steps: 200,
      signal: controller.signal,
      onStep: () => {
        steps += 1;
        if (steps === 2) setImmediate(() => controller.abort());
      },
    });
    await expect(painting).rejects.toMatchObject({ name: 'AbortError' });
    expect(steps).toBeLessThanOrEqual(4);
  });

  it('after the last step leaves out the decoding', async () => {
    const controller = new AbortController();
    const painting = pipeline.generate({
      ...request,
      signal: controller.signal,
      onStep: ({ step, steps }) => {
        if (step === steps) controller.abort();
      },
      onImage: fail,
    });
    await expect(painting).rejects.toMatchObject({ name: 'AbortError' });
  });
});

function fail(): never {
  throw new Error('This should not have been called.');
}
