import type { FloatTensor } from '../onnx/tensor.ts';

/** Wavelengths go up to 2π times this. */
const LONGEST_PERIOD = 10_000;

/**
 * The guidance scale as distilled models read it (their input `timestep_cond`), [1, width].
 *
 * With w = (scale − 1) · 1000 and f_k = 10000^(−k / (width / 2 − 1)): sin(w f_0), sin(w f_1), …, cos(w f_0), …, and a
 * zero at the end where `width` is odd. Source: Meng et al., "On Distillation of Guided Diffusion Models" (2023);
 * `get_guidance_scale_embedding` in diffusers.
 */
export function createGuidanceEmbedding(scale: number, width: number): FloatTensor {
  const half = Math.floor(width / 2);
  const weight = Math.fround(Math.fround(scale - 1) * 1000);
  const exponent = Math.fround(Math.fround(Math.log(LONGEST_PERIOD)) / (half - 1));
  const data = new Float32Array(width);
  for (let index = 0; index < half; index += 1) {
    const angle = Math.fround(weight * Math.fround(Math.exp(Math.fround(index * -exponent))));
    data[index] = Math.sin(angle);
    data[half + index] = Math.cos(angle);
  }
  return { data, dims: [1, width] };
}
