import type { LatentRgbTable } from '../previews/latent-preview.ts';
import type { PromptTokenizer } from '../tokenizers/prompt-tokenizer.ts';
import type { JsonObject } from '../tokenizers/tokenizer-files.ts';
import type { LatentSpace } from './latent-space.ts';
import type { ModelFacts } from './model-facts.ts';

/** The networks that text to image needs; image to image needs `vae_encoder` too. */
export const requiredNetworks = ['text_encoder', 'unet', 'vae_decoder'] as const;

/** The parts of a model folder that is sound. */
export interface ModelParts {
  /** Path of each network's ONNX file, by component. */
  readonly networkFiles: ReadonlyMap<string, string>;
  readonly tokenizer: PromptTokenizer;
  readonly schedulerConfig: JsonObject;
  readonly latentSpace: LatentSpace;
  readonly latentRgb: LatentRgbTable | undefined;
  readonly synonyms: ReadonlyMap<string, string>;
}

/** What a model folder holds: its facts, and its parts unless `facts.faults` says why not. */
export interface ModelContents {
  readonly facts: ModelFacts;
  readonly parts: ModelParts | undefined;
}
