import { afterAll, describe, expect, it } from 'vitest';
import { InvalidSettingsError } from '../errors.ts';
import { copyTinyModel, removeModelCopies } from '../model-folder/test-model-folder.ts';
import { loadTextToImagePipeline } from './text-to-image.ts';
import type { GeneratedImage, ImageToImageRequest, LoadPipelineOptions } from './text-to-image-types.ts';

const source = { width: 160, height: 96, rgb: Uint8Array.from({ length: 160 * 96 * 3 }, (_, i) => (i * 7) % 256) };
const request: ImageToImageRequest = { prompt: 'a boat', seed: 1, steps: 2, strength: 0.5, source };

async function paint(options: LoadPipelineOptions): Promise<GeneratedImage> {
  const pipeline = await loadTextToImagePipeline(await copyTinyModel({}), { threads: 1, ...options });
  const { images } = await pipeline.generate(request);
  await pipeline.dispose();
  return images[0]!;
}

afterAll(removeModelCopies);

describe('vaeTiling', () => {
  it('makes tiles of the size that the autoencoder was made for, or of another one', async () => {
    const [whole, tiles, same, smaller] = [
      await paint({ vaeTiling: false }),
      await paint({ vaeTiling: true }),
      await paint({ vaeTiling: true, vaeTileSize: 64 }),
      await paint({ vaeTiling: true, vaeTileSize: 32 }),
    ];
    expect(tiles).toMatchObject({ width: 160, height: 96 });
    expect(tiles.rgb).toEqual(same.rgb);
    expect(tiles.rgb).not.toEqual(whole.rgb);
    expect(smaller.rgb).not.toEqual(tiles.rgb);
  });

  it('makes none by default for a picture that fits, and tiles beyond the memory bound', async () => {
    const whole = await paint({ vaeTiling: false });
    expect((await paint({})).rgb).toEqual(whole.rgb);
    expect((await paint({ vaeMemoryMB: 1 })).rgb).not.toEqual(whole.rgb);
  });

  it('is refused before the model is loaded for options that cannot be followed', async () => {
    await expect(paint({ vaeTileSize: 100 })).rejects.toBeInstanceOf(InvalidSettingsError);
  });
});
