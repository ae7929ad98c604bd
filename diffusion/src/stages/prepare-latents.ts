import type { NormalSource } from '@starweave/numerics';

/** The first noisy sample: standard-normal numbers times the scheduler's noise level, drawn as one call. */
export function prepareLatents(count: number, generator: NormalSource, initNoiseSigma: number): Float32Array {
  const latents = new Float32Array(count);
  generator.fillNormal(latents);
  const sigma = Math.fround(initNoiseSigma);
  return sigma === 1 ? latents : latents.map((value) => value * sigma);
}
