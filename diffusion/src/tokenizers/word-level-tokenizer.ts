import type { PromptTokenizer } from './prompt-tokenizer.ts';
import { createTemplateFrame } from './template-frame.ts';
import { createNormalizer, createPreTokenizer } from './text-steps.ts';
import { isObject, type Json, type JsonObject } from './tokenizer-files.ts';

/** What `createWordLevelTokenizer` needs beside the description. */
export interface WordLevelTokenizerOptions {
  /** The contents of `tokenizer.json`, with a model of type `WordLevel`. */
  readonly description: JsonObject;
  readonly padToken: string | undefined;
  readonly maxLength: number;
}

/**
 * A tokenizer with one id per word: `tokenizer.json` with a model of type `WordLevel`.
 *
 * A word that the vocabulary doesn't have becomes the unknown token, and `findUnknownWords` tells about it.
 */
export function createWordLevelTokenizer(options: WordLevelTokenizerOptions): PromptTokenizer {
  const { description, maxLength } = options;
  const model = description.model as JsonObject;
  const ids = readVocabulary(model.vocab);
  const unknownToken = model.unk_token;
  const unknownId = typeof unknownToken === 'string' ? ids.get(unknownToken) : undefined;
  if (unknownId === undefined) throw new Error('The vocabulary has no unknown token (`unk_token`).');
  const padId = options.padToken === undefined ? unknownId : ids.get(options.padToken);
  if (padId === undefined) throw new Error(`The vocabulary has no padding token "${options.padToken}".`);
  const normalize = createNormalizer(description.normalizer ?? null);
  const split = createPreTokenizer(description.pre_tokenizer ?? null);
  const frame = { ...createTemplateFrame(description.post_processor ?? null, ids), padId, maxLength };
  const splitWords = (text: string) => split(normalize(text.toWellFormed()));
  return {
    frame,
    tokenize: (text) => splitWords(text).map((word) => ids.get(word) ?? unknownId),
    commaId: ids.get(','),
    readsChunks: false,
    findUnknownWords: (text) => [...new Set(splitWords(text).filter((word) => !ids.has(word)))],
  };
}

function readVocabulary(vocabulary: Json | undefined): Map<string, number> {
  if (!isObject(vocabulary)) throw new Error('tokenizer.json has no vocabulary.');
  return new Map(Object.entries(vocabulary).filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
}
