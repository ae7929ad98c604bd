import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as door from '@starweave/diffusion';
import { expect, it } from 'vitest';
import { repository } from '../package-doors/pack-packages.ts';

const page = readFileSync(path.join(repository, 'docs', 'from-diffusers.md'), 'utf8');
const named = new Set([...page.matchAll(/[A-Za-z]\w+/g)].map(([word]) => word));

/** All arguments of `__call__` of diffusers 0.42.1: Stable Diffusion, XL and Latent Consistency, each from noise, out of a
 * picture and through a mask, and the two upscalers. */
const callArguments = `
  prompt prompt_2 image mask_image masked_image_latents height width padding_mask_crop strength num_inference_steps
  original_inference_steps timesteps sigmas denoising_start denoising_end guidance_scale noise_level negative_prompt
  negative_prompt_2 num_images_per_prompt eta generator latents prompt_embeds negative_prompt_embeds pooled_prompt_embeds
  negative_pooled_prompt_embeds ip_adapter_image ip_adapter_image_embeds output_type return_dict cross_attention_kwargs
  guidance_rescale original_size crops_coords_top_left target_size negative_original_size
  negative_crops_coords_top_left negative_target_size aesthetic_score negative_aesthetic_score clip_skip
  callback_on_step_end callback_on_step_end_tensor_inputs callback callback_steps`
  .trim()
  .split(/\s+/);

const missing = (names: readonly string[]): string[] => names.filter((name) => !named.has(name));

it('names every scheduler', () => {
  expect(missing(door.schedulerDefinitions.map(({ className }) => className))).toEqual([]);
});

it('names every function of the door', () => {
  const functions = Object.entries(door).filter(([, value]) => typeof value === 'function');
  expect(missing(functions.map(([name]) => name).filter((name) => !name.endsWith('Error')))).toEqual([]);
});

it('names every argument of a call in diffusers', () => {
  expect(missing(callArguments)).toEqual([]);
});
