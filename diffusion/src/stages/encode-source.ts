import type { NormalSource } from '@starweave/numerics';
import type { LatentSpace } from '../model-folder/latent-space.ts';
import type { Network } from '../onnx/network.ts';
import type { RgbImage } from '../pipelines/text-to-image-types.ts';
import { drawNoise } from './prepare-latents.ts';

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

/** Encode a picture whose size fits the model; what has a 1 in `mask`, a byte per pixel, is left out: middle grey. */
export async function encodeSource(
  vaeEncoder: Network,
  image: RgbImage,
  space: LatentSpace,
  mask?: Uint8Array,
): Promise<EncodedSource> {
  const { width, height } = image;
  const { output, elapsed } = await vaeEncoder.run(
    { sample: { data: separatePlanes(image, mask), dims: [1, 3, height, width] } },
    ['latent_parameters', 'latent_sample'],
  );
  if (output.dims[1] === space.channels) return { mean: output.data, standardDeviation: undefined, elapsed };
  const count = output.data.length / 2;
  const standardDeviation = output.data
    .slice(count)
    .map((value) => Math.exp(0.5 * Math.min(Math.max(value, LOWEST_LOG_VARIANCE), HIGHEST_LOG_VARIANCE)));
  return { mean: output.data.slice(0, count), standardDeviation, elapsed };
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
  return sample.map((value) => (value - space.shiftFactor) * space.scalingFactor);
}

/** From red, green, blue per pixel to three planes of −1…1. */
function separatePlanes({ width, height, rgb }: RgbImage, mask: Uint8Array | undefined): Float32Array {
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
