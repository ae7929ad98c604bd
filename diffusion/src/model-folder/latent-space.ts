/** How pictures become latents and back, from the autoencoder's configuration. */
export interface LatentSpace {
  readonly channels: number;
  /** Pixels per latent along an edge: 2^(levels of the autoencoder − 1). */
  readonly scaleFactor: number;
  /** The decoder takes latents / `scalingFactor` + `shiftFactor`. */
  readonly scalingFactor: number;
  readonly shiftFactor: number;
}
