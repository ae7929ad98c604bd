import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BrokenModelFolderError } from '../errors.ts';
import { loadTextToImagePipeline } from '../pipelines/text-to-image.ts';
import { inspectModelFolder, verifyModelFolder } from './inspect-model-folder.ts';
import { copyTinyModel, removeModelCopies } from './test-model-folder.ts';

afterAll(removeModelCopies);

describe('inspectModelFolder', () => {
  it('finds the facts of a sound model', async () => {
    const facts = await inspectModelFolder(await copyTinyModel({}));
    expect(facts).toMatchObject({
      pipeline: 'StableDiffusionPipeline',
      family: 'stable-diffusion',
      tasks: ['text-to-image', 'image-to-image', 'inpainting'],
      sizes: undefined,
      // Three halvings in the VAE, one in the U-Net.
      sizeMultiple: 16,
      defaults: { width: 64, height: 64, steps: 30, guidanceScale: 7.5, strength: 0.8, scheduler: 'DDIMScheduler' },
      hasPreview: true,
      hasEncoder: true,
      faults: [],
    });
    expect(facts.id).toBe(path.basename(facts.folder));
    expect(facts.sizeBytes).toBeGreaterThan(1_000_000);
  });

  it('finds what starweave.json adds', async () => {
    const starweave = {
      id: 'tiny',
      name: 'Tiny',
      description: 'Small.',
      license: 'Apache-2.0',
      sizes: [{ width: 128, height: 64 }],
      defaults: { steps: 12, guidanceScale: 2, scheduler: 'EulerDiscreteScheduler' },
      styles: ['flat'],
      vocabulary: { subjects: ['dog'] },
      latentRgbFactors: [
        [1, 2, 3],
        [1, 2, 3],
        [1, 2, 3],
        [1, 2, 3],
      ],
      latentRgbBias: [0, 0, 0],
    };
    expect(
      await inspectModelFolder(await copyTinyModel({ 'starweave.json': JSON.stringify(starweave) })),
    ).toMatchObject({
      id: 'tiny',
      name: 'Tiny',
      description: 'Small.',
      license: 'Apache-2.0',
      sizes: [{ width: 128, height: 64 }],
      defaults: { width: 128, height: 64, steps: 12, guidanceScale: 2, scheduler: 'EulerDiscreteScheduler' },
      styles: ['flat'],
      vocabulary: { subjects: ['dog'] },
      hasPreview: true,
    });
  });

  it.each([
    ["its family's table", 0.18215, true],
    ['no previews, and no fault', 1, false],
  ])('has %s with a table that does not make sense', async (_, scalingFactor, hasPreview) => {
    const facts = await inspectModelFolder(
      await copyTinyModel({
        'starweave.json': JSON.stringify({ latentRgbFactors: [[1, 2]], latentRgbBias: 'blue' }),
        'vae_decoder/config.json': JSON.stringify({ scaling_factor: scalingFactor }),
      }),
    );
    expect(facts).toMatchObject({ hasPreview, faults: [] });
  });
});

type BrokenModel = [name: string, changes: Record<string, string | undefined>, component: string, reason: string];

const brokenModels: BrokenModel[] = [
  ['no model_index.json', { 'model_index.json': undefined }, 'model_index.json', 'It is missing'],
  ['an index that is not JSON', { 'model_index.json': '{"_class' }, 'model_index.json', "isn't valid JSON"],
  ...[
    ['FluxPipeline', "Flux can't be opened yet"],
    ['ORTStableDiffusion3Pipeline', "Stable Diffusion 3 can't be opened yet"],
    ['StableDiffusionControlNetPipeline', "Pipelines with a ControlNet or an adapter can't be opened yet"],
    ['StableDiffusionUpscalePipeline', 'opened by loadDiffusionUpscaler'],
    ['MagicPipeline', '"MagicPipeline" isn\'t supported. Supported are StableDiffusionPipeline,'],
  ].map(
    ([name, reason]): BrokenModel => [
      `the pipeline ${name}`,
      { 'model_index.json': JSON.stringify({ _class_name: name }) },
      'model_index.json',
      reason!,
    ],
  ),
  ['no tokenizer', { tokenizer: undefined }, 'tokenizer', 'vocab.json and merges.txt'],
  ['half a tokenizer', { 'tokenizer/merges.txt': undefined }, 'tokenizer', 'vocab.json and merges.txt'],
  ['no scheduler', { scheduler: undefined }, 'scheduler', 'scheduler_config.json is missing'],
  [
    'an unknown scheduler',
    { 'scheduler/scheduler_config.json': '{"_class_name": "MagicScheduler"}' },
    'scheduler',
    'MagicScheduler',
  ],
  [
    'an unknown scheduler as default',
    { 'starweave.json': '{"defaults": {"scheduler": "MagicScheduler"}}' },
    'scheduler',
    'MagicScheduler',
  ],
  ['sizes that are none', { 'starweave.json': '{"sizes": [{"width": "big"}]}' }, 'starweave.json', 'every size needs'],
  ['no U-Net', { unet: undefined }, 'unet', 'unet/model.onnx is missing'],
  ['an empty network', { 'unet/model.onnx': '' }, 'unet', 'empty'],
  ['a network that is a web page', { 'unet/model.onnx': '<!DOCTYPE html><html>' }, 'unet', 'not an ONNX file'],
  ['a U-Net for upscaling', { 'unet/config.json': '{"in_channels": 7}' }, 'unet', 'upscaling'],
];

describe.each(brokenModels)('a model with %s', (_, changes, component, reason) => {
  it('is reported, with the part and the reason', async () => {
    const folder = await copyTinyModel(changes);
    const fault = expect.objectContaining({ component, reason: expect.stringContaining(reason) });
    expect((await inspectModelFolder(folder)).faults).toContainEqual(fault);
    const error: unknown = await loadTextToImagePipeline(folder).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(BrokenModelFolderError);
    expect((error as Error).message).toContain(reason);
  });
});

describe('a network file', () => {
  it('that was cut off anywhere is found without loading it', async () => {
    const folder = await copyTinyModel({});
    const whole = await readFile(path.join(folder, 'unet/model.onnx'));
    for (const share of [0.01, 0.5, 0.999]) {
      const cut = await copyTinyModel({ 'unet/model.onnx': whole.subarray(0, Math.floor(whole.length * share)) });
      expect((await inspectModelFolder(cut)).faults).toEqual([
        { component: 'unet', reason: expect.stringContaining('cut off') },
      ]);
    }
  });

  it('that is damaged inside is found by verifyModelFolder', async () => {
    const folder = await copyTinyModel({});
    expect(await verifyModelFolder(folder)).toEqual([]);
    const damaged = await readFile(path.join(folder, 'vae_decoder/model.onnx'));
    damaged.fill(0xff, 200, 5000);
    const copy = await copyTinyModel({ 'vae_decoder/model.onnx': damaged });
    const faults = await verifyModelFolder(copy);
    expect(faults).toEqual([{ component: 'vae_decoder', reason: expect.stringContaining('is damaged') }]);
    await expect(loadTextToImagePipeline(copy)).rejects.toMatchObject({ code: 'model-folder-broken', faults });
  });
});

describe('a network for something else', () => {
  it('is refused with the inputs that it should have', async () => {
    const decoder = await readFile(path.join(await copyTinyModel({}), 'vae_decoder/model.onnx'));
    const folder = await copyTinyModel({ 'unet/model.onnx': decoder });
    const reason = expect.stringContaining('should have sample, timestep, encoder_hidden_states');
    expect(await verifyModelFolder(folder)).toEqual([{ component: 'unet', reason }]);
    await expect(loadTextToImagePipeline(folder)).rejects.toMatchObject({ faults: [{ component: 'unet', reason }] });
  });
});

describe('a folder', () => {
  it('that is not there is reported as that', async () => {
    const { faults } = await inspectModelFolder('/nowhere/to/be/found');
    expect(faults).toEqual([{ component: 'folder', reason: 'There is no such folder. Check the path.' }]);
  });
});
