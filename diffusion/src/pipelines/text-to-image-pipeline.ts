import type { ModelFacts } from '../model-folder/model-facts.ts';
import type { PromptReading } from '../prompts/prompt-reading.ts';
import type { PromptWords } from '../prompts/prompt-words.ts';
import type { LoadedTextualInversion, TextualInversion } from '../textual-inversion/textual-inversion-types.ts';
import type { InpaintingRequest } from './inpainting-request.ts';
import type {
  ImageToImageRequest,
  ResolvedSettings,
  SkippedExecutionProvider,
  TextToImageRequest,
  TextToImageResult,
} from './text-to-image-types.ts';

/**
 * A model that is in memory and paints.
 *
 * Requests to one pipeline run one after the other, in the order of the calls.
 */
export interface TextToImagePipeline {
  readonly facts: ModelFacts;
  /** The execution provider in use. */
  readonly executionProvider: string;
  /** Those that were preferred to it, each with the reason why it isn't used. */
  readonly skippedExecutionProviders: readonly SkippedExecutionProvider[];
  /**
   * Paint pictures, from noise or, with `source`, out of another picture, or, with a `mask` too, a part of it anew.
   *
   * The same request gives the same bytes on the same machine and execution provider, and what Python diffusers gives
   * on a CPU up to rounding: the noise is torch's, one generator per picture, so that picture i of a request equals the
   * only picture of a request with its prompt and its seed.
   *
   * @throws InvalidSettingsError, UnsupportedSizeError before anything runs, for settings that can't be followed
   * @throws ModelRunError when a network fails
   */
  generate(request: TextToImageRequest | ImageToImageRequest | InpaintingRequest): Promise<TextToImageResult>;
  /** The settings that `generate` would use; throws what it would throw for them. */
  resolveSettings(request: TextToImageRequest | ImageToImageRequest | InpaintingRequest): ResolvedSettings;
  /**
   * Which words of a prompt the model knows, and whether it reads all of it, under the settings about prompts of a
   * request; throws `InvalidSettingsError` where its weights can't be read.
   */
  findUnknownWords(prompt: string, settings?: PromptReading): PromptWords;
  /**
   * Learn a word that was trained by textual inversion, for the requests that come after; waits for those that run.
   *
   * @throws TextualInversionError for a file that can't be read, vectors of another model, or a token that is taken
   */
  loadTextualInversion(inversion: TextualInversion): Promise<LoadedTextualInversion>;
  /** Forget such a word; waits for the requests that run. Throws `TextualInversionError` for one that isn't loaded. */
  unloadTextualInversion(token: string): Promise<void>;
  /** The words learned so far. */
  readonly textualInversions: readonly LoadedTextualInversion[];
  /** Give back the memory; waits for the request that is running. Later calls of `generate` are refused. */
  dispose(): Promise<void>;
}
