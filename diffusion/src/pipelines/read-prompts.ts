import type { ModelParts } from '../model-folder/model-contents.ts';
import { type ReadPrompt, readPrompt } from '../tokenizers/prompt-words.ts';
import type { PromptWords, ResolvedSettings } from './text-to-image-types.ts';

/** A request's prompts as each of the model's text encoders reads them, in the order of `parts.textEncoders`. */
export interface ReadPrompts {
  readonly positive: readonly ReadPrompt[];
  readonly negative: readonly ReadPrompt[];
}

/** Read a request's prompts: the first text encoder of a pair the first prompts, the second one the second, if any. */
export function readPrompts(settings: ResolvedSettings, { textEncoders, synonyms }: ModelParts): ReadPrompts {
  const { prompt, negativePrompt, prompt2 = prompt, negativePrompt2 = negativePrompt } = settings;
  const readForAll = (first: string, second: string) =>
    textEncoders.map(({ tokenizer }, index) => readPrompt(index === 0 ? first : second, tokenizer, synonyms));
  return { positive: readForAll(prompt, prompt2), negative: readForAll(negativePrompt, negativePrompt2) };
}

/** How a prompt's words meet the vocabulary of the first text encoder. */
export function readPromptWords(prompt: string, { textEncoders, synonyms }: ModelParts): PromptWords {
  return readPrompt(prompt, textEncoders[0]!.tokenizer, synonyms).words;
}
