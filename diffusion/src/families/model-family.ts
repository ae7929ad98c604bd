import type { LatentSpace } from '../model-folder/latent-space.ts';
import type { PromptInputs } from '../stages/conditioning.ts';
import type { EncodedText } from '../stages/encode-prompt.ts';
import type { JsonObject } from '../tokenizers/tokenizer-files.ts';
import type { ModelFamilyName, ModelTask } from './family-names.ts';
import type { ResolvedSizeConditioning } from './size-conditioning.ts';
import type { TimeIdTerms } from './time-ids.ts';

/** Options of a request that not every family has. */
export type FamilyOption =
  | 'prompt2'
  | 'negativePrompt2'
  | 'clipSkip'
  | 'originalSteps'
  | 'sizeConditioning'
  | 'denoisingStart'
  | 'denoisingEnd';

/** The inputs that a network may have; those in `required` must be there. */
export interface NetworkInterface {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** A text encoder that a family reads. */
export interface TextEncoderNeed {
  /** Its folder, as in `model_index.json`. */
  readonly component: string;
  /** The folder of its tokenizer. */
  readonly tokenizer: string;
  /** Which states become the prompt's embeddings: the encoder's last ones, or those before its last layer. */
  readonly states: 'last' | 'penultimate';
  /** Whether the projected embedding of the whole prompt (`text_embeds`) is wanted as well. */
  readonly pooled: boolean;
}

/** The configurations that a family may want to hold against each other; legacy exports have only the first. */
export interface FamilyConfigs {
  /** The contents of `model_index.json`. */
  readonly index: JsonObject;
  readonly unet: JsonObject | undefined;
  readonly textEncoder2: JsonObject | undefined;
}

/** What the inputs are made for, beside the prompt. */
export interface InputTerms extends TimeIdTerms {
  /** `undefined` for families without it. */
  readonly size: ResolvedSizeConditioning | undefined;
}

/**
 * A family of models: which networks it needs and how it conditions them. To add one, write a file like those beside
 * this and name it in `family-registry.ts`; nothing else asks which family a model is of.
 */
export interface ModelFamily {
  readonly name: ModelFamilyName;
  /** As people call it. */
  readonly title: string;
  /** Pipeline classes in diffusers' vocabulary. */
  readonly pipelines: readonly string[];
  /** Whether a `model_index.json` with one of these classes belongs here and not to a sister. */
  readonly matches: (index: JsonObject) => boolean;
  readonly textEncoders: readonly TextEncoderNeed[];
  /** The inputs of its U-Net; those of the other networks are the same in all families. */
  readonly unet: NetworkInterface;
  /** What it can do when all networks are there. */
  readonly tasks: readonly ModelTask[];
  readonly options: readonly FamilyOption[];
  /** What the family has where the autoencoder's configuration doesn't say: legacy exports have none. */
  readonly usualLatentSpace: LatentSpace;
  /** What a request gets where neither it nor the model says anything; `sampleSize` is in latents. */
  readonly defaults: {
    readonly sampleSize: number;
    readonly steps: number;
    readonly guidanceScale: number;
    readonly strength: number;
    /** Through a mask. */
    readonly inpaintingStrength: number;
  };
  /** Whether diffusers corrects two options of old schedulers' configurations in this family's pipelines. */
  readonly correctsScheduler: boolean;
  /** What `strength` shortens: the walk (its first steps are left out), or the schedule that all steps are picked from. */
  readonly strengthShortens: 'walk' | 'schedule';
  /** Width of the guidance scale's embedding where the U-Net's configuration doesn't say; `undefined` for none. */
  readonly usualGuidanceWidth: number | undefined;
  /** Whether no negative prompt means zeros, unless `model_index.json` says otherwise. */
  readonly zeroesEmptyNegative: boolean;
  /** What doesn't fit together in the configurations, in words that say what to do. */
  readonly findProblem?: (configs: FamilyConfigs, hasScore: boolean) => string | undefined;
  /** The U-Net's inputs for one prompt. */
  readonly createInputs: (text: EncodedText, terms: InputTerms) => PromptInputs;
}

/** The networks that a family paints with; to start from a picture it needs `vae_encoder` too. */
export function listRequiredNetworks(family: ModelFamily): readonly string[] {
  return [...family.textEncoders.map(({ component }) => component), 'unet', 'vae_decoder'];
}
