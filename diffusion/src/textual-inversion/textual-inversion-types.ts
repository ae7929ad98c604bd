/**
 * A word trained by textual inversion, as a safetensors file of at most 16 MiB: one tensor [vectors, width] under its
 * token's name (diffusers) or `emb_params` (AUTOMATIC1111), or `clip_l` and `clip_g` for Stable Diffusion XL.
 */
export type TextualInversion = (
  | { readonly path: string; readonly bytes?: undefined }
  | { readonly bytes: Uint8Array; readonly path?: undefined }
) & {
  /**
   * What stands for it in prompts, up to 100 characters without line breaks or white space around them; found without
   * regard to case, but not within a word. Default: the name in the file, where it has one.
   */
  readonly token?: string;
};

/** A word that a pipeline has learned. */
export interface LoadedTextualInversion {
  readonly token: string;
  /** How many tokens of a prompt it takes, 1 to 75. */
  readonly vectors: number;
}
