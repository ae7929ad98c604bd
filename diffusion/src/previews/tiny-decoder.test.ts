import { readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { TorchGenerator } from '@starweave/numerics';
import { afterAll, describe, expect, it } from 'vitest';
import { inspectModelFolder } from '../model-folder/inspect-model-folder.ts';
import { copyTinyModel, removeModelCopies } from '../model-folder/test-model-folder.ts';
import { loadNetwork } from '../onnx/network.ts';
import { loadTextToImagePipeline } from '../pipelines/text-to-image.ts';
import type { RgbImage } from '../pipelines/text-to-image-types.ts';
import { decodeTiny } from './tiny-decoder.ts';

const fixtures = path.join(import.meta.dirname, '../../../workbench/reference-numbers/pictures/fixtures');
const { tiny_decoder: reference } = JSON.parse(readFileSync(path.join(fixtures, 'upscaler-cases.json'), 'utf8')) as {
  tiny_decoder: { seed: string; latent_dims: [number, number, number]; width: number; height: number; rgb: string };
};
const file = path.join(fixtures, 'tiny-decoder/model.onnx');

afterAll(removeModelCopies);

describe('decodeTiny', () => {
  it('decodes as diffusers does (AutoencoderTiny)', async () => {
    const network = await loadNetwork({
      ...{ component: 'taesd_decoder', file, executionProvider: 'cpu', threads: 1 },
      clock: () => 0,
    });
    const [channels, height, width] = reference.latent_dims;
    const latents = new TorchGenerator(BigInt(reference.seed)).randn(channels * height * width);
    const tinyDecoder = { component: 'taesd_decoder', scalingFactor: 1, shiftFactor: 0 };
    const image = await decodeTiny(network, tinyDecoder, { latents, latentDims: reference.latent_dims });
    await network.release();
    const theirs = Buffer.from(reference.rgb, 'base64');
    expect([image.width, image.height]).toEqual([reference.width, reference.height]);
    const squares = image.rgb.reduce((sum, value, at) => sum + (value - theirs[at]!) ** 2, 0);
    // In decibels; a byte off by one everywhere would be 48.
    expect(10 * Math.log10(255 ** 2 / Math.max(squares / theirs.length, 1e-9))).toBeGreaterThan(45);
  });
});

describe('a model with a tiny decoder', () => {
  it.each(['taesd_decoder', 'vae_tiny_decoder'])('shows previews in full size: %s', async (component) => {
    // Without a table of its own, and with an autoencoder that no family's table is for.
    const vaeConfig = JSON.stringify({ block_out_channels: [8, 8, 16, 16], latent_channels: 4, scaling_factor: 0.5 });
    const folder = await copyTinyModel({ 'vae_decoder/config.json': vaeConfig });
    expect((await inspectModelFolder(folder)).hasPreview).toBe(false);
    await cp(path.join(fixtures, 'tiny-decoder'), path.join(folder, component), { recursive: true });
    expect((await inspectModelFolder(folder)).hasPreview).toBe(true);
    const pipeline = await loadTextToImagePipeline(folder, { threads: 1 });
    const previews: (RgbImage | undefined)[] = [];
    const request = { prompt: 'a boat', seed: 1, steps: 4, width: 64, height: 48, previewEvery: 2 };
    await pipeline.generate({
      ...request,
      onStep: ({ preview }) => {
        previews.push(preview);
      },
    });
    await pipeline.dispose();
    const sizes = previews.map((preview) => preview && [preview.width, preview.height]);
    expect(sizes).toEqual([undefined, [64, 48], undefined, [64, 48]]);
    expect(previews[1]!.rgb).not.toEqual(previews[3]!.rgb);
  });
});
