import type { ModelFamily } from './model-family.ts';

/**
 * Stable Diffusion 1 and 2, SD-Turbo, and what was trained from them: one CLIP text encoder, whose last states go to the
 * U-Net. Stable Diffusion 2 leaves out its encoder's last layer already in the export, and its tokenizer pads with "!".
 *
 * Source: Rombach et al., "High-Resolution Image Synthesis with Latent Diffusion Models" (2022).
 */
export const stableDiffusion: ModelFamily = {
  name: 'stable-diffusion',
  title: 'Stable Diffusion 1 or 2',
  pipelines: ['StableDiffusionPipeline', 'StableDiffusionImg2ImgPipeline', 'StableDiffusionInpaintPipeline'],
  matches: () => true,
  textEncoders: [{ component: 'text_encoder', tokenizer: 'tokenizer', states: 'last', pooled: false }],
  unet: { required: ['sample', 'timestep', 'encoder_hidden_states'], optional: ['timestep_cond'] },
  tasks: ['text-to-image', 'image-to-image', 'inpainting'],
  options: ['originalSteps'],
  usualLatentSpace: { channels: 4, scaleFactor: 8, scalingFactor: 0.18215, shiftFactor: 0 },
  defaults: { sampleSize: 64, steps: 30, guidanceScale: 7.5, strength: 0.8, inpaintingStrength: 1 },
  correctsScheduler: true,
  strengthShortens: 'walk',
  usualGuidanceWidth: undefined,
  zeroesEmptyNegative: false,
  createInputs: (text) => ({ encoder_hidden_states: text.hidden }),
};
