import { describe, expect, it } from 'vitest';
import { ModelRunError } from '../errors.ts';
import type { Network } from '../onnx/network.ts';
import type { Tensor } from '../onnx/tensor.ts';
import { decodeLatents } from './decode-latents.ts';

const latentSpace = { channels: 1, scaleFactor: 1, scalingFactor: 0.5, shiftFactor: 0.25 };

/** A decoder that gives these numbers, and keeps what it was given. */
function createDecoder(output: readonly number[], dims: readonly number[]): Network & { readonly given: Tensor[] } {
  const given: Tensor[] = [];
  return {
    component: 'vae_decoder',
    inputs: [],
    outputNames: ['sample'],
    given,
    run: async (feeds) => {
      given.push(feeds.latent_sample as Tensor);
      const sample = { data: Float32Array.from(output), dims };
      return { output: sample, outputs: { sample }, elapsed: 1 };
    },
    release: async () => {},
  };
}

function decode(vaeDecoder: Network) {
  return decodeLatents({
    vaeDecoder,
    latents: Float32Array.of(1, -3),
    latentDims: [1, 1, 2],
    latentSpace,
    signal: undefined,
  });
}

describe('decodeLatents', () => {
  it('gives the decoder latents / scaling factor + shift', async () => {
    const decoder = createDecoder([0, 0, 0, 0, 0, 0], [1, 3, 1, 2]);
    await decode(decoder);
    expect(decoder.given).toEqual([{ data: Float32Array.of(2.25, -5.75), dims: [1, 1, 1, 2] }]);
  });

  it('makes red, green, blue per pixel out of planes, clamped and rounded half to even', async () => {
    // Two pixels: red −1 and 1, green −2 and 2 (clamped), blue 0 (127.5, up) and −63/127.5 (64.5, down).
    const { rgb, width, height } = await decode(createDecoder([-1, 1, -2, 2, 0, -63 / 127.5], [1, 3, 1, 2]));
    expect({ rgb, width, height }).toEqual({ rgb: Uint8Array.of(0, 0, 128, 255, 255, 64), width: 2, height: 1 });
  });

  it.each([
    ['not-a-number values', [0, 0, 0, 0, 0, Number.NaN], [1, 3, 1, 2], 'not-a-number'],
    ['another number of channels', [0, 0, 0, 0], [1, 2, 1, 2], '1 × 2 × 1 × 2'],
  ])('refuses %s', async (_, output, dims, message) => {
    const painting = decode(createDecoder(output, dims));
    await expect(painting).rejects.toThrow(ModelRunError);
    await expect(painting).rejects.toThrow(message);
  });
});
