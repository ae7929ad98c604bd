/** How previews are made: by a latent-to-RGB table, by the model's tiny decoder, or not at all. */
export type PreviewMethod = 'factors' | 'tiny decoder' | 'none';
