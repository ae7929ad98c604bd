import type { NormalSource } from '@starweave/numerics';
import { blendNoise } from './blend-noise.ts';

/** Another noise that the starting noise is blended towards. */
export interface OtherNoise {
  readonly generator: NormalSource;
  /** 0 to 1. */
  readonly strength: number;
}

/** Standard-normal numbers, drawn as one call; with `other` they are blended towards those of another generator. */
export function drawNoise(count: number, generator: NormalSource, other?: OtherNoise): Float32Array {
  const noise = new Float32Array(count);
  generator.fillNormal(noise);
  if (other !== undefined) blendNoise(noise, drawNoise(count, other.generator), other.strength);
  return noise;
}

/** The first noisy sample: noise times the scheduler's noise level. */
export function scaleNoise(noise: Float32Array, initNoiseSigma: number): Float32Array {
  const sigma = Math.fround(initNoiseSigma);
  return sigma === 1 ? noise : noise.map((value) => value * sigma);
}
