import { setImmediate as nextTurn } from 'node:timers/promises';
import { ModelRunError } from '../errors.ts';
import type { LatentSpace } from '../model-folder/latent-space.ts';
import type { Network } from '../onnx/network.ts';
import { type Planes, runVaeInTiles, type VaeTiles } from './run-vae-in-tiles.ts';
import { unscaleLatents } from './scale-latents.ts';

/** What `decodeLatents` needs. */
export interface DecodeOptions {
  readonly vaeDecoder: Network;
  readonly latents: Float32Array;
  readonly latentDims: readonly [channels: number, height: number, width: number];
  readonly latentSpace: LatentSpace;
  /** Tiles to decode in; all at once by default. */
  readonly tiles?: VaeTiles | undefined;
  readonly signal: AbortSignal | undefined;
}

/** A picture's bytes, and the time in ONNX Runtime. */
export interface DecodedPicture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
  readonly elapsed: number;
}

/** Decode a clean sample to pixels: vae(unscaled latents), clamped to 0…1, as bytes rounded half to even. */
export async function decodeLatents(options: DecodeOptions): Promise<DecodedPicture> {
  await nextTurn();
  options.signal?.throwIfAborted();
  const data = unscaleLatents(options.latents, options.latentSpace);
  const [channels, height, width] = options.latentDims;
  let elapsed = 0;
  const decode = async (latents: Planes): Promise<Planes> => {
    options.signal?.throwIfAborted();
    const run = await runDecoder(options.vaeDecoder, latents);
    elapsed += run.elapsed;
    return run.picture;
  };
  const latents = { channels, height, width, data };
  const picture = await (options.tiles === undefined ? decode(latents) : runVaeInTiles(latents, options.tiles, decode));
  const rgb = interleave(picture.data, picture.width * picture.height);
  return { width: picture.width, height: picture.height, rgb, elapsed };
}

async function runDecoder(vaeDecoder: Network, latents: Planes): Promise<{ picture: Planes; elapsed: number }> {
  const dims = [1, latents.channels, latents.height, latents.width];
  const { output, elapsed } = await vaeDecoder.run({ latent_sample: { data: latents.data, dims } }, ['sample']);
  const [, channels, height, width] = output.dims;
  if (channels !== 3 || height === undefined || width === undefined) {
    const got = output.dims.join(' × ');
    throw new ModelRunError(
      'vae_decoder',
      `The network vae_decoder gave ${got} numbers where 1 × 3 × height × width are expected.`,
    );
  }
  return { picture: { channels, height, width, data: output.data }, elapsed };
}

/** From three planes of −1…1 to red, green, blue per pixel. Uint8ClampedArray rounds half to even, as Python does. */
function interleave(planes: Float32Array, pixels: number): Uint8Array {
  const rgb = new Uint8ClampedArray(pixels * 3);
  for (let channel = 0; channel < 3; channel += 1) {
    for (let pixel = 0; pixel < pixels; pixel += 1) {
      const value = planes[channel * pixels + pixel]!;
      if (Number.isNaN(value)) throw createNotANumberError();
      rgb[pixel * 3 + channel] = Math.fround(Math.fround(value * 0.5 + 0.5) * 255);
    }
  }
  return new Uint8Array(rgb.buffer);
}

function createNotANumberError(): ModelRunError {
  return new ModelRunError(
    'vae_decoder',
    'The picture came out as not-a-number values. Half-precision decoders overflow; use the model with a float32 vae_decoder, or a lower guidance scale.',
  );
}
