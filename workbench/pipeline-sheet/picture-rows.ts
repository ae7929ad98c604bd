import path from 'node:path';
import {
  createStyleRequest,
  enlargePicture,
  type ImageToImageRequest,
  type InpaintingRequest,
  loadStyleNetwork,
  loadUpscaler,
  type RgbImage,
  type TextToImagePipeline,
  transferColours,
} from '@starweave/diffusion';
import { cutMiddle, type PaintRows, paintRow } from './sheet-cell.ts';
import type { SheetRow } from './sheet-page.ts';

const networks = path.resolve(import.meta.dirname, '../reference-numbers/pictures/fixtures');
const loading = { executionProviders: ['cpu'] };
const sourcePrompt = 'a house in a meadow by day';

/** Pictures out of pictures: strengths, masks, styles, upscaling. */
export const paintPictureRows: PaintRows = async (pipeline) => {
  const source = await paintOne(pipeline, sourcePrompt);
  const reference = await paintOne(pipeline, 'a boat at sea at sunset');
  const repaint = (settings: Partial<ImageToImageRequest>) => async (): Promise<RgbImage | undefined> =>
    (await pipeline.generate({ prompt: 'a house in a snowfield at night', seed: 8, source, ...settings })).images[0];
  return [
    await paintRow('Image to image: a house in a snowfield at night', [
      ['source', async () => source],
      ...[0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 1].map((strength) => [`strength ${strength}`, repaint({ strength })] as const),
    ]),
    await paintMasks(pipeline, source),
    await paintStyles(pipeline, source, reference),
    await paintLarger(source),
  ];
};

async function paintOne(pipeline: TextToImagePipeline, prompt: string): Promise<RgbImage> {
  return (await pipeline.generate({ prompt, seed: 22 })).images[0]!;
}

function createMask({ width, height }: RgbImage, isWhite: (x: number, y: number) => boolean): RgbImage {
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    if (isWhite((pixel % width) / width, Math.floor(pixel / width) / height)) rgb.fill(255, pixel * 3, pixel * 3 + 3);
  }
  return { width, height, rgb };
}

async function paintMasks(pipeline: TextToImagePipeline, source: RgbImage): Promise<SheetRow> {
  const sky = createMask(source, (_x, y) => y < 0.5);
  const corner = createMask(source, (x, y) => x > 0.1 && x < 0.4 && y > 0.1 && y < 0.4);
  const inpaint = (settings: Partial<InpaintingRequest>) => async (): Promise<RgbImage | undefined> => {
    const request = { prompt: 'a house in a meadow at night under a full moon', seed: 9, source, mask: sky };
    return (await pipeline.generate({ ...request, ...settings })).images[0];
  };
  return await paintRow('Inpainting the sky: a house in a meadow at night under a full moon', [
    ['source', async () => source],
    ['mask', async () => sky],
    ['repainted', inpaint({})],
    ['strength 0.7', inpaint({ strength: 0.7 })],
    ['keepOriginal', inpaint({ keepOriginal: true })],
    ['keepOriginal, maskBlur 12', inpaint({ keepOriginal: true, maskBlur: 12 })],
    ['mask of a corner', async () => corner],
    ['a sun into it, maskPadding 16', inpaint({ prompt: 'a red sun', mask: corner, maskPadding: 16 })],
  ]);
}

async function paintStyles(pipeline: TextToImagePipeline, source: RgbImage, reference: RgbImage): Promise<SheetRow> {
  const stylize = (style: string) => async (): Promise<RgbImage | undefined> =>
    (await pipeline.generate(createStyleRequest({ source, prompt: sourcePrompt, style, seed: 7 }))).images[0];
  const network = await loadStyleNetwork(path.join(networks, 'style.onnx'), loading);
  try {
    return await paintRow('Styles: prompt styles, colours of another picture, a style network', [
      ['source', async () => source],
      ['style noir', stylize('noir')],
      ['style watercolor', stylize('watercolor')],
      ['style neon', stylize('neon')],
      ['reference for colours', async () => reference],
      ['mean and deviation', () => transferColours(source, reference)],
      ['covariance', () => transferColours(source, reference, { method: 'covariance' })],
      ['style network, random weights, strength 0.5', () => network.stylize(source, { strength: 0.5 })],
    ]);
  } finally {
    await network.dispose();
  }
}

async function paintLarger(source: RgbImage): Promise<SheetRow> {
  const [esrgan, exact] = [
    await loadUpscaler(path.join(networks, 'esrgan-x4.onnx'), loading),
    await loadUpscaler(path.join(networks, 'exact-x2.onnx'), { ...loading, valueRange: 'bytes' }),
  ];
  const middle = cutMiddle(source, 64);
  try {
    return await paintRow('Upscaling: the middle of the source, and whole pictures', [
      ['middle, 64 × 64', async () => middle],
      ['by Lanczos, × 4', () => enlargePicture(middle, 4)],
      ['ESRGAN × 4, random weights, tiles of 32', () => esrgan.upscale(middle, { tileSize: 32, overlap: 8 })],
      ['exact network × 2, tiles of 32', () => exact.upscale(middle, { tileSize: 32, overlap: 8 })],
      ['whole, 256 × 256', async () => source],
      ['whole by Lanczos, 512 × 512', () => enlargePicture(source, 2)],
      ['whole by ESRGAN, 1024 × 1024', () => esrgan.upscale(source, { tileSize: 64 })],
      ['whole by the exact network, 512 × 512', () => exact.upscale(source, { tileSize: 64 })],
    ]);
  } finally {
    await esrgan.dispose();
    await exact.dispose();
  }
}
