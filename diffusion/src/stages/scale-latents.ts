import type { LatentSpace } from '../model-folder/latent-space.ts';

/**
 * Latents as the decoder takes them, from what the U-Net knows: x / scaling factor + shift, or x · deviation / scaling
 * factor + mean where the autoencoder has statistics of its channels. Flat, [channels, height, width].
 */
export function unscaleLatents(latents: Float32Array, space: LatentSpace): Float32Array {
  const { scalingFactor, shiftFactor, statistics } = space;
  if (statistics === undefined) return latents.map((value) => Math.fround(value / scalingFactor) + shiftFactor);
  const { means, deviations } = statistics;
  const perChannel = latents.length / space.channels;
  return latents.map((value, index) => {
    const channel = Math.floor(index / perChannel);
    const spread = Math.fround(value * Math.fround(deviations[channel]!));
    return Math.fround(spread / scalingFactor) + Math.fround(means[channel]!);
  });
}

/** Latents as the U-Net knows them, from the encoder's: the other way round. */
export function scaleLatents(latents: Float32Array, space: LatentSpace): Float32Array {
  const { scalingFactor, shiftFactor, statistics } = space;
  if (statistics === undefined) return latents.map((value) => (value - shiftFactor) * scalingFactor);
  const { means, deviations } = statistics;
  const perChannel = latents.length / space.channels;
  return latents.map((value, index) => {
    const channel = Math.floor(index / perChannel);
    const centred = Math.fround(value - Math.fround(means[channel]!));
    return Math.fround(centred * scalingFactor) / Math.fround(deviations[channel]!);
  });
}
