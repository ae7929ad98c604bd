import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidSettingsError } from '../errors.ts';
import { copyTinyModel, removeModelCopies } from '../model-folder/test-model-folder.ts';
import type { InpaintingRequest } from './inpainting-request.ts';
import { loadTextToImagePipeline } from './text-to-image.ts';
import type { TextToImagePipeline } from './text-to-image-pipeline.ts';
import type { ImageToImageRequest, RgbImage, TextToImageRequest } from './text-to-image-types.ts';

const nineChannels = path.join(
  import.meta.dirname,
  '../../../workbench/reference-numbers/pipelines/fixtures/tiny-inpainting',
);

function createImage(width: number, height: number, valueAt: (x: number, y: number) => number): RgbImage {
  const pixel = (index: number) => valueAt(index % width, Math.floor(index / width));
  return {
    width,
    height,
    rgb: Uint8Array.from({ length: width * height * 3 }, (_, index) => pixel(Math.floor(index / 3))),
  };
}

const isLeft = (x: number, width: number) => x < width / 4;
const createMask = (width: number, height: number) => createImage(width, height, (x) => (isLeft(x, width) ? 255 : 0));

const request: InpaintingRequest = {
  prompt: 'a boat',
  seed: 3,
  steps: 3,
  source: createImage(64, 48, (x, y) => (x * 3 + y * 5) % 256),
  mask: createMask(64, 48),
};

/** Whether the pixels of two pictures are the same, for each column. */
function compareColumns(a: RgbImage, b: RgbImage): boolean[] {
  return Array.from({ length: a.width }, (_, x) =>
    Array.from({ length: a.height }, (__, y) => (y * a.width + x) * 3).every((index) => a.rgb[index] === b.rgb[index]),
  );
}

let ordinary: TextToImagePipeline;
let trained: TextToImagePipeline;

beforeAll(async () => {
  const read = (file: string) => readFile(path.join(nineChannels, file));
  ordinary = await loadTextToImagePipeline(await copyTinyModel({}), { threads: 1 });
  const folder = await copyTinyModel({
    'model_index.json': await read('model_index.json'),
    'unet/config.json': await read('unet/config.json'),
    'unet/model.onnx': await read('unet/model.onnx'),
  });
  trained = await loadTextToImagePipeline(folder, { threads: 1 });
});

afterAll(async () => {
  await ordinary.dispose();
  await trained.dispose();
  await removeModelCopies();
});

describe.each([
  ['an ordinary U-Net', () => ordinary],
  ['a U-Net with nine channels', () => trained],
] as const)('a picture that is painted through a mask by %s', (_, find) => {
  it('has by default the size of the source and all steps', async () => {
    const { images, settings } = await find().generate(request);
    expect(images[0]).toMatchObject({ width: 64, height: 48 });
    expect(settings.strength).toBe(1);
  });

  it('changes with the mask', async () => {
    const other = { ...request, mask: createImage(64, 48, () => 255) };
    const [first, second] = [await find().generate(request), await find().generate(other)];
    expect(second.images[0]!.rgb).not.toEqual(first.images[0]!.rgb);
  });

  it('keeps the original where the mask is black, byte for byte, when asked to', async () => {
    const painted = (await find().generate(request)).images[0]!;
    const kept = (await find().generate({ ...request, keepOriginal: true })).images[0]!;
    const columns = Array.from({ length: 64 }, (__, x) => isLeft(x, 64));
    expect(compareColumns(kept, request.source)).toEqual(columns.map((repainted) => !repainted));
    expect(compareColumns(kept, painted)).toEqual(columns);
  });

  it('blends the edge of a blurred mask', async () => {
    const soft = (await find().generate({ ...request, keepOriginal: true, maskBlur: 2 })).images[0]!;
    const hard = (await find().generate({ ...request, keepOriginal: true })).images[0]!;
    const same = compareColumns(soft, hard);
    expect([same[0], same[15], same[16], same[40]]).toEqual([true, false, false, true]);
  });

  it('is laid into the source when only the region around the mask is painted', async () => {
    const source = createImage(200, 120, (x, y) => (x + y * 7) % 256);
    const mask = createImage(200, 120, (x, y) => (x >= 90 && x < 120 && y >= 50 && y < 70 ? 255 : 0));
    const { images, settings } = await find().generate({ ...request, source, mask, maskPadding: 8 });
    expect([settings.width, settings.height]).toEqual([64, 64]);
    expect(images[0]).toMatchObject({ width: 200, height: 120 });
    const changed = compareColumns(images[0]!, source).map((same) => !same);
    expect(changed.indexOf(true)).toBeGreaterThanOrEqual(90);
    expect(changed.lastIndexOf(true)).toBeLessThan(120);
    expect(changed.filter(Boolean).length).toBeGreaterThan(20);
  });

  it('is in a batch the only one of seed + i', async () => {
    const batch = await find().generate({ ...request, scheduler: 'EulerAncestralDiscreteScheduler', count: 2 });
    const single = await find().generate({ ...request, scheduler: 'EulerAncestralDiscreteScheduler', seed: 4 });
    expect(batch.images[1]!.rgb).toEqual(single.images[0]!.rgb);
  });

  it.each([
    ['another size', createMask(31, 17)],
    ['another shape', createMask(10, 90)],
    ['one pixel', createImage(1, 1, () => 255)],
    ['black everywhere', createImage(64, 48, () => 0)],
    ['white everywhere', createImage(64, 48, () => 255)],
  ])('takes a mask of %s', async (__, mask) => {
    expect((await find().generate({ ...request, mask })).images[0]).toMatchObject({ width: 64, height: 48 });
  });
});

describe('a U-Net with nine channels', () => {
  it('says what it is for', () => {
    expect(trained.facts.tasks).toEqual(['inpainting']);
    expect(ordinary.facts.tasks).toContain('inpainting');
  });

  it.each<[string, TextToImageRequest | ImageToImageRequest]>([
    ['a prompt alone', { prompt: 'a boat', seed: 1 }],
    ['a source without a mask', { prompt: 'a boat', seed: 1, source: request.source }],
  ])('refuses %s and says what to give', async (_, ordinaryRequest) => {
    const painting = trained.generate(ordinaryRequest);
    await expect(painting).rejects.toBeInstanceOf(InvalidSettingsError);
    await expect(painting).rejects.toThrow(/Give a source, the picture, and a mask/);
  });
});
