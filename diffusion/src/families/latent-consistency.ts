import type { ModelFamily } from './model-family.ts';
import { stableDiffusion } from './stable-diffusion.ts';

/** Width of the guidance scale's embedding in the published models. */
const GUIDANCE_WIDTH = 256;

/**
 * Latent consistency models distilled from Stable Diffusion 1: the U-Net is told the guidance scale, so that there is no
 * negative prompt; 1 to 8 steps, picked evenly from the schedule of the distillation.
 *
 * Source: Luo et al., "Latent Consistency Models" (2023).
 */
export const latentConsistency: ModelFamily = {
  ...stableDiffusion,
  name: 'latent-consistency',
  title: 'Latent Consistency',
  pipelines: ['LatentConsistencyModelPipeline', 'LatentConsistencyModelImg2ImgPipeline'],
  unet: { required: ['sample', 'timestep', 'encoder_hidden_states', 'timestep_cond'], optional: [] },
  tasks: ['text-to-image', 'image-to-image'],
  defaults: { ...stableDiffusion.defaults, steps: 4, guidanceScale: 8.5 },
  correctsScheduler: false,
  strengthShortens: 'schedule',
  usualGuidanceWidth: GUIDANCE_WIDTH,
};
