import { ModelRunError } from '../errors.ts';
import { findNumber } from '../model-folder/read-numbers.ts';
import type { PromptInputs } from '../stages/conditioning.ts';
import type { EncodedText } from '../stages/encode-prompt.ts';
import { hasComponent } from './has-component.ts';
import type { FamilyConfigs, InputTerms, ModelFamily } from './model-family.ts';
import { createTimeIds } from './time-ids.ts';

/**
 * Stable Diffusion XL and SDXL-Turbo: the states before the last layer of two CLIP text encoders side by side, the
 * second one's embedding of the whole prompt, and numbers about the picture's size.
 *
 * Source: Podell et al., "SDXL: Improving Latent Diffusion Models for High-Resolution Image Synthesis" (2023).
 */
export const stableDiffusionXl: ModelFamily = {
  name: 'stable-diffusion-xl',
  title: 'Stable Diffusion XL',
  pipelines: ['StableDiffusionXLPipeline', 'StableDiffusionXLImg2ImgPipeline', 'StableDiffusionXLInpaintPipeline'],
  matches: (index) => hasComponent(index, 'text_encoder'),
  textEncoders: [
    { component: 'text_encoder', tokenizer: 'tokenizer', states: 'penultimate', pooled: false },
    { component: 'text_encoder_2', tokenizer: 'tokenizer_2', states: 'penultimate', pooled: true },
  ],
  unet: {
    required: ['sample', 'timestep', 'encoder_hidden_states', 'text_embeds', 'time_ids'],
    optional: ['timestep_cond'],
  },
  tasks: ['text-to-image', 'image-to-image', 'inpainting'],
  options: [
    'prompt2',
    'negativePrompt2',
    'clipSkip',
    'originalSteps',
    'sizeConditioning',
    'denoisingStart',
    'denoisingEnd',
  ],
  usualLatentSpace: { channels: 4, scaleFactor: 8, scalingFactor: 0.13025, shiftFactor: 0 },
  defaults: { sampleSize: 128, steps: 30, guidanceScale: 5, strength: 0.3, inpaintingStrength: 0.9999 },
  correctsScheduler: false,
  strengthShortens: 'walk',
  usualGuidanceWidth: undefined,
  zeroesEmptyNegative: true,
  findProblem: findTimeIdsProblem,
  createInputs: createXlInputs,
};

/** The U-Net's inputs of Stable Diffusion XL and of its refiner. */
export function createXlInputs({ hidden, pooled }: EncodedText, terms: InputTerms): PromptInputs {
  if (pooled === undefined || terms.size === undefined) {
    throw new ModelRunError('text_encoder_2', 'The text encoder gave no embedding of the whole prompt (text_embeds).');
  }
  const ids = createTimeIds(terms.size, terms);
  return {
    encoder_hidden_states: hidden,
    text_embeds: pooled,
    time_ids: { data: ids, dims: [1, ids.length] },
  };
}

/** The U-Net's width says how many numbers about sizes it reads: 6, or 5 with an aesthetic score. */
function findTimeIdsProblem({ unet, textEncoder2 }: FamilyConfigs, hasScore: boolean): string | undefined {
  const width = findNumber(unet, 'projection_class_embeddings_input_dim');
  const perNumber = findNumber(unet, 'addition_time_embed_dim');
  const pooled = findNumber(textEncoder2, 'projection_dim');
  if (width === undefined || perNumber === undefined || pooled === undefined) return undefined;
  const given = hasScore ? 5 : 6;
  const wanted = (width - pooled) / perNumber;
  if (wanted === given) return undefined;
  const score = `model_index.json says ${hasScore ? '' : 'no '}"requires_aesthetics_score"`;
  return `The U-Net reads ${wanted} numbers about sizes, but ${given} would be given: ${score}. Correct it, or take the text_encoder_2 that belongs to this U-Net (its projection_dim is ${pooled}).`;
}
