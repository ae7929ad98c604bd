import { InvalidSettingsError } from '../errors.ts';
import { splitAtTokens, type TokenEmbedding } from '../textual-inversion/split-at-tokens.ts';
import { computeRoom, type PromptTokenizer } from '../tokenizers/prompt-tokenizer.ts';
import type { Emphasis } from './emphasis.ts';
import { type EncodedPrompt, frameChunk } from './encoded-prompt.ts';
import { functionWords } from './function-words.ts';
import { isBreak, PromptWeightError, parsePromptAttention, type WeightedText } from './prompt-attention.ts';
import { type PromptSlot, type PromptUnit, splitIntoChunks } from './prompt-chunks.ts';
import type { PromptSyntax } from './prompt-reading.ts';
import type { PromptWords, ReplacedWord } from './prompt-words.ts';

/** A prompt as the model reads it, and how its words were understood. */
export interface ReadPrompt {
  readonly encoded: EncodedPrompt;
  readonly words: PromptWords;
}

/** What `readPrompt` needs beside the prompt. */
export interface ReadPromptOptions {
  /** Which setting it is, for errors. */
  readonly field: string;
  readonly tokenizer: PromptTokenizer;
  /** Whether the U-Net takes more than one chunk. */
  readonly takesChunks: boolean;
  readonly synonyms: ReadonlyMap<string, string>;
  readonly embeddings: readonly TokenEmbedding[];
  readonly syntax: PromptSyntax;
  readonly emphasis: Emphasis;
  readonly commaBacktrack: number;
}

/** 2400 tokens of CLIP; attention in the U-Net takes memory by their number. */
const MOST_CHUNKS = 32;
const HIGHEST_WEIGHT = 100;

/**
 * Read a prompt: weights and breaks as `syntax` and `emphasis` say; tokens of textual inversions become their vectors;
 * words with a synonym become that synonym (whole words, without regard to case); the rest is the tokenizer's.
 *
 * @throws InvalidSettingsError for a weight that isn't a number or beyond ±100, and for more than 32 chunks
 */
export function readPrompt(prompt: string, options: ReadPromptOptions): ReadPrompt {
  const { tokenizer, synonyms, embeddings } = options;
  const replaced: ReplacedWord[] = [];
  const unknown = new Set<string>();
  const readText = (text: string, weight: number): PromptUnit[] => {
    const words = replaceSynonyms(text, synonyms, replaced);
    for (const word of tokenizer.findUnknownWords(words)) if (isMissed(word)) unknown.add(word);
    return tokenizer.tokenize(words).map((id) => [{ id, weight }]);
  };
  const units = parsePieces(prompt, options).flatMap((piece): (PromptUnit | 'break')[] => {
    if (isBreak(piece)) return ['break'];
    return splitAtTokens(piece.text, embeddings).flatMap((part) =>
      typeof part === 'string'
        ? readText(part, piece.weight)
        : [part.vectors.map((vector) => ({ id: PLACEHOLDER_ID, weight: piece.weight, vector }))],
    );
  });
  const { chunks, truncated } = chunkUnits(units, options);
  const frame = (slots: readonly PromptSlot[]) => frameChunk(slots, tokenizer.frame);
  return {
    encoded: { chunks: chunks.map(frame), emptyChunk: frame([]), emphasis: options.emphasis },
    words: { unknown: [...unknown], replaced, truncated },
  };
}

/** What a text encoder is given where a vector stands in for its table's row: no start, end or padding in any vocabulary. */
const PLACEHOLDER_ID = 0;

function parsePieces(prompt: string, { syntax, emphasis, field }: ReadPromptOptions): readonly WeightedText[] {
  if (syntax === 'plain' || emphasis === 'none') return [{ text: prompt, weight: 1 }];
  const pieces = parseOrExplain(prompt, field);
  const wild = pieces.find(({ weight }) => !(Math.abs(weight) <= HIGHEST_WEIGHT));
  if (wild === undefined) return pieces;
  throw new InvalidSettingsError(
    field,
    `In the ${field}, "${wild.text.trim().slice(0, 40)}" weighs ${wild.weight}: weights go from −${HIGHEST_WEIGHT} to ${HIGHEST_WEIGHT}, brackets around brackets multiplied.`,
  );
}

function parseOrExplain(prompt: string, field: string): WeightedText[] {
  try {
    return parsePromptAttention(prompt);
  } catch (cause) {
    if (!(cause instanceof PromptWeightError)) throw cause;
    throw new InvalidSettingsError(field, `In the ${field}: ${cause.message}`, { cause });
  }
}

interface Chunks {
  readonly chunks: readonly (readonly PromptSlot[])[];
  readonly truncated: boolean;
}

function chunkUnits(units: readonly (PromptUnit | 'break')[], options: ReadPromptOptions): Chunks {
  const { tokenizer, field, commaBacktrack } = options;
  const room = computeRoom(tokenizer.frame);
  if (options.syntax === 'plain' || !options.takesChunks || !tokenizer.readsChunks) {
    const slots = units.flatMap((unit) => (unit === 'break' ? [] : unit));
    return { chunks: [slots.slice(0, room)], truncated: slots.length > room };
  }
  const longest = units.reduce((most, unit) => (unit === 'break' ? most : Math.max(most, unit.length)), 0);
  if (longest > room) {
    throw new InvalidSettingsError(
      field,
      `The ${field} has a textual inversion of ${longest} vectors, but this model reads ${room} tokens at once. Leave it out.`,
    );
  }
  const chunks = splitIntoChunks(units, { room, commaId: tokenizer.commaId, commaBacktrack });
  if (chunks.length <= MOST_CHUNKS) return { chunks, truncated: false };
  throw new InvalidSettingsError(
    field,
    `The ${field} takes ${chunks.length} chunks of ${room} tokens; at most ${MOST_CHUNKS} are read. Make it shorter, or set promptSyntax to "plain" to read its first ${room} tokens only.`,
  );
}

function replaceSynonyms(text: string, synonyms: ReadonlyMap<string, string>, replaced: ReplacedWord[]): string {
  return text.replace(/[\p{L}\p{M}\p{N}]+/gu, (word) => {
    const from = word.toLowerCase();
    const to = synonyms.get(from);
    if (to === undefined) return word;
    if (!replaced.some((known) => known.from === from)) replaced.push({ from, to });
    return to;
  });
}

/** Marks such as "!" and words such as "and" may be unknown too, but nobody misses them in a picture. */
function isMissed(word: string): boolean {
  return /[\p{L}\p{N}]/u.test(word) && !functionWords.has(word.toLowerCase());
}
