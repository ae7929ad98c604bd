/** One number per channel. */
export interface ChannelStatistics {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

/** How pictures become latents and back, from the autoencoder's configuration. */
export interface LatentSpace {
  readonly channels: number;
  /** Pixels per latent along an edge: 2^(levels of the autoencoder − 1). */
  readonly scaleFactor: number;
  /** The decoder takes latents / `scalingFactor` + `shiftFactor`. */
  readonly scalingFactor: number;
  readonly shiftFactor: number;
  /** Mean and standard deviation of each channel, where the autoencoder's latents are brought to 0 and 1 by them. */
  readonly statistics?: ChannelStatistics | undefined;
}
