/** Token ids as a text encoder reads them in one run. */
export interface FramedTokens {
  /** Exactly `maxLength` of them: start token, words, end token, padding, as the model has them. */
  readonly ids: readonly number[];
  /** 1 for tokens, 0 for padding. */
  readonly attentionMask: readonly number[];
}

/** What a model wants around the ids of a text. */
export interface TokenFrame {
  readonly prefix: readonly number[];
  readonly suffix: readonly number[];
  readonly padId: number;
  /** How many tokens the model reads in one run, special tokens included. */
  readonly maxLength: number;
}

/** Turns texts into token ids. */
export interface PromptTokenizer {
  readonly frame: TokenFrame;
  /** The ids of a text, all of them, without special tokens. */
  tokenize(text: string): readonly number[];
  /** The token of a comma that ends a word; `undefined` when the vocabulary has none. */
  readonly commaId: number | undefined;
  /**
   * Whether a long prompt may be read in chunks: in CLIP's vocabulary of word parts, between one start and one end token.
   * Models with a vocabulary of their own, a word for a token, read one chunk.
   */
  readonly readsChunks: boolean;
  /** Words that the vocabulary doesn't have, in order, each once; always empty when it can spell any word. */
  findUnknownWords(text: string): readonly string[];
}

/** How many tokens fit between prefix and suffix. */
export function computeRoom({ prefix, suffix, maxLength }: TokenFrame): number {
  return Math.max(0, maxLength - prefix.length - suffix.length);
}

/** Cut the content to what fits between prefix and suffix, and pad on the right, as Python's `padding="max_length", truncation=True`. */
export function frameTokens(content: readonly number[], frame: TokenFrame): FramedTokens {
  const tokens = [...frame.prefix, ...content.slice(0, computeRoom(frame)), ...frame.suffix];
  const padding = Math.max(0, frame.maxLength - tokens.length);
  return {
    ids: [...tokens, ...new Array<number>(padding).fill(frame.padId)],
    attentionMask: [...new Array<number>(tokens.length).fill(1), ...new Array<number>(padding).fill(0)],
  };
}
