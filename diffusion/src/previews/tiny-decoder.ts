import { ModelRunError } from '../errors.ts';
import type { Network } from '../onnx/network.ts';
import type { RgbImage } from '../pipelines/text-to-image-types.ts';

/** The folders that a model's tiny decoder may lie in. */
export const tinyDecoderFolders = ['taesd_decoder', 'vae_tiny_decoder'] as const;

/** A small network that decodes a model's latents roughly, such as TAESD. */
export interface TinyDecoder {
  /** Its folder. */
  readonly component: string;
  /** It takes latents / `scalingFactor` + `shiftFactor`, mostly 1 and 0: the latents as the U-Net knows them. */
  readonly scalingFactor: number;
  readonly shiftFactor: number;
}

/** Latents of one picture. */
export interface LatentSample {
  readonly latents: Float32Array;
  readonly latentDims: readonly [channels: number, height: number, width: number];
}

/**
 * A picture out of latents by a tiny decoder (diffusers' `AutoencoderTiny`): −1…1 to bytes, rounded half to even.
 * Throws `ModelRunError` when the network fails or gives no picture.
 */
export async function decodeTiny(
  network: Network,
  { scalingFactor, shiftFactor }: TinyDecoder,
  { latents, latentDims }: LatentSample,
): Promise<RgbImage> {
  const data = latents.map((value) => value / scalingFactor + shiftFactor);
  const input = network.inputs[0]?.name ?? 'latent_sample';
  const { output } = await network.run({ [input]: { data, dims: [1, ...latentDims] } }, ['sample']);
  const [, channels, height, width] = output.dims;
  if (channels !== 3 || height === undefined || width === undefined) {
    const got = output.dims.join(' × ');
    throw new ModelRunError(network.component, `The network ${network.component} gave ${got} numbers, no picture.`);
  }
  const pixels = width * height;
  const rgb = new Uint8ClampedArray(pixels * 3);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    for (let colour = 0; colour < 3; colour += 1) {
      rgb[pixel * 3 + colour] = (output.data[colour * pixels + pixel]! * 0.5 + 0.5) * 255;
    }
  }
  return { width, height, rgb: new Uint8Array(rgb.buffer) };
}
