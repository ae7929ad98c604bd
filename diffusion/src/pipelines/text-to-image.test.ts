import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExecutionProviderError, InvalidSettingsError, UnsupportedSizeError } from '../errors.ts';
import { copyTinyModel, removeModelCopies } from '../model-folder/test-model-folder.ts';
import { loadTextToImagePipeline } from './text-to-image.ts';
import type { TextToImagePipeline } from './text-to-image-pipeline.ts';
import type { StepProgress, TextToImageRequest } from './text-to-image-types.ts';

const request: TextToImageRequest = { prompt: 'a lighthouse under a full moon', seed: 7, steps: 3 };

let pipeline: TextToImagePipeline;

beforeAll(async () => {
  const folder = await copyTinyModel({
    'starweave.json': JSON.stringify({
      name: 'Tiny',
      defaults: { steps: 4, guidanceScale: 3, scheduler: 'EulerDiscreteScheduler' },
      latentRgbFactors: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
        [0, 0, 0],
      ],
      latentRgbBias: [0, 0, 0],
      synonyms: { moon: 'sun' },
    }),
  });
  pipeline = await loadTextToImagePipeline(folder, { threads: 1 });
});

afterAll(async () => {
  await pipeline.dispose();
  await removeModelCopies();
});

describe('generate', () => {
  it('paints the same picture for the same request, and another one for another seed', async () => {
    const [first, again, other] = [
      await pipeline.generate(request),
      await pipeline.generate(request),
      await pipeline.generate({ ...request, seed: 8 }),
    ];
    expect(again.images).toEqual(first.images);
    expect(other.images[0]!.rgb).not.toEqual(first.images[0]!.rgb);
  });

  it.each(['DDIMScheduler', 'EulerDiscreteScheduler', 'DPMSolverMultistepScheduler'])(
    'paints picture i of a batch like the only picture of seed + i (%s)',
    async (scheduler) => {
      const batch = await pipeline.generate({ ...request, scheduler, count: 3, seed: 41n });
      expect(batch.images.map((image) => image.seed)).toEqual([41n, 42n, 43n]);
      for (const image of batch.images) {
        const single = await pipeline.generate({ ...request, scheduler, seed: image.seed });
        expect(image.rgb).toEqual(single.images[0]!.rgb);
      }
    },
  );

  it('takes the defaults of the model', async () => {
    const { settings } = await pipeline.generate({ prompt: 'x', seed: 1 });
    expect(settings).toEqual({
      prompt: 'x',
      prompts: [{ prompt: 'x', negativePrompt: '' }],
      promptSyntax: 'weighted',
      emphasis: 'original',
      commaBacktrack: 20,
      negativePrompt: '',
      width: 64,
      height: 64,
      steps: 4,
      guidanceScale: 3,
      seed: 1n,
      seeds: [1n],
      count: 1,
      scheduler: 'EulerDiscreteScheduler',
      guidanceRescale: 0,
      eta: 0,
      clipSkip: 0,
    });
  });

  it('uses every setting', async () => {
    const usual = (await pipeline.generate(request)).images[0]!.rgb;
    const changes: Partial<TextToImageRequest>[] = [
      { prompt: 'a boat' },
      { negativePrompt: 'fog' },
      { steps: 4 },
      { guidanceScale: 4 },
      { scheduler: 'DDIMScheduler' },
    ];
    for (const change of changes) {
      expect((await pipeline.generate({ ...request, ...change })).images[0]!.rgb).not.toEqual(usual);
    }
  });

  it('leaves the negative prompt out where there is no guidance', async () => {
    const unguided = { ...request, guidanceScale: 1 };
    const [without, with_] = [
      await pipeline.generate(unguided),
      await pipeline.generate({ ...unguided, negativePrompt: 'fog' }),
    ];
    expect(with_.images).toEqual(without.images);
  });

  it('paints oblong pictures', async () => {
    const [image] = (await pipeline.generate({ ...request, width: 112, height: 48 })).images;
    expect(image).toMatchObject({ width: 112, height: 48 });
    expect(image!.rgb).toHaveLength(112 * 48 * 3);
  });

  it('reports every step with a preview, every picture, and where the time went', async () => {
    const steps: StepProgress[] = [];
    const pictures: number[] = [];
    const { timings, words } = await pipeline.generate({
      ...request,
      count: 2,
      onStep: (step) => {
        steps.push(step);
      },
      onImage: (_, picture) => {
        pictures.push(picture);
      },
    });
    expect(steps.map(({ picture, step }) => [picture, step])).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 1],
      [1, 2],
      [1, 3],
    ]);
    expect(steps[0]).toMatchObject({ pictures: 2, steps: 3, timestep: 999, preview: { width: 8, height: 8 } });
    expect(pictures).toEqual([0, 1]);
    expect(words.replaced).toEqual([{ from: 'moon', to: 'sun' }]);
    const { total, ...parts } = timings;
    expect(parts.unet).toBeGreaterThan(0);
    expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(total, 6);
  });

  it('reads the time from the clock that it is given', async () => {
    let now = 0;
    const counted = await loadTextToImagePipeline(pipeline.facts.folder, { threads: 1, clock: () => now++ });
    const { timings } = await counted.generate(request);
    // Every part is the time between two readings: two prompts, three steps, one decoding.
    expect(timings).toMatchObject({ textEncoder: 2, unet: 3, vaeDecoder: 1, callbacks: 1 });
    await counted.dispose();
  });

  it('runs requests one after the other', async () => {
    const order: string[] = [];
    const log = (name: string) => () => {
      order.push(name);
    };
    await Promise.all(['a', 'b'].map((name) => pipeline.generate({ ...request, onStep: log(name) })));
    expect(order.join('')).toBe('aaabbb');
  });

  it('ends with what a callback throws, and paints on afterwards', async () => {
    const failing = pipeline.generate({
      ...request,
      onStep: () => {
        throw new Error('The browser is gone.');
      },
    });
    await expect(failing).rejects.toThrow('The browser is gone.');
    await expect(pipeline.generate(request)).resolves.toBeDefined();
  });
});

describe('settings that cannot be followed', () => {
  it.each<[string, Partial<TextToImageRequest>, string]>([
    ['width', { width: 0 }, 'multiple of 16 from 16 to 4096'],
    ['width', { width: -8 }, 'multiple of 16'],
    ['width', { width: 100_000 }, '4096'],
    ['height', { height: 72 }, 'multiple of 16'],
    ['height', { height: Number.NaN }, 'multiple of 16'],
    ['steps', { steps: 0 }, '1 to 1000'],
    ['steps', { steps: 10_000 }, '1 to 1000'],
    ['steps', { steps: 2.5 }, '1 to 1000'],
    ['guidanceScale', { guidanceScale: Number.NaN }, '0 to 50'],
    ['guidanceScale', { guidanceScale: Number.POSITIVE_INFINITY }, '0 to 50'],
    ['guidanceScale', { guidanceScale: -1 }, '0 to 50'],
    ['count', { count: 0 }, '1 to 16'],
    ['count', { count: 17 }, '1 to 16'],
    ['seed', { seed: -1 }, '9223372036854775807'],
    ['seed', { seed: 2 ** 60 }, 'bigint'],
    ['seed', { seed: 2n ** 63n - 1n, count: 2 }, '9223372036854775807'],
    ['prompt', { prompt: 'a\0b' }, 'null character'],
    ['prompt', { prompt: 'a'.repeat(10_001) }, '10000'],
    ['negativePrompt', { negativePrompt: '\0' }, 'null character'],
    ['scheduler', { scheduler: 'MagicScheduler' }, 'DDIMScheduler'],
    ['scheduler', { scheduler: 'FlowMatchEulerDiscreteScheduler' }, 'DDIMScheduler'],
  ])('%s of %o', async (field, change, allowed) => {
    const error: unknown = await pipeline.generate({ ...request, ...change, onStep: fail }).catch((reason) => reason);
    expect(error).toBeInstanceOf(InvalidSettingsError);
    expect(error).toMatchObject({ code: 'settings-invalid', field });
    expect((error as Error).message).toContain(allowed);
    expect(() => pipeline.resolveSettings({ ...request, ...change })).toThrow(InvalidSettingsError);
  });

  it('names the sizes that a model paints', async () => {
    const sizes = [{ width: 64, height: 64 }];
    const folder = await copyTinyModel({ 'starweave.json': JSON.stringify({ name: 'Square', sizes }) });
    const square = await loadTextToImagePipeline(folder);
    const painting = square.generate({ ...request, width: 128, height: 64 });
    await expect(painting).rejects.toThrow("Square doesn't paint 128 × 64; it paints 64 × 64.");
    await expect(painting).rejects.toBeInstanceOf(UnsupportedSizeError);
    await expect(square.generate(request)).resolves.toBeDefined();
    await square.dispose();
  });

  it('takes the largest seed', async () => {
    const seed = 2n ** 63n - 1n;
    expect((await pipeline.generate({ ...request, seed })).images[0]!.seed).toBe(seed);
  });
});

describe('loadTextToImagePipeline', () => {
  it('takes the first execution provider that starts, and says why not the others', async () => {
    const loaded = await loadTextToImagePipeline(pipeline.facts.folder, { executionProviders: ['abacus', 'cpu'] });
    expect(loaded.executionProvider).toBe('cpu');
    expect(loaded.skippedExecutionProviders).toEqual([{ name: 'abacus', reason: expect.stringContaining('abacus') }]);
    await loaded.dispose();
  });

  it('says why when none starts', async () => {
    const loading = loadTextToImagePipeline(pipeline.facts.folder, { executionProviders: ['abacus'] });
    await expect(loading).rejects.toBeInstanceOf(ExecutionProviderError);
  });

  it('stops on an abort', async () => {
    const signal = AbortSignal.abort();
    await expect(loadTextToImagePipeline(pipeline.facts.folder, { signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it('opens legacy exports, which have no configurations beside the networks', async () => {
    const folder = await copyTinyModel({
      'vae_decoder/config.json': undefined,
      'unet/config.json': undefined,
      'text_encoder/config.json': undefined,
    });
    const legacy = await loadTextToImagePipeline(folder, { threads: 1 });
    const whole = await loadTextToImagePipeline(path.join(await copyTinyModel({})), { threads: 1 });
    const sized = { ...request, width: 64, height: 64 };
    expect((await legacy.generate(sized)).images).toEqual((await whole.generate(sized)).images);
    await legacy.dispose();
    await whole.dispose();
  });
});

describe('dispose', () => {
  it('waits for the request that runs, and refuses later ones', async () => {
    const loaded = await loadTextToImagePipeline(pipeline.facts.folder, { threads: 1 });
    const painting = loaded.generate(request);
    await loaded.dispose();
    await expect(painting).resolves.toBeDefined();
    await expect(loaded.generate(request)).rejects.toThrow('disposed');
    await loaded.dispose();
  });
});

function fail(): never {
  throw new Error('This should not have been called.');
}
