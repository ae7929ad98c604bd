/** A part of JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** An object of JSON. */
export type JsonObject = { readonly [key: string]: Json };

/** The contents of a tokenizer's folder; what isn't there is `undefined`. */
export interface TokenizerFiles {
  /** `tokenizer.json`: everything in one file. */
  readonly tokenizer: JsonObject | undefined;
  readonly config: JsonObject | undefined;
  readonly specialTokens: JsonObject | undefined;
  /** `vocab.json` and `merges.txt`: CLIP's form. */
  readonly vocabulary: JsonObject | undefined;
  readonly merges: string | undefined;
}

/** Longest prompt in tokens where the files don't say: CLIP's. */
const DEFAULT_MAX_LENGTH = 77;
/** Python writes `int(1e30)` where a tokenizer has no limit of its own. */
const LARGEST_MAX_LENGTH = 4096;

/** How many tokens the model reads, special tokens included. */
export function findMaxLength(files: TokenizerFiles): number {
  const truncation = files.tokenizer?.truncation;
  const candidates = [files.config?.model_max_length, isObject(truncation) ? truncation.max_length : undefined];
  const length = candidates.find((value) => typeof value === 'number' && value > 0 && value <= LARGEST_MAX_LENGTH);
  return typeof length === 'number' ? length : DEFAULT_MAX_LENGTH;
}

/** The text of a special token, such as `pad_token`: a string or `{content}` in either of the small files. */
export function findSpecialToken(files: TokenizerFiles, name: string): string | undefined {
  for (const source of [files.config, files.specialTokens]) {
    const token = source?.[name];
    if (typeof token === 'string') return token;
    if (isObject(token) && typeof token.content === 'string') return token.content;
  }
  return undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
