import type { NormalSource } from '@starweave/numerics';
import { blendNoise } from './blend-noise.ts';

/** Another noise that the starting noise is blended towards. */
export interface OtherNoise {
  readonly generator: NormalSource;
  /** 0 to 1. */
  readonly strength: number;
}

/** The first noisy sample: standard-normal numbers times the scheduler's noise level, drawn as one call. */
export function prepareLatents(
  count: number,
  generator: NormalSource,
  initNoiseSigma: number,
  other?: OtherNoise,
): Float32Array {
  const latents = new Float32Array(count);
  generator.fillNormal(latents);
  if (other !== undefined) {
    const noise = new Float32Array(count);
    other.generator.fillNormal(noise);
    blendNoise(latents, noise, other.strength);
  }
  const sigma = Math.fround(initNoiseSigma);
  return sigma === 1 ? latents : latents.map((value) => value * sigma);
}
