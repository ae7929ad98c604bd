/** A word that was read as another one that the model knows. */
export interface ReplacedWord {
  readonly from: string;
  readonly to: string;
}

/** How a prompt's words meet the model's vocabulary. */
export interface PromptWords {
  /** Words that the model doesn't know, in order, each once; always empty for models with an open vocabulary. */
  readonly unknown: readonly string[];
  readonly replaced: readonly ReplacedWord[];
  /** Whether the prompt is longer than the model reads, even in chunks; the end is left out then. */
  readonly truncated: boolean;
}
