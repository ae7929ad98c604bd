import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestPicture } from '../picture-networks/test-picture-networks.ts';
import type { DiffusionUpscaleRequest, DiffusionUpscaler } from './diffusion-upscaler.ts';
import { loadDiffusionUpscaler } from './load-diffusion-upscaler.ts';

const fixtures = path.join(import.meta.dirname, '../../../workbench/reference-numbers/pictures/fixtures');
const copies: string[] = [];
let latent: DiffusionUpscaler;
let picture: DiffusionUpscaler;

async function copyUpscaler(name: string, changes: Readonly<Record<string, string | undefined>>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'starweave-upscaler-'));
  copies.push(folder);
  await cp(path.join(fixtures, name), folder, { recursive: true });
  for (const [file, content] of Object.entries(changes)) {
    if (content === undefined) await rm(path.join(folder, file), { recursive: true });
    else await writeFile(path.join(folder, file), content);
  }
  return folder;
}

interface Broken {
  readonly what: string;
  readonly name: string;
  readonly changes: Readonly<Record<string, string | undefined>>;
  readonly component: string;
  readonly reason: string;
}

beforeAll(async () => {
  latent = await loadDiffusionUpscaler(path.join(fixtures, 'tiny-latent-upscaler'), { threads: 1 });
  picture = await loadDiffusionUpscaler(path.join(fixtures, 'tiny-upscaler-x4'), { threads: 1 });
});

afterAll(async () => {
  await latent.dispose();
  await picture.dispose();
  for (const folder of copies) await rm(folder, { recursive: true });
});

const request: DiffusionUpscaleRequest = { image: createTestPicture(32, 32), seed: 1, steps: 2 };

describe('a diffusion upscaler', () => {
  it('says how much larger pictures become', async () => {
    expect(latent).toMatchObject({ scale: 2, pipeline: 'StableDiffusionLatentUpscalePipeline', sizeMultiple: 16 });
    expect(picture).toMatchObject({ scale: 4, pipeline: 'StableDiffusionUpscalePipeline', sizeMultiple: 2 });
    for (const upscaler of [latent, picture]) {
      const image = createTestPicture(43, 35);
      const size = upscaler.computeSize(image);
      const result = await upscaler.upscale({ ...request, image });
      expect([result.width, result.height, result.rgb.length]).toEqual([
        size.width,
        size.height,
        size.width * size.height * 3,
      ]);
    }
    expect(latent.computeSize({ width: 43, height: 35 })).toEqual({ width: 64, height: 64 });
    expect(picture.computeSize({ width: 43, height: 35 })).toEqual({ width: 168, height: 136 });
  });

  it('shows rough views while it paints', async () => {
    const seen: string[] = [];
    await latent.upscale({
      ...request,
      onStep: ({ step, steps, preview }) => {
        seen.push(`${step}/${steps} ${preview?.width}×${preview?.height}`);
      },
    });
    expect(seen).toEqual(['1/2 8×8', '2/2 8×8']);
  });

  it('stops between two steps when told to', async () => {
    const controller = new AbortController();
    let steps = 0;
    const running = picture.upscale({
      ...request,
      steps: 9,
      signal: controller.signal,
      onStep: () => {
        steps += 1;
        if (steps === 2) controller.abort(new Error('enough'));
      },
    });
    await expect(running).rejects.toThrow('enough');
    expect(steps).toBe(2);
  });
});

describe('a request that a diffusion upscaler refuses', () => {
  const small = { width: 16, height: 16, latents: new Float32Array(15) };

  it.each<[string, Partial<DiffusionUpscaleRequest>]>([
    ['image', { image: createTestPicture(15, 40) }],
    ['image', { image: { width: 32, height: 32, rgb: new Uint8Array(7) } }],
    ['image', { image: small }],
    ['noiseLevel', { noiseLevel: 20 }],
    ['scheduler', { scheduler: 'DDIMScheduler' }],
    ['steps', { steps: 0 }],
    ['steps', { steps: 2.5 }],
    ['guidanceScale', { guidanceScale: -1 }],
    ['seed', { seed: -1 }],
    ['prompt', { prompt: 'a\0b' }],
  ])('×2: names %s (%#)', async (field, change) => {
    await expect(latent.upscale({ ...request, ...change })).rejects.toMatchObject({ code: 'settings-invalid', field });
  });

  it.each<[string, Partial<DiffusionUpscaleRequest>]>([
    ['image', { image: { ...small, latents: new Float32Array(16) } }],
    ['noiseLevel', { noiseLevel: 351 }],
    ['noiseLevel', { noiseLevel: 1.5 }],
    ['scheduler', { scheduler: 'MagicScheduler' }],
  ])('×4: names %s (%#)', async (field, change) => {
    await expect(picture.upscale({ ...request, ...change })).rejects.toMatchObject({ code: 'settings-invalid', field });
  });
});

describe('a folder that is no diffusion upscaler', () => {
  it.each<Broken>([
    {
      what: 'another pipeline',
      name: 'tiny-upscaler-x4',
      changes: { 'model_index.json': '{"_class_name": "FluxPipeline"}' },
      component: 'model_index.json',
      reason: '"FluxPipeline" is no diffusion upscaler',
    },
    {
      what: 'no index',
      name: 'tiny-upscaler-x4',
      changes: { 'model_index.json': undefined },
      component: 'model_index.json',
      reason: 'It is missing',
    },
    {
      what: 'no second scheduler',
      name: 'tiny-upscaler-x4',
      changes: { low_res_scheduler: undefined },
      component: 'low_res_scheduler',
      reason: 'is missing',
    },
    {
      what: 'no encoder',
      name: 'tiny-latent-upscaler',
      changes: { vae_encoder: undefined },
      component: 'vae_encoder',
      reason: 'is missing',
    },
    {
      what: 'no tokenizer',
      name: 'tiny-latent-upscaler',
      changes: { tokenizer: undefined },
      component: 'tokenizer',
      reason: 'vocab.json',
    },
    {
      what: 'another scheduler',
      name: 'tiny-latent-upscaler',
      changes: { 'scheduler/scheduler_config.json': '{"_class_name": "DDIMScheduler"}' },
      component: 'scheduler',
      reason: 'goes with EulerDiscreteScheduler',
    },
    {
      what: 'a damaged network',
      name: 'tiny-latent-upscaler',
      changes: { 'unet/model.onnx': 'no' },
      component: 'unet',
      reason: 'not an ONNX file',
    },
  ])('is refused: $what', async ({ name, changes, component, reason }) => {
    const loading = loadDiffusionUpscaler(await copyUpscaler(name, changes));
    await expect(loading).rejects.toMatchObject({
      code: 'model-folder-broken',
      faults: [{ component, reason: expect.stringContaining(reason) }],
    });
  });

  it('is refused with the inputs that its U-Net should have', async () => {
    const folder = await copyUpscaler('tiny-upscaler-x4', {});
    await cp(path.join(fixtures, 'tiny-latent-upscaler/unet/model.onnx'), path.join(folder, 'unet/model.onnx'));
    await expect(loadDiffusionUpscaler(folder)).rejects.toThrow(
      'should have sample, timestep, encoder_hidden_states, class_labels',
    );
  });

  it('is refused without the hidden states that it needs', async () => {
    const folder = await copyUpscaler('tiny-latent-upscaler', {});
    const plain = path.join(fixtures, '../../pipelines/fixtures/tiny-stable-diffusion/text_encoder/model.onnx');
    await cp(plain, path.join(folder, 'text_encoder/model.onnx'));
    await expect(loadDiffusionUpscaler(folder)).rejects.toThrow('has no output "hidden_states.2"');
  });
});
