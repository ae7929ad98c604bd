import { hasComponent } from './has-component.ts';
import type { ModelFamily } from './model-family.ts';
import { createXlInputs, stableDiffusionXl } from './stable-diffusion-xl.ts';

/**
 * The refiner of Stable Diffusion XL, which takes over a picture or latents that the base model has begun: only the second
 * text encoder, and aesthetic scores in place of the target size.
 *
 * Source: Podell et al., "SDXL: Improving Latent Diffusion Models for High-Resolution Image Synthesis" (2023), §2.5.
 */
export const stableDiffusionXlRefiner: ModelFamily = {
  ...stableDiffusionXl,
  name: 'stable-diffusion-xl-refiner',
  title: 'the refiner of Stable Diffusion XL',
  matches: (index) => !hasComponent(index, 'text_encoder'),
  textEncoders: [{ component: 'text_encoder_2', tokenizer: 'tokenizer_2', states: 'penultimate', pooled: true }],
  options: stableDiffusionXl.options.filter((option) => option !== 'prompt2' && option !== 'negativePrompt2'),
  tasks: ['image-to-image', 'inpainting'],
  createInputs: createXlInputs,
};
