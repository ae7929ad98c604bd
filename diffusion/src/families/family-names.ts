/**
 * Families of models, by how they are conditioned: Stable Diffusion 1 and 2 and their Turbo, Stable Diffusion XL and its
 * Turbo, its refiner, and models distilled to latent consistency.
 */
export type ModelFamilyName =
  | 'stable-diffusion'
  | 'stable-diffusion-xl'
  | 'stable-diffusion-xl-refiner'
  | 'latent-consistency';

/** What a model can paint from: a prompt alone, a prompt and a picture, or a prompt, a picture and a mask. */
export type ModelTask = 'text-to-image' | 'image-to-image' | 'inpainting';
