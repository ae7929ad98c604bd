import { createClipTokenizer } from './clip-tokenizer.ts';
import { createLibraryTokenizer } from './library-tokenizer.ts';
import type { PromptTokenizer } from './prompt-tokenizer.ts';
import { findMaxLength, findSpecialToken, isObject, type TokenizerFiles } from './tokenizer-files.ts';
import { createWordLevelTokenizer } from './word-level-tokenizer.ts';

/**
 * The tokenizer that a folder describes: CLIP's for `vocab.json` with `merges.txt`, or else what `tokenizer.json` says.
 * Throws an `Error` that says what is missing or wrong.
 */
export function createTokenizer(files: TokenizerFiles): PromptTokenizer {
  if (files.vocabulary !== undefined && files.merges !== undefined) {
    return createClipTokenizer(files.vocabulary, files.merges, files);
  }
  const description = files.tokenizer;
  if (description === undefined) {
    throw new Error('It needs tokenizer.json, or vocab.json and merges.txt.');
  }
  const padding = description.padding;
  const padOfPadding = isObject(padding) ? padding.pad_token : undefined;
  const options = {
    description,
    padToken: findSpecialToken(files, 'pad_token') ?? (typeof padOfPadding === 'string' ? padOfPadding : undefined),
    maxLength: findMaxLength(files),
  };
  const model = description.model;
  const isWordLevel = isObject(model) && model.type === 'WordLevel';
  return isWordLevel ? createWordLevelTokenizer(options) : createLibraryTokenizer(options);
}
