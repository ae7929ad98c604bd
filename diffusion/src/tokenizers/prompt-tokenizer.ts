/** A prompt as the text encoder reads it. */
export interface EncodedPrompt {
  /** Token ids, exactly `maxLength` of them: start token, words, end token, padding, as the model has them. */
  readonly ids: readonly number[];
  /** 1 for tokens, 0 for padding. */
  readonly attentionMask: readonly number[];
  /** Whether words were left out because the prompt is longer than the model reads. */
  readonly truncated: boolean;
}

/** Turns a prompt into token ids. */
export interface PromptTokenizer {
  /** How many tokens the model reads, special tokens included. */
  readonly maxLength: number;
  encode(text: string): EncodedPrompt;
  /** Words that the vocabulary doesn't have, in order, each once; always empty when it can spell any word. */
  findUnknownWords(text: string): readonly string[];
}

/** The ids of a text before they are cut and padded, and what the model wants around them. */
export interface TokenFrame {
  readonly prefix: readonly number[];
  readonly suffix: readonly number[];
  readonly padId: number;
  readonly maxLength: number;
}

/** Cut the content to what fits between prefix and suffix, and pad on the right, as Python's `padding="max_length", truncation=True`. */
export function frameTokens(content: readonly number[], frame: TokenFrame): EncodedPrompt {
  const room = Math.max(0, frame.maxLength - frame.prefix.length - frame.suffix.length);
  const tokens = [...frame.prefix, ...content.slice(0, room), ...frame.suffix];
  const padding = Math.max(0, frame.maxLength - tokens.length);
  return {
    ids: [...tokens, ...new Array<number>(padding).fill(frame.padId)],
    attentionMask: [...new Array<number>(tokens.length).fill(1), ...new Array<number>(padding).fill(0)],
    truncated: content.length > room,
  };
}
