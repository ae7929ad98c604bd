import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type ImageToImageRequest,
  inspectModelFolder,
  loadTextToImagePipeline,
  type ModelFacts,
  verifyModelFolder,
} from '@starweave/diffusion';
import { afterAll, describe, expect, it } from 'vitest';
import { closeFamilies, copyFamilyFolder, openFamilyPipeline } from './test-family-folders.ts';

afterAll(closeFamilies);

const fromNoiseAndPictures: ModelFacts['tasks'] = ['text-to-image', 'image-to-image', 'inpainting'];

describe('a folder of each family', () => {
  it.each<[folder: string, facts: Partial<Omit<ModelFacts, 'defaults'>>, defaults: Partial<ModelFacts['defaults']>]>([
    [
      'sd2',
      { pipeline: 'StableDiffusionPipeline', family: 'stable-diffusion', tasks: fromNoiseAndPictures },
      { width: 32, height: 32, steps: 30, guidanceScale: 7.5, strength: 0.8, scheduler: 'DDIMScheduler' },
    ],
    ['sd-turbo', { family: 'stable-diffusion' }, { steps: 4, guidanceScale: 0 }],
    ['sd2-int8', { family: 'stable-diffusion' }, {}],
    ['sd2-fp16', { family: 'stable-diffusion' }, {}],
    ['sd2-external', { family: 'stable-diffusion' }, {}],
    // Without configurations, the usual ones.
    ['legacy', { pipeline: 'StableDiffusionPipeline', family: 'stable-diffusion' }, { width: 512, height: 512 }],
    [
      'lcm',
      { family: 'latent-consistency', tasks: ['text-to-image', 'image-to-image'] },
      { steps: 4, guidanceScale: 8.5, strength: 0.8, scheduler: 'LCMScheduler' },
    ],
    [
      'xl',
      { pipeline: 'StableDiffusionXLPipeline', family: 'stable-diffusion-xl', tasks: fromNoiseAndPictures },
      { steps: 30, guidanceScale: 5, strength: 0.3, scheduler: 'EulerDiscreteScheduler' },
    ],
    [
      'xl-inpainting',
      { pipeline: 'StableDiffusionXLInpaintPipeline', family: 'stable-diffusion-xl', tasks: ['inpainting'] },
      {},
    ],
    ['xl-playground', { family: 'stable-diffusion-xl' }, { scheduler: 'EDMDPMSolverMultistepScheduler' }],
    ['xl-turbo', { family: 'stable-diffusion-xl' }, { steps: 4, guidanceScale: 0 }],
    ['xl-refiner', { family: 'stable-diffusion-xl-refiner', tasks: ['image-to-image', 'inpainting'] }, {}],
  ])('%s is known for what it is, and sound', async (name, facts, defaults) => {
    const folder = await copyFamilyFolder(name);
    expect(await inspectModelFolder(folder)).toMatchObject({
      ...facts,
      sizeMultiple: name === 'legacy' ? 8 : 16,
      faults: [],
    });
    expect((await inspectModelFolder(folder)).defaults).toMatchObject(defaults);
    expect(await verifyModelFolder(folder)).toEqual([]);
  });
});

async function changeJson(file: string, change: object): Promise<void> {
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), ...change }));
}

describe('a folder of Stable Diffusion XL', () => {
  it.each<[fault: string, change: (folder: string) => Promise<unknown>, component: string, reason: string]>([
    [
      'without a second tokenizer',
      (folder) => rm(path.join(folder, 'tokenizer_2'), { recursive: true }),
      'tokenizer_2',
      'vocab.json and merges.txt',
    ],
    [
      'without a second text encoder',
      (folder) => rm(path.join(folder, 'text_encoder_2/model.onnx')),
      'text_encoder_2',
      'text_encoder_2/model.onnx is missing',
    ],
    [
      'whose text encoder does not say how many layers it has',
      (folder) => rm(path.join(folder, 'text_encoder/config.json')),
      'text_encoder',
      '"num_hidden_layers"',
    ],
    [
      'that says it has aesthetic scores, but has not',
      (folder) => changeJson(path.join(folder, 'model_index.json'), { requires_aesthetics_score: true }),
      'unet',
      'The U-Net reads 6 numbers about sizes, but 5 would be given: model_index.json says "requires_aesthetics_score"',
    ],
    [
      'with a text encoder that was exported without hidden states',
      (folder) =>
        copyFile(
          path.join(import.meta.dirname, 'fixtures/tiny-stable-diffusion/text_encoder/model.onnx'),
          path.join(folder, 'text_encoder/model.onnx'),
        ),
      'text_encoder',
      'should have hidden_states.0 and so on',
    ],
    [
      "with another family's U-Net",
      (folder) =>
        copyFile(
          path.join(import.meta.dirname, 'fixtures/tiny-stable-diffusion/unet/model.onnx'),
          path.join(folder, 'unet/model.onnx'),
        ),
      'unet',
      'should have sample, timestep, encoder_hidden_states, text_embeds, time_ids. Export it for Stable Diffusion XL',
    ],
  ])('%s is refused with the reason', async (_, change, component, reason) => {
    const folder = await copyFamilyFolder('xl');
    await change(folder);
    const fault = { component, reason: expect.stringContaining(reason) };
    expect(await verifyModelFolder(folder)).toContainEqual(fault);
    await expect(loadTextToImagePipeline(folder)).rejects.toMatchObject({
      code: 'model-folder-broken',
      faults: expect.arrayContaining([fault]),
    });
  });

  it('encodes the empty text where it has no negative prompt, if it says so', async () => {
    const folder = await copyFamilyFolder('xl');
    await changeJson(path.join(folder, 'model_index.json'), { force_zeros_for_empty_prompt: false });
    const encoding = await loadTextToImagePipeline(folder, { threads: 1 });
    const request = { prompt: 'a boat', seed: 1, steps: 2 };
    const [without, empty, zeroed] = [
      await encoding.generate(request),
      await encoding.generate({ ...request, negativePrompt: '' }),
      await (await openFamilyPipeline('xl')).generate(request),
    ];
    expect(without.images).toEqual(empty.images);
    expect(without.images).not.toEqual(zeroed.images);
    await encoding.dispose();
  });
});

describe('a request', () => {
  it.each<[model: string, field: string, request: Partial<ImageToImageRequest>, message: string]>([
    ['sd2', 'clipSkip', { clipSkip: 1 }, 'last states of its text encoder only'],
    ['sd2', 'prompt2', { prompt2: 'a' }, 'has no option "prompt2"'],
    ['sd2', 'sizeConditioning', { sizeConditioning: {} }, 'has no option'],
    ['sd2', 'denoisingEnd', { denoisingEnd: 0.5 }, 'has no option'],
    ['sd2', 'guidanceRescale', { guidanceRescale: 1.1 }, 'from 0 to 1'],
    ['sd2', 'eta', { eta: -0.1 }, 'from 0 to 1'],
    ['sd2', 'timesteps', { steps: 3, timesteps: [900] }, 'steps and timesteps, which exclude each other'],
    ['sd2', 'timesteps', { steps: undefined!, timesteps: [] }, '1 to 1000 numbers'],
    ['sd2', 'steps', { steps: undefined!, timesteps: [1, 2], scheduler: 'EulerDiscreteScheduler' }, 'descend'],
    ['sd2', 'latents', { latents: new Float32Array(5) }, 'but 64 are needed: 4 × 4 × 4 for a picture'],
    ['sd2', 'latents', { latents: new Float32Array(64).fill(Number.NaN) }, 'finite'],
    ['xl', 'clipSkip', { clipSkip: 1.5 }, 'whole number from 0'],
    ['xl', 'clipSkip', { clipSkip: 2 }, 'which has 2 layers. Give at most 1'],
    ['xl', 'denoisingStart', { denoisingStart: 0.5 }, 'give its latents as source'],
    ['xl', 'denoisingEnd', { denoisingEnd: 1 }, 'above 0 and below 1'],
    ['xl', 'denoisingEnd', { denoisingEnd: 0.001, steps: 2 }, 'leaves none of the 2 timesteps'],
    [
      'xl',
      'sizeConditioning.originalSize.width',
      { sizeConditioning: { originalSize: { width: 0, height: 9 } } },
      '1 to 16384',
    ],
    [
      'xl',
      'sizeConditioning.cropCorner.left',
      { sizeConditioning: { cropCorner: { top: 0, left: -1 } } },
      '0 to 16384',
    ],
    ['xl', 'sizeConditioning.aestheticScore', { sizeConditioning: { aestheticScore: 11 } }, '0 to 10'],
    ['xl-refiner', 'source', {}, 'give a source'],
    [
      'xl-refiner',
      'prompt2',
      { prompt2: 'a', strength: 1, source: { width: 32, height: 32, latents: new Float32Array(64) } },
      'no option',
    ],
    [
      'xl-refiner',
      'source',
      { source: { width: 32, height: 32, latents: new Float32Array(64) }, width: 64 },
      "can't be fitted to 64 × 32",
    ],
    [
      'xl-refiner',
      'source',
      { strength: 1, source: { width: 32, height: 32, latents: new Float32Array(63) } },
      'but 64 are needed',
    ],
    [
      'xl-refiner',
      'denoisingStart',
      { source: { width: 32, height: 32, latents: new Float32Array(64) }, denoisingStart: 0.6, denoisingEnd: 0.5 },
      "isn't before the denoisingEnd",
    ],
    ['lcm', 'steps', { steps: 60 }, 'distilled schedule has 50'],
    ['lcm', 'originalSteps', { originalSteps: 1001 }, '1 to 1000'],
  ])('to %s with a bad %s is refused (%#)', async (model, field, request, message) => {
    const pipeline = await openFamilyPipeline(model);
    const painting = pipeline.generate({ prompt: 'a boat', seed: 1, steps: 2, ...request });
    await expect(painting).rejects.toMatchObject({ code: 'settings-invalid', field });
    await expect(painting).rejects.toThrow(message);
    expect(() => pipeline.resolveSettings({ prompt: 'a boat', seed: 1, steps: 2, ...request })).toThrow(message);
  });

  it('for several pictures gives each the latents of its own seed', async () => {
    const pipeline = await openFamilyPipeline('xl');
    const request = { prompt: 'a boat', seed: 4, steps: 2, output: 'latents' } as const;
    const batch = await pipeline.generate({ ...request, count: 2 });
    const single = await pipeline.generate({ ...request, seed: 5 });
    expect(batch.images).toEqual([]);
    expect(batch.latents).toHaveLength(2);
    expect(batch.latents[1]).toEqual(single.latents[0]);
    expect(single.latents[0]).toMatchObject({ width: 32, height: 32 });
  });

  it('to a distilled model has no use for a negative prompt', async () => {
    const pipeline = await openFamilyPipeline('lcm');
    const request = { prompt: 'a boat', seed: 4, steps: 2 };
    const [without, negative] = [
      await pipeline.generate(request),
      await pipeline.generate({ ...request, negativePrompt: 'fog' }),
    ];
    expect(negative.images).toEqual(without.images);
  });
});
