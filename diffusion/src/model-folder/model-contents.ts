import type { ModelFamily, TextEncoderNeed } from '../families/model-family.ts';
import type { LatentRgbTable } from '../previews/latent-preview.ts';
import type { TinyDecoder } from '../previews/tiny-decoder.ts';
import type { PromptTokenizer } from '../tokenizers/prompt-tokenizer.ts';
import type { JsonObject } from '../tokenizers/tokenizer-files.ts';
import type { AutoencoderShape } from './autoencoder-shape.ts';
import type { LatentSpace } from './latent-space.ts';
import type { ModelFacts } from './model-facts.ts';

/** A text encoder of a model, with the tokenizer that writes its input. */
export interface TextEncoderPart extends Omit<TextEncoderNeed, 'tokenizer'> {
  readonly tokenizer: PromptTokenizer;
  /** Its number of layers, where its configuration says. */
  readonly layers: number | undefined;
}

/** The parts of a model folder that is sound. */
export interface ModelParts {
  readonly family: ModelFamily;
  /** Path of each network's ONNX file, by component. */
  readonly networkFiles: ReadonlyMap<string, string>;
  /** In the family's order, at least one. */
  readonly textEncoders: readonly TextEncoderPart[];
  readonly schedulerConfig: JsonObject;
  readonly latentSpace: LatentSpace;
  readonly autoencoder: AutoencoderShape;
  /** Width of the guidance scale's embedding that a distilled U-Net reads; it knows no negative prompt then. */
  readonly guidanceWidth: number | undefined;
  /** Whether no negative prompt means zeros, and not the embeddings of the empty text. */
  readonly zeroesEmptyNegative: boolean;
  /** Whether the U-Net reads an aesthetic score in place of the target size. */
  readonly hasScore: boolean;
  /** Whether the U-Net sees a mask and the masked picture beside the latents, and so paints through masks alone. */
  readonly readsMask: boolean;
  /** The model's own table, or else its family's. */
  readonly latentRgb: LatentRgbTable | undefined;
  /** Its file is in `networkFiles`. */
  readonly tinyDecoder: TinyDecoder | undefined;
  readonly synonyms: ReadonlyMap<string, string>;
}

/** What a model folder holds: its facts, and its parts unless `facts.faults` says why not. */
export interface ModelContents {
  readonly facts: ModelFacts;
  readonly parts: ModelParts | undefined;
}
