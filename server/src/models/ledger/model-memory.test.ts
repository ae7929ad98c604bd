import { copyFileSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Scorer, type ScorerId, scorerDefinitions, type TrainingData } from '@starweave/recommender';
import { beforeAll, describe, expect, it } from 'vitest';
import { ModelBrokenError, NotFoundError } from '../../errors.ts';
import { estimateModelMemoryRequirement } from './estimate-memory.ts';
import { loadModelSafe } from './load-model-safe.ts';
import { formatLoadReport, type LoadReport, loadModelWithGc } from './load-model-with-gc.ts';
import { loadModelsSequential } from './load-models-sequential.ts';
import { printMemoryReport } from './memory-report.ts';
import { getModelMetadata } from './model-metadata.ts';
import { aggressiveGc, collectFreed, getMemoryUsageMb } from './process-memory.ts';
import { saveModelStandard } from './save-model-standard.ts';
import { createTestFolder, createTwoKinds, fitSmall } from './test-fitted-models.ts';

const data = createTwoKinds(40, 30);
const foreign = createTwoKinds(40, 30, 1);
let svd: Scorer;
let content: Scorer;
beforeAll(async () => {
  svd = await fitSmall('svd-biased', data);
  content = await fitSmall('content', data);
});

async function saveIn(folder: string, model: Scorer, name = `${model.id}.safetensors`): Promise<string> {
  const file = path.join(folder, name);
  await saveModelStandard(model, file);
  return file;
}

const predictAll = (model: Scorer, { interactions }: TrainingData) =>
  Array.from({ length: interactions.itemCount }, (_, item) => model.viewAs(3).predict(item).rating);

describe('the door of the server', () => {
  const names = ['loadModelSafe', 'getModelMetadata', 'saveModelStandard', 'loadModelWithGc', 'loadModelsSequential'];
  const more = ['aggressiveGc', 'getMemoryUsageMb', 'estimateModelMemoryRequirement', 'printMemoryReport'];

  it.each([...names, ...more])('has %s', async (name) => {
    const door: Record<string, unknown> = await import('../../index.ts');
    expect(door[name]).toBeInstanceOf(Function);
  });
});

describe('saveModelStandard', () => {
  it('makes missing folders, and replaces a file without leaving anything beside it', async () => {
    const folder = path.join(createTestFolder(), 'deep', 'deeper');
    const file = await saveIn(folder, svd);
    await saveModelStandard(content, file, { origin: 'a test' });
    expect(readdirSync(folder)).toEqual([path.basename(file)]);
    expect(await getModelMetadata(file)).toMatchObject({ algorithm: 'content', notes: { origin: 'a test' } });
  });

  it('leaves the old file as it is when the new one can’t be written', async () => {
    const folder = createTestFolder();
    const file = await saveIn(folder, svd);
    const before = readFileSync(file);
    const broken = {
      ...svd,
      id: svd.id,
      toModelFile: () => {
        throw new Error('no arrays');
      },
    } as unknown as Scorer;
    await expect(saveModelStandard(broken, file)).rejects.toThrow('no arrays');
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(folder)).toHaveLength(1);
  });
});

describe('loadModelSafe', () => {
  it('gives back a model that predicts the same, saved with notes or without', async () => {
    const folder = createTestFolder();
    const bare = await saveIn(folder, content);
    const wrapped = path.join(folder, 'wrapped.safetensors');
    await saveModelStandard(content, wrapped, { 'fit-ms': '3' });
    for (const file of [bare, wrapped]) {
      const loaded = await loadModelSafe(file, data);
      // Weights are stored in half precision: eleven bits.
      for (const [item, rating] of predictAll(loaded, data).entries()) {
        expect(rating).toBeCloseTo(predictAll(content, data)[item]!, 2);
      }
    }
  });

  it('says that there is no file, by name', async () => {
    await expect(loadModelSafe('/nowhere/svd.safetensors', data)).rejects.toThrow(NotFoundError);
  });

  it.each([
    ['cut off', (file: string) => truncateSync(file, 900), 'cut off'],
    ['damaged', (file: string) => writeFileSync(file, damage(readFileSync(file))), 'checksum'],
    [
      'a Git LFS pointer',
      (file: string) => writeFileSync(file, 'version https://git-lfs.github.com/spec/v1\noid x\n'),
      'Git LFS',
    ],
    [
      'a Python pickle',
      (file: string) => writeFileSync(file, Buffer.from([0x80, 4, 0x95, 0, 0, 0, 0, 0, 0, 0, 0])),
      'pickle',
    ],
    ['empty', (file: string) => truncateSync(file, 0), 'too short'],
  ])('refuses a file that is %s, and says so', async (_, spoil, reason) => {
    const file = await saveIn(createTestFolder(), svd);
    spoil(file);
    const failure = await loadModelSafe(file, data).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ModelBrokenError);
    expect((failure as Error).message).toContain(reason);
  });

  it('refuses a model of other ratings', async () => {
    const file = await saveIn(createTestFolder(), svd);
    await expect(loadModelSafe(file, foreign)).rejects.toThrow('other ratings');
  });
});

describe('getModelMetadata', () => {
  it('reads the header only: a file whose numbers are gone still says what it was', async () => {
    const file = await saveIn(createTestFolder(), svd);
    const headerBytes = 8 + Number(readFileSync(file).readBigUInt64LE(0));
    truncateSync(file, headerBytes);
    const metadata = await getModelMetadata(file);
    expect(metadata).toMatchObject({ kind: 'model', algorithm: 'svd-biased', dataHash: data.interactions.dataHash });
    expect(metadata).toMatchObject({ parameters: { factors: 8 }, sizeBytes: headerBytes });
  });

  it('answers for a file that is missing or broken too', async () => {
    expect(await getModelMetadata('/nowhere')).toEqual({ kind: 'missing' });
    const file = path.join(createTestFolder(), 'x');
    writeFileSync(file, 'nothing of a model');
    expect(await getModelMetadata(file)).toMatchObject({ kind: 'broken' });
  });
});

describe('estimateModelMemoryRequirement', () => {
  const six: readonly ScorerId[] = ['svd', 'svd-biased', 'user-knn', 'item-knn', 'content', 'hybrid'];

  it.each(six)('is at least what %s keeps, and not far above that or its file', async (id) => {
    const large = createTwoKinds(120, 200);
    const model = await (id === 'hybrid'
      ? scorerDefinitions.find((one) => one.id === id)!.fit(large, { parts: 'svd,content', folds: 2 }, { threads: 1 })
      : fitSmall(id, large));
    const file = await saveIn(createTestFolder(), model);
    const loaded = await loadModelSafe(file, large);
    const { estimatedMemoryMb, fileSizeMb, overheadFactor } = await estimateModelMemoryRequirement(file);
    expect(fileSizeMb * 2 ** 20).toBe(readFileSync(file).length);
    expect(estimatedMemoryMb * 2 ** 20).toBeGreaterThanOrEqual(loaded.sizeBytes);
    // Item-KNN turns its lists round at the first question, which `sizeBytes` leaves out.
    expect(estimatedMemoryMb).toBeLessThanOrEqual(2.5 * Math.max(loaded.sizeBytes / 2 ** 20, fileSizeMb));
    expect(overheadFactor).toBeCloseTo(estimatedMemoryMb / fileSizeMb, 12);
  });

  it('takes nothing for a model that isn’t one', async () => {
    await expect(estimateModelMemoryRequirement('/nowhere')).rejects.toThrow("can't be opened");
  });
});

describe('aggressiveGc and getMemoryUsageMb', () => {
  it('count what the process holds, and collect what nobody holds any more', async () => {
    expect(getMemoryUsageMb()).toBeGreaterThan(10);
    expect(getMemoryUsageMb()).toBeCloseTo(process.memoryUsage.rss() / 2 ** 20, -1);
    let garbage: WeakRef<object> | undefined;
    (() => {
      garbage = new WeakRef({ large: new Array(1000).fill(0) });
    })();
    // A weak reference holds its target until the turn of the event loop is over.
    await new Promise((resolve) => setImmediate(resolve));
    aggressiveGc();
    expect(garbage!.deref()).toBeUndefined();
  });
});

describe('collectFreed', () => {
  it('collects where it is worth it', async () => {
    let garbage: WeakRef<object> | undefined;
    (() => {
      garbage = new WeakRef({ large: new Array(1000).fill(0) });
    })();
    await new Promise((resolve) => setImmediate(resolve));
    collectFreed(2 ** 20);
    expect(garbage!.deref()).toBeDefined();
    await new Promise((resolve) => setImmediate(resolve));
    collectFreed(64 * 2 ** 20);
    expect(garbage!.deref()).toBeUndefined();
  });
});

describe('loadModelWithGc', () => {
  it('loads, and reports what it took', async () => {
    const file = await saveIn(createTestFolder(), svd);
    const seen: LoadReport[] = [];
    const { model, report } = await loadModelWithGc(file, data, (one) => seen.push(one));
    expect(predictAll(model, data)).toHaveLength(30);
    expect(seen).toEqual([report]);
    expect(report.fileSizeMb * 2 ** 20).toBeCloseTo(readFileSync(file).length, 6);
    expect(report.increaseMb).toBeCloseTo(report.memoryAfterMb - report.memoryBeforeMb, 12);
    expect(report.durationMs).toBeGreaterThan(0);
  });

  it('says it in a line', () => {
    const report = {
      file: 'svd',
      fileSizeMb: 12,
      durationMs: 85.4,
      memoryBeforeMb: 100,
      memoryAfterMb: 114.4,
      increaseMb: 14.4,
    };
    expect(formatLoadReport(report)).toBe('svd: 12.0 MB in 85 ms, memory + 14.4 MB (1.2 × the file)');
  });
});

describe('loadModelsSequential', () => {
  it('loads the largest first, survives those that fail, and counts all', async () => {
    const folder = createTestFolder();
    const itemKnn = await fitSmall('item-knn', data);
    const small = await saveIn(folder, content);
    const large = await saveIn(folder, itemKnn);
    const cut = path.join(folder, 'cut.safetensors');
    copyFileSync(large, cut);
    truncateSync(cut, 1500);
    const order: string[] = [];
    const files = { small, cut, gone: path.join(folder, 'gone.safetensors'), large };
    const { models, failures, summary, reports } = await loadModelsSequential(files, data, (name) => order.push(name));
    expect(order).toEqual(['large', 'small']);
    expect([...models.keys()]).toEqual(order);
    expect([...reports.keys()]).toEqual(order);
    expect(summary).toBe('2 of 4 models loaded');
    expect(failures.map(({ name, kind }) => [name, kind])).toEqual([
      ['gone', 'missing'],
      ['cut', 'broken'],
    ]);
    expect(failures[1]!.reason).toContain('cut off');
    expect(existsSync(cut)).toBe(true);
  });

  it('loads a blend after its parts, and lets it share them', async () => {
    const folder = createTestFolder();
    const parts = new Map<ScorerId, Scorer>([
      ['svd-biased', svd],
      ['content', content],
    ]);
    const definition = scorerDefinitions.find(({ id }) => id === 'hybrid')!;
    const hybrid = await definition.fit({ ...data, parts }, { parts: 'svd-biased,content', folds: 2 }, { threads: 1 });
    const files = {
      hybrid: await saveIn(folder, hybrid),
      a: await saveIn(folder, svd),
      b: await saveIn(folder, content),
    };
    const { models } = await loadModelsSequential(files, data);
    expect([...models.keys()].at(-1)).toBe('hybrid');
    for (const [item, rating] of predictAll(models.get('hybrid')!, data).entries()) {
      expect(rating).toBeCloseTo(predictAll(hybrid, data)[item]!, 2);
    }
  });
});

describe('printMemoryReport', () => {
  it('prints each file, the sums, and whether they fit', async () => {
    const folder = createTestFolder();
    const file = await saveIn(folder, svd);
    const lines: string[] = [];
    const files = { svd: file, gone: path.join(folder, 'gone') };
    const write = (line: string) => lines.push(line);
    await printMemoryReport(files, { limitMb: 100, usedMb: 40, write });
    const { estimatedMemoryMb } = await estimateModelMemoryRequirement(file);
    expect(lines[0]!.split(/\s+/).slice(0, 3)).toEqual(['model', 'file', 'MB']);
    expect(lines[1]).toContain(estimatedMemoryMb.toFixed(2));
    expect(lines[2]).toMatch(/^gone\s+missing/);
    expect(lines.at(-1)).toBe('available: 60.00 MB of 100.00 MB, sufficient');
    await printMemoryReport(files, { limitMb: 40, usedMb: 40, write });
    expect(lines.at(-1)).toBe(
      `available: 0.00 MB of 40.00 MB, not enough: ${estimatedMemoryMb.toFixed(2)} MB more are needed`,
    );
  });
});

/** The same file with other bytes at its end. */
function damage(bytes: Buffer): Buffer {
  return bytes.fill(77, bytes.length - 3);
}
