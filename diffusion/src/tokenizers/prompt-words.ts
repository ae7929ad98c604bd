import type { PromptWords, ReplacedWord } from '../pipelines/text-to-image-types.ts';
import { functionWords } from './function-words.ts';
import type { EncodedPrompt, PromptTokenizer } from './prompt-tokenizer.ts';

/** A prompt as the model reads it, and how its words were understood. */
export interface ReadPrompt {
  readonly encoded: EncodedPrompt;
  readonly words: PromptWords;
}

/**
 * Read a prompt: words with a synonym become that synonym, the rest is the tokenizer's.
 * Synonyms are looked up by whole words without regard to case.
 */
export function readPrompt(
  prompt: string,
  tokenizer: PromptTokenizer,
  synonyms: ReadonlyMap<string, string>,
): ReadPrompt {
  const replaced: ReplacedWord[] = [];
  const text = prompt.replace(/[\p{L}\p{M}\p{N}]+/gu, (word) => {
    const from = word.toLowerCase();
    const to = synonyms.get(from);
    if (to === undefined) return word;
    if (!replaced.some((known) => known.from === from)) replaced.push({ from, to });
    return to;
  });
  const encoded = tokenizer.encode(text);
  // Marks such as "!" and words such as "and" may be unknown too, but nobody misses them in a picture.
  const unknown = tokenizer
    .findUnknownWords(text)
    .filter((word) => /[\p{L}\p{N}]/u.test(word) && !functionWords.has(word.toLowerCase()));
  return { encoded, words: { unknown, replaced, truncated: encoded.truncated } };
}
