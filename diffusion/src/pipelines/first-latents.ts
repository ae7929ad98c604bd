import type { NormalSource } from '@starweave/numerics';
import type { LatentSpace } from '../model-folder/latent-space.ts';
import { blendNoise } from '../stages/blend-noise.ts';
import { type EncodedSource, sampleSource } from '../stages/encode-source.ts';
import { drawNoise, type OtherNoise, scaleNoise } from '../stages/prepare-latents.ts';
import type { Walk } from './plan-walk.ts';

/** What a picture is painted out of: an encoded picture, or latents as they are. */
export type PaintSource =
  | { readonly kind: 'picture'; readonly encoded: EncodedSource }
  | { readonly kind: 'latents'; readonly latents: Float32Array };

/** What `createFirstLatents` needs. */
export interface FirstLatentsOptions {
  readonly walk: Walk;
  readonly generator: NormalSource;
  /** How many latents a picture has. */
  readonly count: number;
  readonly latentSpace: LatentSpace;
  /** Noise without one. */
  readonly source: PaintSource | undefined;
  /** Starting noise that the request gave. */
  readonly noise: Float32Array | undefined;
  readonly other: OtherNoise | undefined;
}

/**
 * The sample that a walk begins with: noise, or the source with the noise of the first timestep. The generator gives the
 * source's sample first, then the noise, as in diffusers.
 */
export function createFirstLatents(options: FirstLatentsOptions): Float32Array {
  const { walk, source } = options;
  if (source === undefined) return scaleNoise(createNoise(options), walk.run.initNoiseSigma);
  const latents =
    source.kind === 'latents'
      ? source.latents.slice()
      : sampleSource(source.encoded, options.generator, options.latentSpace);
  walk.run.beginAt(walk.startIndex);
  if (!walk.addsNoise) return latents;
  return walk.run.addNoise(latents, createNoise(options), walk.run.timesteps[walk.startIndex]!);
}

/** A picture's starting noise: the request's own or the generator's, blended with another one's. */
export function createNoise({ count, generator, noise, other }: FirstLatentsOptions): Float32Array {
  if (noise === undefined) return drawNoise(count, generator, other);
  const own = noise.slice();
  if (other !== undefined) blendNoise(own, drawNoise(count, other.generator), other.strength);
  return own;
}
