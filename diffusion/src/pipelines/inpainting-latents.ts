import { shrinkMask } from '../pictures/mask.ts';
import type { SchedulerRun } from '../schedulers/scheduler.ts';
import { type EncodedSource, sampleSource } from '../stages/encode-source.ts';
import { drawNoise, scaleNoise } from '../stages/prepare-latents.ts';
import { createNoise, type FirstLatentsOptions } from './first-latents.ts';
import type { PreparedInpainting } from './prepare-inpainting.ts';
import type { ResolvedSettings } from './text-to-image-types.ts';

/** A mask and its picture in latent space, which all pictures of a request share. */
export interface EncodedInpainting extends PreparedInpainting {
  /** `undefined` where nothing of it is needed: a U-Net that sees the mask begins with noise alone. */
  readonly encoded: EncodedSource | undefined;
  /** The source with grey for what is repainted; `undefined` for U-Nets that don't look at it. */
  readonly encodedMasked: EncodedSource | undefined;
}

/** What `startInpainting` needs. */
export interface StartInpaintingOptions extends FirstLatentsOptions {
  readonly inpainting: EncodedInpainting;
  readonly settings: ResolvedSettings;
}

/** How a picture is painted through a mask. */
export interface InpaintingStart {
  readonly latents: Float32Array;
  /** The mask and the masked picture's latents, for U-Nets that look at them. */
  readonly extraChannels: Float32Array | undefined;
  /** Takes the kept part back after each step, for the other ones. */
  readonly afterStep: ((previous: Float32Array, nextTimestep: number | undefined) => Float32Array) | undefined;
}

/**
 * The first sample of a picture that is painted through a mask, and what goes with each step.
 *
 * The generator gives the source's sample (unless a nine-channel U-Net begins with noise alone), then the noise, then the
 * masked picture's sample, which an ordinary U-Net has no use for: diffusers draws it all the same, and later noise
 * depends on it.
 */
export function startInpainting(options: StartInpaintingOptions): InpaintingStart {
  const { inpainting, generator, latentSpace, settings, walk, count } = options;
  const { encoded, encodedMasked } = inpainting;
  const beginsAsNoise = settings.strength === 1 && walk.addsNoise;
  const original = encoded && sampleSource(encoded, generator, latentSpace);
  const noise = createNoise(options);
  const masked = encodedMasked && sampleSource(encodedMasked, generator, latentSpace);
  if (masked === undefined && encoded?.standardDeviation !== undefined) drawNoise(count, generator);
  const { run, startIndex, addsNoise } = walk;
  run.beginAt(startIndex);
  const first =
    original === undefined || beginsAsNoise
      ? scaleNoise(noise.slice(), run.initNoiseSigma)
      : addsNoise
        ? run.addNoise(original, noise, run.timesteps[startIndex]!)
        : original.slice();
  const mask = shrinkMask(inpainting.mask, settings, latentSpace.scaleFactor);
  if (masked !== undefined) return { latents: first, extraChannels: joinChannels(mask, masked), afterStep: undefined };
  return {
    latents: first,
    extraChannels: undefined,
    afterStep: createKeeper({ run, mask, noise, original: original! }),
  };
}

function joinChannels(mask: Float32Array, masked: Float32Array): Float32Array {
  const channels = new Float32Array(mask.length + masked.length);
  channels.set(mask);
  channels.set(masked, mask.length);
  return channels;
}

interface KeeperOptions {
  readonly run: SchedulerRun;
  /** A number per latent of one channel, 1 where it is repainted. */
  readonly mask: Float32Array;
  readonly noise: Float32Array;
  readonly original: Float32Array;
}

/** Writes the original, as noisy as the next step expects it, over what is kept; after the last step without noise. */
function createKeeper({ run, mask, noise, original }: KeeperOptions) {
  const noisy = new Float32Array(original.length);
  const mixed = new Float32Array(original.length);
  return (previous: Float32Array, nextTimestep: number | undefined): Float32Array => {
    const kept = nextTimestep === undefined ? original : run.addNoise(original, noise, nextTimestep, noisy);
    for (let index = 0; index < mixed.length; index += 1) {
      mixed[index] = mask[index % mask.length] === 1 ? previous[index]! : kept[index]!;
    }
    return mixed;
  };
}
