import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PictureNetworkRun } from '../picture-networks/loaded-picture-network.ts';
import {
  createTestPicture,
  findLargestDifference,
  findTinyNetwork,
} from '../picture-networks/test-picture-networks.ts';
import { loadUpscaler, type Upscaler } from './load-upscaler.ts';

const networks = new Map<string, Upscaler>();

beforeAll(async () => {
  const options = { threads: 1, executionProviders: ['cpu'] };
  networks.set('exact-x2', await loadUpscaler(findTinyNetwork('exact-x2'), { ...options, valueRange: 'bytes' }));
  for (const name of ['esrgan-x4', 'unshuffle-x2', 'fixed-half-x2', 'channels-last-x2', 'no-batch-x2']) {
    networks.set(name, await loadUpscaler(findTinyNetwork(name), options));
  }
});

afterAll(async () => {
  for (const upscaler of networks.values()) await upscaler.dispose();
});

describe('an upscaler', () => {
  it.each([
    [
      'esrgan-x4',
      {
        inputName: 'input',
        elementType: 'float32',
        layout: 'channels-first',
        batched: true,
        scale: 4,
        sizeMultiple: 1,
      },
    ],
    ['fixed-half-x2', { inputName: 'image', elementType: 'float16', fixedSize: { width: 32, height: 24 }, scale: 2 }],
    ['unshuffle-x2', { scale: 2, sizeMultiple: 2, fixedSize: undefined }],
    ['channels-last-x2', { inputName: 'lr', layout: 'channels-last', scale: 2, sizeMultiple: 1 }],
    ['no-batch-x2', { batched: false, layout: 'channels-first', scale: 2 }],
  ])('%s is read from its file', (name, facts) => {
    expect(networks.get(name)!.facts).toMatchObject(facts);
  });

  it('can be the only file in a folder', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'starweave-upscaler-'));
    await writeFile(path.join(folder, 'any-name.onnx'), await readFile(findTinyNetwork('esrgan-x4')));
    const upscaler = await loadUpscaler(folder);
    expect(upscaler.scale).toBe(4);
    await upscaler.dispose();
    await rm(folder, { recursive: true });
  });
});

describe('a picture in tiles', () => {
  const picture = createTestPicture(101, 67);
  // An output pixel of this network sees two input pixels away; of an overlap of 6 pixels 2 at either end aren't used.
  const tiles: [string, PictureNetworkRun][] = [
    ['narrow seams', { tileSize: 32, overlap: 6 }],
    ['linear seams', { tileSize: 24, overlap: 12, seam: 'linear' }],
    ['tiles as large as the picture', { tileSize: 112, overlap: 8 }],
    ['tiles wider than high', { tileSize: 80, overlap: 20 }],
  ];

  it.each(tiles)('is the same to the byte as in one piece: %s', async (_, options) => {
    const upscaler = networks.get('exact-x2')!;
    const whole = await upscaler.upscale(picture);
    expect(whole).toMatchObject({ width: 202, height: 134 });
    expect((await upscaler.upscale(picture, options)).rgb).toEqual(whole.rgb);
  });

  it('shows where its seams are when the overlap is less than the network sees', async () => {
    const upscaler = networks.get('exact-x2')!;
    const even = createTestPicture(96, 64);
    const cut = await upscaler.upscale(even, { tileSize: 32, overlap: 0 });
    expect(findLargestDifference(cut, await upscaler.upscale(even))).toBeGreaterThan(2);
  });

  // ESRGAN's tiny stand-in sees 6 pixels away (4 convolutions at the small size, 3 at larger ones); 16 · 3/8 = 6.
  it.each([
    ['esrgan-x4', 16],
    ['channels-last-x2', 16],
    ['no-batch-x2', 16],
    ['unshuffle-x2', 32],
  ])('of %s differs by no more than rounding', async (name, overlap) => {
    const upscaler = networks.get(name)!;
    const whole = await upscaler.upscale(picture);
    const tiled = await upscaler.upscale(picture, { tileSize: 64, overlap });
    expect(findLargestDifference(tiled, whole)).toBeLessThanOrEqual(1);
  });

  it('of a fixed-size network has any size', async () => {
    const upscaler = networks.get('fixed-half-x2')!;
    for (const [width, height] of [
      [1, 1],
      [32, 24],
      [33, 24],
      [100, 7],
    ] as const) {
      const result = await upscaler.upscale(createTestPicture(width, height));
      expect([result.width, result.height, result.rgb.length]).toEqual([width * 2, height * 2, width * height * 12]);
    }
  });

  it('is followed tile by tile, in order', async () => {
    const seen: string[] = [];
    await networks.get('esrgan-x4')!.upscale(createTestPicture(40, 24), {
      tileSize: 16,
      overlap: 8,
      onTile: ({ tile, tiles: of }) => {
        seen.push(`${tile}/${of}`);
      },
    });
    expect(seen).toEqual(['1/8', '2/8', '3/8', '4/8', '5/8', '6/8', '7/8', '8/8']);
  });

  it('stops between two tiles when told to', async () => {
    const controller = new AbortController();
    let tiles = 0;
    const running = networks.get('esrgan-x4')!.upscale(createTestPicture(64, 64), {
      tileSize: 16,
      signal: controller.signal,
      onTile: () => {
        tiles += 1;
        if (tiles === 3) controller.abort(new Error('enough'));
      },
    });
    await expect(running).rejects.toThrow('enough');
    expect(tiles).toBe(3);
  });

  it('gets smaller tiles where there is less memory', async () => {
    const count = async (memoryLimitBytes: number) => {
      let seen = 0;
      const onTile = ({ tiles: all }: { tiles: number }) => {
        seen = all;
      };
      const result = await networks.get('esrgan-x4')!.upscale(picture, { memoryLimitBytes, onTile });
      return { seen, result };
    };
    const [large, small] = [await count(2 ** 30), await count(2 ** 25)];
    expect(large.seen).toBe(1);
    expect(small.seen).toBeGreaterThan(4);
    expect(findLargestDifference(small.result, large.result)).toBeLessThanOrEqual(1);
  });
});

describe('a request that an upscaler refuses', () => {
  const picture = createTestPicture(8, 8);

  it.each<[string, PictureNetworkRun]>([
    ['tileSize', { tileSize: 15 }],
    ['tileSize', { tileSize: 32.5 }],
    ['tileSize', { tileSize: 5000 }],
    ['overlap', { tileSize: 32, overlap: 17 }],
    ['overlap', { overlap: -1 }],
    ['memoryLimitBytes', { memoryLimitBytes: 1000 }],
  ])('names %s (%#)', async (field, options) => {
    await expect(networks.get('esrgan-x4')!.upscale(picture, options)).rejects.toMatchObject({
      code: 'settings-invalid',
      field,
    });
  });

  it.each([
    { width: 8, height: 8, rgb: new Uint8Array(191) },
    { width: 0, height: 8, rgb: new Uint8Array(0) },
    { width: 8192, height: 8192, rgb: { length: 8192 * 8192 * 3 } as Uint8Array },
  ])('names the picture (%#)', async (image) => {
    await expect(networks.get('esrgan-x4')!.upscale(image)).rejects.toMatchObject({ field: 'image' });
  });

  it('comes after it was disposed', async () => {
    const upscaler = await loadUpscaler(findTinyNetwork('esrgan-x4'));
    await upscaler.dispose();
    await expect(upscaler.upscale(picture)).rejects.toThrow('disposed');
  });
});

describe('a file that is no upscaler', () => {
  const pipelines = path.join(
    import.meta.dirname,
    '../../../workbench/reference-numbers/pipelines/fixtures/tiny-stable-diffusion',
  );

  it.each([
    ['a classifier', findTinyNetwork('classifier'), 'it gave 1 × 10 numbers'],
    ['a network with two inputs', findTinyNetwork('two-inputs'), '2 inputs (content, style)'],
    ['a text encoder', path.join(pipelines, 'text_encoder/model.onnx'), 'of int64'],
    ['a U-Net', path.join(pipelines, 'unet/model.onnx'), '3 inputs (sample, timestep, encoder_hidden_states)'],
    ['a decoder of latents', path.join(pipelines, 'vae_decoder'), 'no dimension is the three colours'],
    ['nothing', path.join(pipelines, 'nothing.onnx'), 'there is no such file'],
    ['a folder without networks', path.join(pipelines, 'tokenizer'), 'is missing'],
    ['another kind of file', path.join(pipelines, 'model_index.json'), 'not an ONNX file'],
  ])('is refused as such: %s', async (_, file, reason) => {
    const loading = loadUpscaler(file);
    await expect(loading).rejects.toMatchObject({ code: 'network-unsuitable', file });
    await expect(loading).rejects.toThrow(reason);
    await expect(loading).rejects.toThrow('An upscaler takes one picture');
  });

  it('is refused when it is damaged inside', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'starweave-upscaler-'));
    const bytes = await readFile(findTinyNetwork('esrgan-x4'));
    bytes.fill(0xff, 200, 900);
    await writeFile(path.join(folder, 'model.onnx'), bytes);
    await expect(loadUpscaler(folder)).rejects.toMatchObject({ code: 'network-unsuitable' });
    await rm(folder, { recursive: true });
  });

  it('says which execution providers there would be', async () => {
    const loading = loadUpscaler(findTinyNetwork('esrgan-x4'), { executionProviders: ['no-such-provider'] });
    await expect(loading).rejects.toMatchObject({ code: 'execution-provider-unavailable' });
  });
});
