import { rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Code, ConnectError } from '@connectrpc/connect';
import { ModelState } from '@starweave/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestImages, type TestImages } from './test-images.ts';

const corruptNetwork = (folder: string) => writeFile(path.join(folder, 'unet', 'model.onnx'), 'not a network at all');
const truncateNetwork = (folder: string) => truncate(path.join(folder, 'unet', 'model.onnx'), 5000);
const removeTokenizer = (folder: string) => rm(path.join(folder, 'tokenizer'), { recursive: true });

let test: TestImages;
beforeAll(async () => {
  // The default model is one of the broken.
  const models = { tiny: truncateNetwork, corrupt: corruptNetwork, wordless: removeTokenizer, good: undefined };
  test = await openTestImages({ models });
});
afterAll(() => test.close());

async function findModel(id: string) {
  return (await test.imageClient.getImageModels({})).models.find((model) => model.id === id);
}

const request = { prompt: 'a cat', settings: { seed: 7, steps: 2 } };

describe('broken models', () => {
  it('do not keep a good one from being proved', async () => {
    await expect.poll(async () => (await findModel('good'))?.state, { timeout: 60_000 }).toBe(ModelState.READY);
  });

  it.each([
    ['tiny', /unet/],
    ['corrupt', /unet/],
    ['wordless', /tokenizer/],
  ])('%s is shown with the reason', async (id, reason) => {
    await expect.poll(async () => (await findModel(id))?.state, { timeout: 60_000 }).toBe(ModelState.BROKEN);
    expect((await findModel(id))?.reason).toMatch(reason);
  });

  it('are refused with the reason when they are asked for', async () => {
    const asked = test.imageClient.generateImage({ ...request, model: 'wordless' });
    const error = ConnectError.from(await asked.catch((reason: unknown) => reason));
    expect(error.code).toBe(Code.FailedPrecondition);
    expect(error.rawMessage).toMatch(/wordless.*tokenizer/);
  });

  it('as the default give way to one that works, visibly', async () => {
    const answer = await test.imageClient.generateImage(request);
    expect(answer.metadata).toMatchObject({ model: 'good', requestedModel: 'tiny' });
    expect(answer.notices).toMatchObject([{ code: 'model-fallback', words: ['tiny', 'good'] }]);
  });

  it('show in the health by name, and the rest serves', async () => {
    const { parts, modelsReady, modelsTotal } = await test.images.health();
    expect([modelsReady, modelsTotal]).toEqual([1, 4]);
    const states = Object.fromEntries(parts.map(({ name, status }) => [name, status]));
    expect(states).toMatchObject({ images: 'degraded', 'model:good': 'serving', 'model:wordless': 'not-serving' });
  });
});

describe('model folders', () => {
  it('are seen when they are added, repaired and removed, without a restart', async () => {
    await test.addModel('added');
    await expect.poll(async () => (await findModel('added'))?.state, { timeout: 60_000 }).toBe(ModelState.READY);
    const answer = await test.imageClient.generateImage({ ...request, model: 'added' });
    expect(answer.metadata?.model).toBe('added');
    await rm(path.join(test.modelFolder, 'added'), { recursive: true });
    await expect.poll(() => findModel('added'), { timeout: 60_000 }).toBeUndefined();
    const asked = test.imageClient.generateImage({ ...request, model: 'added' });
    const error = ConnectError.from(await asked.catch((reason: unknown) => reason));
    expect([error.code, error.rawMessage]).toEqual([Code.InvalidArgument, expect.stringContaining('good')]);
  });
});
