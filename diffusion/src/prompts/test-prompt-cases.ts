import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { TokenEmbedding } from '../textual-inversion/split-at-tokens.ts';
import { createTokenizer } from '../tokenizers/create-tokenizer.ts';
import type { PromptTokenizer } from '../tokenizers/prompt-tokenizer.ts';
import type { Emphasis } from './emphasis.ts';
import type { ReadPromptOptions } from './read-prompt.ts';

/** What a text encoder gave for a chunk: its norm, two projections of all numbers, and some tokens' vectors whole. */
export interface ReferenceStates {
  readonly norm: number;
  readonly cosine: number;
  readonly sine: number;
  readonly vectors: Readonly<Record<string, readonly number[]>>;
}

/** A part of a prompt as the reference read it; ids and weights are those between start and end. */
export interface ReferenceChunk {
  readonly ids: readonly number[];
  /** Left out where all are 1. */
  readonly weights?: readonly number[];
  /** Where vectors of textual inversions stand: index in `ids`, token, row. */
  readonly vectors?: readonly (readonly [index: number, token: string, row: number])[];
  /** Left out where a weight is beyond what is allowed here. */
  readonly states?: ReferenceStates;
}

/** A prompt as the reference read it. */
export interface ReferencePrompt {
  readonly prompt: string;
  readonly emphasis: Emphasis;
  readonly pieces: readonly (readonly [text: string, weight: number])[];
  readonly chunks: readonly ReferenceChunk[];
}

interface PromptCases {
  readonly cases: readonly ReferencePrompt[];
  readonly inversion_cases: readonly ReferencePrompt[];
  /** Prompts with a number that isn't one. */
  readonly broken: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly inversions: Readonly<Record<string, readonly (readonly number[])[]>>;
}

const fixtures = path.join(import.meta.dirname, '../../../workbench/reference-numbers/pipelines/fixtures');
const tokenizerFolder = path.join(fixtures, 'tiny-stable-diffusion/tokenizer');

/** Prompts as AUTOMATIC1111 reads them; made by `make_prompt_cases.py` there. */
export const promptCases = readJson(path.join(fixtures, 'prompt-cases.json')) as PromptCases;

/** The text encoder that the reference ran. */
export const promptEncoderFile = path.join(fixtures, 'tiny-prompts/text_encoder/model.onnx');

/** The textual inversions of the reference. */
export const referenceEmbeddings: readonly TokenEmbedding[] = Object.entries(promptCases.inversions).map(
  ([token, rows]) => ({ token, vectors: rows.map((row) => Float32Array.from(row)) }),
);

/** The tokenizer of the reference. */
export function createReferenceTokenizer(): PromptTokenizer {
  return createTokenizer({
    tokenizer: undefined,
    config: readJson(path.join(tokenizerFolder, 'tokenizer_config.json')) as ReadPromptFile,
    specialTokens: undefined,
    vocabulary: readJson(path.join(tokenizerFolder, 'vocab.json')) as ReadPromptFile,
    merges: readFileSync(path.join(tokenizerFolder, 'merges.txt'), 'utf8'),
  });
}

type ReadPromptFile = Parameters<typeof createTokenizer>[0]['config'];

/** How the reference reads prompts. */
export function createReadOptions(changes: Partial<ReadPromptOptions> = {}): ReadPromptOptions {
  return {
    field: 'prompt',
    tokenizer: createReferenceTokenizer(),
    takesChunks: true,
    synonyms: new Map(),
    embeddings: [],
    syntax: 'weighted',
    emphasis: 'original',
    commaBacktrack: 20,
    ...changes,
  };
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
