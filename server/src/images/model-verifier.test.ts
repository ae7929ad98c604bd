import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../logging.ts';
import type { ImageModel } from '../models/model-registry.ts';
import { createModelStore, type ModelStore } from '../models/model-store.ts';
import { openTestDatabase, type TestDatabase } from '../storage/test-database.ts';
import { type ImageEngine, ModelUnusableError } from './image-engine.ts';
import { createLoadedModelSlot } from './loaded-model-slot.ts';
import { createModelVerifier } from './model-verifier.ts';
import { createTestModel } from './test-models.ts';

let testDatabase: TestDatabase;
let modelStore: ModelStore;
beforeAll(async () => {
  testDatabase = await openTestDatabase();
  modelStore = createModelStore(testDatabase.database);
});
afterAll(() => testDatabase.close());

const { signal } = new AbortController();

/** A verifier over models whose state is what the store knows, with a log of what the engine was asked. */
function createTestVerifier(models: readonly ImageModel[], open: (folder: string) => Promise<void>) {
  const opened: string[] = [];
  const engine: ImageEngine = {
    async load(folder) {
      opened.push(`load ${folder}`);
      await open(folder);
      return { device: 'cpu', dispose: async () => undefined } as never;
    },
    async verify(folder) {
      opened.push(`verify ${folder}`);
      await open(folder);
    },
  };
  const list = async () => {
    const records = await modelStore.list();
    return models.map((model) => {
      const record = records.get(model.id);
      return record?.hash === model.hash ? { ...model, state: record.state, reason: record.reason } : model;
    });
  };
  const registry = { list, listKnown: list, find: async () => undefined, forget: () => undefined };
  const slot = createLoadedModelSlot(engine, () => 0);
  const logger = createLogger({ log: 'silent' });
  const verifier = createModelVerifier({
    models: registry,
    modelStore,
    engine,
    slot,
    logger,
    defaultImageModel: 'main',
  });
  const verifyAll = async () => {
    while (await verifier.verifyNext(signal));
  };
  return { opened, verifier, verifyAll, list };
}

const createUnproved = (id: string, hash = id) => ({ ...createTestModel({ id }, 'checking'), hash });

describe('the proof of models', () => {
  it('takes the default first and keeps it open, then the others, each once', async () => {
    const { opened, verifyAll, list } = createTestVerifier(
      [createUnproved('a'), createUnproved('main')],
      async () => undefined,
    );
    await verifyAll();
    await verifyAll();
    expect(opened).toEqual(['load /models/main', 'verify /models/a']);
    expect((await list()).map(({ state }) => state)).toEqual(['ready', 'ready']);
  });

  it('writes down why one is broken, and goes on with the next', async () => {
    const { verifyAll, list } = createTestVerifier([createUnproved('bad'), createUnproved('good')], async (folder) => {
      if (folder === '/models/bad') throw new ModelUnusableError('unet: The file is cut off.');
    });
    await verifyAll();
    expect((await list()).map(({ state, reason }) => [state, reason])).toEqual([
      ['broken', 'unet: The file is cut off.'],
      ['ready', ''],
    ]);
  });

  it('is made again when the files change', async () => {
    await createTestVerifier([createUnproved('changing', 'one')], async () => undefined).verifyAll();
    const { opened, verifyAll } = createTestVerifier([createUnproved('changing', 'two')], async () => undefined);
    await verifyAll();
    expect(opened).toEqual(['verify /models/changing']);
  });

  it('is given up for a model that ended the worker twice', async () => {
    const model = createUnproved('deadly');
    // The end of a process is a proof that never comes to an end.
    for (let round = 0; round < 2; round++) {
      const died = createTestVerifier([model], () => new Promise(() => undefined));
      void died.verifier.verifyNext(signal);
      await expect.poll(() => died.opened).toHaveLength(1);
    }
    const { opened, verifyAll, list } = createTestVerifier([model], async () => undefined);
    await verifyAll();
    expect(opened).toEqual([]);
    expect(await list()).toMatchObject([
      { state: 'broken', reason: expect.stringContaining('ended the image worker') },
    ]);
  });

  it("is not counted when it ends for a reason that isn't the model's", async () => {
    const model = createUnproved('unlucky');
    for (let round = 0; round < 3; round++) {
      const { verifier } = createTestVerifier([model], async () => {
        throw new Error('no memory left');
      });
      await expect(verifier.verifyNext(signal)).rejects.toThrow('no memory left');
    }
    expect(await modelStore.find('unlucky')).toMatchObject({ state: 'checking', facts: { openings: 0 } });
  });
});
