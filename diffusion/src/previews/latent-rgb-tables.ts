import type { ModelFamilyName } from '../families/family-names.ts';
import type { LatentSpace } from '../model-folder/latent-space.ts';
import type { LatentRgbTable } from './latent-preview.ts';

/**
 * Published maps from the latents of well-known autoencoders to colours, as ComfyUI states them
 * (comfy/latent_formats.py of Comfy-Org/ComfyUI: the classes SD15, SDXL and SD_X4).
 */
const stableDiffusion: LatentRgbTable = {
  factors: [
    [0.3512, 0.2297, 0.3227],
    [0.325, 0.4974, 0.235],
    [-0.2829, 0.1762, 0.2721],
    [-0.212, -0.2616, -0.7177],
  ],
  bias: [0, 0, 0],
};

const stableDiffusionXl: LatentRgbTable = {
  factors: [
    [0.3651, 0.4232, 0.4341],
    [-0.2533, -0.0042, 0.1068],
    [0.1076, 0.1111, -0.0362],
    [-0.3165, -0.2492, -0.2188],
  ],
  bias: [0.1084, -0.0175, -0.0011],
};

const upscalerBy4: LatentRgbTable = {
  factors: [
    [-0.234, -0.3863, -0.3257],
    [0.0994, 0.0885, -0.0908],
    [-0.2833, -0.2349, -0.3741],
    [0.2523, -0.0055, -0.1651],
  ],
  bias: [0, 0, 0],
};

/** Each family's autoencoder is known by the factor that scales its latents: models with another one get no table. */
const tables: readonly {
  readonly families: readonly (ModelFamilyName | 'upscaler')[];
  readonly scalingFactor: number;
  readonly table: LatentRgbTable;
}[] = [
  { families: ['stable-diffusion', 'latent-consistency', 'upscaler'], scalingFactor: 0.18215, table: stableDiffusion },
  {
    families: ['stable-diffusion-xl', 'stable-diffusion-xl-refiner'],
    scalingFactor: 0.13025,
    table: stableDiffusionXl,
  },
  { families: ['upscaler'], scalingFactor: 0.08333, table: upscalerBy4 },
];

const LEAST_DIFFERENCE = 1e-4;

/** The published table for a family's latents; `undefined` where the autoencoder isn't the family's own. */
export function findLatentRgbTable(
  family: ModelFamilyName | 'upscaler' | undefined,
  { channels, scalingFactor }: LatentSpace,
): LatentRgbTable | undefined {
  return tables.find(
    ({ families, scalingFactor: factor, table }) =>
      families.some((name) => name === family) &&
      table.factors.length === channels &&
      Math.abs(factor - scalingFactor) < LEAST_DIFFERENCE,
  )?.table;
}
