import type { JsonObject } from '../tokenizers/tokenizer-files.ts';
import type { ModelFamilyName } from './family-names.ts';
import { latentConsistency } from './latent-consistency.ts';
import type { ModelFamily } from './model-family.ts';
import { stableDiffusion } from './stable-diffusion.ts';
import { stableDiffusionXl } from './stable-diffusion-xl.ts';
import { stableDiffusionXlRefiner } from './stable-diffusion-xl-refiner.ts';

const families: readonly ModelFamily[] = [
  stableDiffusion,
  stableDiffusionXl,
  stableDiffusionXlRefiner,
  latentConsistency,
];

/** Kinds of models that people will try, and that this library can't run yet. */
const unsupportedKinds: readonly (readonly [pattern: RegExp, kind: string])[] = [
  [/ControlNet|T2IAdapter/, 'Pipelines with a ControlNet or an adapter'],
  [/^StableDiffusion3/, 'Stable Diffusion 3'],
  [/^Flux/, 'Flux'],
  [/Pix2Pix/, 'Models that follow instructions about a picture (InstructPix2Pix)'],
  [/^(PixArt|Sana|Lumina|HunyuanDiT|AuraFlow|Chroma|QwenImage|Kandinsky|Wuerstchen|StableCascade)/, 'This family'],
];

/** A family by its name. */
export function getFamily(name: ModelFamilyName): ModelFamily {
  return families.find((family) => family.name === name)!;
}

/** The pipeline's class in a `model_index.json`, without a runtime's prefix. */
export function parsePipelineName(index: JsonObject): string {
  return String(index._class_name ?? '').replace(/^(ORT|Onnx)/, '');
}

/** The family that a `model_index.json` belongs to. Throws an `Error` that says which ones there are. */
export function findFamily(index: JsonObject): ModelFamily {
  const name = parsePipelineName(index);
  const family = families.find((candidate) => candidate.pipelines.includes(name) && candidate.matches(index));
  if (family !== undefined) return family;
  const kind = unsupportedKinds.find(([pattern]) => pattern.test(name))?.[1];
  const supported = [...new Set(families.flatMap((candidate) => candidate.pipelines))].join(', ');
  const elsewhere = /Upscale/.test(name) ? ' Diffusion upscalers are opened by loadDiffusionUpscaler.' : '';
  const yet = kind === undefined ? elsewhere : ` ${kind} can't be opened yet.`;
  throw new Error(`The pipeline "${name}" isn't supported.${yet} Supported are ${supported}.`);
}
