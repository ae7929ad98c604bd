import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidSettingsError } from '../errors.ts';
import { copyTinyModel, removeModelCopies } from '../model-folder/test-model-folder.ts';
import { loadTextToImagePipeline } from './text-to-image.ts';
import type { TextToImagePipeline } from './text-to-image-pipeline.ts';
import type { ImageToImageRequest, RgbImage } from './text-to-image-types.ts';

function createSource(width: number, height: number): RgbImage {
  return { width, height, rgb: Uint8Array.from({ length: width * height * 3 }, (_, index) => (index * 5) % 256) };
}

const request: ImageToImageRequest = {
  prompt: 'a boat',
  seed: 3,
  steps: 10,
  source: createSource(64, 48),
  strength: 0.3,
};

let pipeline: TextToImagePipeline;

beforeAll(async () => {
  pipeline = await loadTextToImagePipeline(await copyTinyModel({}), { threads: 1 });
});

afterAll(async () => {
  await pipeline.dispose();
  await removeModelCopies();
});

describe('a picture out of a picture', () => {
  it('has the size of the source and runs the share of the steps that may change it', async () => {
    const steps: string[] = [];
    const { images, settings, timings } = await pipeline.generate({
      ...request,
      onStep: ({ step, steps: of }) => {
        steps.push(`${step}/${of}`);
      },
    });
    expect(images[0]).toMatchObject({ width: 64, height: 48 });
    expect(settings.strength).toBe(0.3);
    expect(steps).toEqual(['1/3', '2/3', '3/3']);
    expect(timings.vaeEncoder).toBeGreaterThan(0);
  });

  it.each([
    ['cut down to the multiple of the model', {}, createSource(70, 90), { width: 64, height: 80 }],
    ['as asked for', { width: 32, height: 64 }, createSource(64, 64), { width: 32, height: 64 }],
    ['enlarged', {}, createSource(5, 7), { width: 16, height: 16 }],
  ])('is %s', async (_, size, source, expected) => {
    expect((await pipeline.generate({ ...request, ...size, source })).images[0]).toMatchObject(expected);
  });

  it('of a batch equals the only one with seed + i', async () => {
    const batch = await pipeline.generate({ ...request, count: 2 });
    const single = await pipeline.generate({ ...request, seed: 4 });
    expect(batch.images[1]!.rgb).toEqual(single.images[0]!.rgb);
    expect(batch.images[0]!.rgb).not.toEqual(single.images[0]!.rgb);
  });

  it('depends on the source', async () => {
    const [first, second] = [
      await pipeline.generate(request),
      await pipeline.generate({ ...request, source: { ...request.source, rgb: new Uint8Array(64 * 48 * 3) } }),
    ];
    expect(first.images[0]!.rgb).not.toEqual(second.images[0]!.rgb);
  });

  it.each<[string, Partial<ImageToImageRequest>]>([
    ['strength', { strength: 0 }],
    ['strength', { strength: 1.1 }],
    ['strength', { strength: Number.NaN }],
    ['strength', { strength: 0.09 }],
    ['source', { source: { width: 64, height: 64, rgb: new Uint8Array(5) } }],
    ['source', { source: { width: 0, height: 0, rgb: new Uint8Array() } }],
    ['source', { source: { width: -8, height: -8, rgb: new Uint8Array(192) } }],
  ])('is refused for a bad %s (%#)', async (field, change) => {
    await expect(pipeline.generate({ ...request, ...change })).rejects.toMatchObject({
      code: 'settings-invalid',
      field,
    });
  });

  it('is refused by a model without an encoder', async () => {
    const blind = await loadTextToImagePipeline(await copyTinyModel({ vae_encoder: undefined }), { threads: 1 });
    await expect(blind.generate(request)).rejects.toThrow(InvalidSettingsError);
    await expect(blind.generate(request)).rejects.toThrow('has no vae_encoder');
    await blind.dispose();
  });
});
