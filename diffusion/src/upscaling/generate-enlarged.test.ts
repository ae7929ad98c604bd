import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyTinyModel, removeModelCopies } from '../model-folder/test-model-folder.ts';
import { findTinyNetwork } from '../picture-networks/test-picture-networks.ts';
import { fitPicture } from '../pictures/fit-picture.ts';
import { loadTextToImagePipeline } from '../pipelines/text-to-image.ts';
import type { TextToImagePipeline } from '../pipelines/text-to-image-pipeline.ts';
import { type EnlargedRequest, type Enlargement, generateEnlarged } from './generate-enlarged.ts';
import { loadUpscaler } from './load-upscaler.ts';

let pipeline: TextToImagePipeline;

beforeAll(async () => {
  pipeline = await loadTextToImagePipeline(await copyTinyModel({}), { threads: 1 });
});

afterAll(async () => {
  await pipeline.dispose();
  await removeModelCopies();
});

const request: EnlargedRequest = { prompt: 'a boat', seed: 5, steps: 4, width: 32, height: 48 };

describe('generateEnlarged', () => {
  it('is the small picture, enlarged, as the source of the large one', async () => {
    const { images, settings, small } = await generateEnlarged(pipeline, { ...request, count: 2 });
    expect(settings.map(({ width, height, strength }) => [width, height, strength])).toEqual([
      [32, 48, undefined],
      [64, 96, 0.5],
    ]);
    for (const picture of [0, 1]) {
      const seed = 5 + picture;
      const first = (await pipeline.generate({ ...request, seed, onStep: () => {} })).images[0]!;
      expect(small.images[picture]!.rgb).toEqual(first.rgb);
      const size = { width: 64, height: 96 };
      const source = await fitPicture(first, size);
      const { prompt, steps } = request as Required<EnlargedRequest>;
      const second = await pipeline.generate({ prompt, steps, ...size, seed, source, strength: 0.5 });
      expect(images[picture]!.rgb).toEqual(second.images[0]!.rgb);
      expect(images[picture]!.seed).toBe(BigInt(seed));
    }
  });

  it('enlarges latents, or asks an upscaler', async () => {
    const upscaler = await loadUpscaler(findTinyNetwork('esrgan-x4'), { threads: 1 });
    const pictures = new Set<string>();
    for (const by of ['picture', 'latents', upscaler] as const) {
      const { images } = await generateEnlarged(pipeline, { ...request, enlargement: { by } });
      expect([images[0]!.width, images[0]!.height]).toEqual([64, 96]);
      pictures.add(Buffer.from(images[0]!.rgb).toString('base64'));
    }
    await upscaler.dispose();
    expect(pictures.size).toBe(3);
  });

  it('cuts the large size to what the model paints', async () => {
    const { images } = await generateEnlarged(pipeline, { ...request, enlargement: { factor: 1.7 } });
    expect([images[0]!.width, images[0]!.height]).toEqual([48, 80]);
  });

  it('tells the steps of both passes', async () => {
    const seen: string[] = [];
    await generateEnlarged(pipeline, {
      ...request,
      count: 2,
      enlargement: { steps: 6, strength: 0.34 },
      onStep: ({ pass, picture, pictures, step, steps }) => {
        seen.push(`${pass}: ${picture}/${pictures} ${step}/${steps}`);
      },
    });
    const first = [
      '1: 0/2 1/4',
      '1: 0/2 2/4',
      '1: 0/2 3/4',
      '1: 0/2 4/4',
      '1: 1/2 1/4',
      '1: 1/2 2/4',
      '1: 1/2 3/4',
      '1: 1/2 4/4',
    ];
    expect(seen).toEqual([...first, '2: 0/2 1/2', '2: 0/2 2/2', '2: 1/2 1/2', '2: 1/2 2/2']);
  });

  it.each<[string, Enlargement]>([
    ['enlargement.factor', { factor: 1 }],
    ['enlargement.factor', { factor: 4.5 }],
    ['strength', { strength: 0 }],
    ['strength', { strength: 1.2 }],
    ['steps', { steps: 0 }],
  ])('refuses a bad %s before anything runs (%#)', async (field, enlargement) => {
    const onStep = () => {
      throw new Error('It ran.');
    };
    const painting = generateEnlarged(pipeline, { ...request, enlargement, onStep });
    await expect(painting).rejects.toMatchObject({ code: 'settings-invalid', field });
  });

  it('refuses models that paint one size only, and models without an encoder', async () => {
    const starweave = JSON.stringify({ sizes: [{ width: 32, height: 48 }] });
    const oneSize = await loadTextToImagePipeline(await copyTinyModel({ 'starweave.json': starweave }), { threads: 1 });
    await expect(generateEnlarged(oneSize, request)).rejects.toMatchObject({
      code: 'size-unsupported',
      sizes: [{ width: 32, height: 48 }],
    });
    await oneSize.dispose();
    const blind = await loadTextToImagePipeline(await copyTinyModel({ vae_encoder: undefined }), { threads: 1 });
    await expect(generateEnlarged(blind, request)).rejects.toMatchObject({ code: 'settings-invalid', field: 'source' });
    await blind.dispose();
  });
});
