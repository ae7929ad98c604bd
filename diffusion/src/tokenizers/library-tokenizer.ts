import { Tokenizer } from '@huggingface/tokenizers';
import type { PromptTokenizer } from './prompt-tokenizer.ts';

/** How CLIP's vocabulary writes a comma at the end of a word. */
const COMMA = ',</w>';

/** What `createLibraryTokenizer` needs beside the description. */
export interface LibraryTokenizerOptions {
  /** The contents of `tokenizer.json`. */
  readonly description: object;
  readonly padToken: string | undefined;
  readonly maxLength: number;
}

/** A tokenizer of Hugging Face's library from the contents of `tokenizer.json` (BPE, Unigram, WordPiece). */
export function createLibraryTokenizer(options: LibraryTokenizerOptions): PromptTokenizer {
  const tokenizer = new Tokenizer(options.description, {});
  const { prefix, suffix } = findFrame(tokenizer);
  const padId = options.padToken === undefined ? 0 : tokenizer.token_to_id(options.padToken);
  if (padId === undefined) throw new Error(`The vocabulary has no padding token "${options.padToken}".`);
  return {
    frame: { prefix, suffix, padId, maxLength: options.maxLength },
    tokenize: (text) => tokenizer.encode(text.toWellFormed(), { add_special_tokens: false }).ids,
    commaId: tokenizer.token_to_id(COMMA),
    readsChunks: prefix.length === 1 && suffix.length === 1,
    findUnknownWords: () => [],
  };
}

/** The special tokens that the tokenizer puts before and after every text. */
function findFrame(tokenizer: Tokenizer): { prefix: number[]; suffix: number[] } {
  const bare = tokenizer.encode('a', { add_special_tokens: false }).ids;
  const whole = tokenizer.encode('a').ids;
  for (let start = 0; start + bare.length <= whole.length; start += 1) {
    if (bare.every((id: number, index: number) => whole[start + index] === id)) {
      return { prefix: whole.slice(0, start), suffix: whole.slice(start + bare.length) };
    }
  }
  throw new Error('The tokenizer changes a text when it adds special tokens, which is not supported.');
}
