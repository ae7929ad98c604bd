import type { NormalSource } from '@starweave/numerics';
import type { LatentSpace } from '../model-folder/latent-space.ts';
import type { Network } from '../onnx/network.ts';
import type { RgbImage } from '../pipelines/text-to-image-types.ts';
import { drawNoise } from './prepare-latents.ts';
import { type Planes, runVaeInTiles, type VaeTiles } from './run-vae-in-tiles.ts';
import { scaleLatents } from './scale-latents.ts';

const LOWEST_LOG_VARIANCE = -30;
const HIGHEST_LOG_VARIANCE = 20;

/** A picture in latent space, as the encoder sees it: a normal distribution per latent. */
export interface EncodedSource {
  readonly mean: Float32Array;
  /** `undefined` when the encoder itself gives a sample, as legacy exports do. */
  readonly standardDeviation: Float32Array | undefined;
  /** Milliseconds inside ONNX Runtime. */
  readonly elapsed: number;
}

/** How `encodeSource` treats a picture. */
export interface EncodeOptions {
  /** A byte per pixel: what has a 1 is left out, as middle grey. */
  readonly mask?: Uint8Array;
  /** Tiles to encode in; all at once by default. */
  readonly tiles?: VaeTiles | undefined;
}

/** Encode a picture whose size fits the model. */
export async function encodeSource(
  vaeEncoder: Network,
  image: RgbImage,
  space: LatentSpace,
  { mask, tiles }: EncodeOptions = {},
): Promise<EncodedSource> {
  const { width, height } = image;
  let elapsed = 0;
  const encode = async (planes: Planes): Promise<Planes> => {
    const dims = [1, planes.channels, planes.height, planes.width];
    const run = await vaeEncoder.run({ sample: { data: planes.data, dims } }, ['latent_parameters', 'latent_sample']);
    elapsed += run.elapsed;
    const [, channels = 0, rows = 0, columns = 0] = run.output.dims;
    return { channels, height: rows, width: columns, data: run.output.data };
  };
  const planes = { channels: 3, height, width, data: separatePlanes(image, mask) };
  const { channels, data } = await (tiles === undefined ? encode(planes) : runVaeInTiles(planes, tiles, encode));
  if (channels === space.channels) return { mean: data, standardDeviation: undefined, elapsed };
  const count = data.length / 2;
  const standardDeviation = data
    .slice(count)
    .map((value) => Math.exp(0.5 * Math.min(Math.max(value, LOWEST_LOG_VARIANCE), HIGHEST_LOG_VARIANCE)));
  return { mean: data.slice(0, count), standardDeviation, elapsed };
}

/** Latents of a picture, scaled as the U-Net knows them: one draw of as many numbers as there are latents. */
export function sampleSource(source: EncodedSource, generator: NormalSource, space: LatentSpace): Float32Array {
  const { mean, standardDeviation } = source;
  const sample = mean.slice();
  if (standardDeviation !== undefined) {
    const noise = drawNoise(mean.length, generator);
    for (let index = 0; index < sample.length; index += 1) {
      sample[index] = mean[index]! + Math.fround(standardDeviation[index]! * noise[index]!);
    }
  }
  return scaleLatents(sample, space);
}

/** From red, green, blue per pixel to three planes of −1…1. */
export function separatePlanes({ width, height, rgb }: RgbImage, mask?: Uint8Array): Float32Array {
  const pixels = width * height;
  const planes = new Float32Array(pixels * 3);
  for (let channel = 0; channel < 3; channel += 1) {
    for (let pixel = 0; pixel < pixels; pixel += 1) {
      if (mask?.[pixel] === 1) continue;
      planes[channel * pixels + pixel] = Math.fround(rgb[pixel * 3 + channel]! / 255) * 2 - 1;
    }
  }
  return planes;
}
