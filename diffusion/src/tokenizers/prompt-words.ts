import { type ReadPrompt, readPrompt as readWithOptions } from '../prompts/read-prompt.ts';
import type { PromptTokenizer } from './prompt-tokenizer.ts';

export type { ReadPrompt };

/** Read a prompt with the usual settings. */
export function readPrompt(
  prompt: string,
  tokenizer: PromptTokenizer,
  synonyms: ReadonlyMap<string, string>,
): ReadPrompt {
  return readWithOptions(prompt, {
    field: 'prompt',
    tokenizer,
    takesChunks: false,
    synonyms,
    embeddings: [],
    syntax: 'weighted',
    emphasis: 'original',
    commaBacktrack: 20,
  });
}
