import { type FramedTokens, frameTokens, type TokenFrame } from '../tokenizers/prompt-tokenizer.ts';
import type { Emphasis } from './emphasis.ts';
import type { PromptSlot } from './prompt-chunks.ts';

/** A vector that stands in for a token's row of the embedding table. */
export interface PlacedVector {
  /** Which token of the chunk, from 0. */
  readonly index: number;
  readonly vector: Float32Array;
}

/** What a text encoder reads in one run: a part of a prompt. */
export interface PromptChunk extends FramedTokens {
  /** What each token's hidden state is multiplied with; 1 for start, end and padding. */
  readonly weights: readonly number[];
  readonly vectors: readonly PlacedVector[];
}

/** A prompt as one text encoder reads it. */
export interface EncodedPrompt {
  /** At least one. */
  readonly chunks: readonly PromptChunk[];
  /** A chunk without words. */
  readonly emptyChunk: PromptChunk;
  readonly emphasis: Emphasis;
}

/** A chunk with what the model wants around it. */
export function frameChunk(slots: readonly PromptSlot[], frame: TokenFrame): PromptChunk {
  const framed = frameTokens(
    slots.map(({ id }) => id),
    frame,
  );
  const first = frame.prefix.length;
  return {
    ...framed,
    weights: framed.ids.map((_, index) => slots[index - first]?.weight ?? 1),
    vectors: slots.flatMap(({ vector }, index) => (vector === undefined ? [] : [{ index: first + index, vector }])),
  };
}

/**
 * Bring prompts to the same number of chunks with empty ones at the end, so that their embeddings can be stacked: those
 * of one request, positive and negative, and for all of a model's text encoders.
 */
export function padPrompts<T extends EncodedPrompt | undefined>(prompts: readonly T[]): T[] {
  const count = Math.max(...prompts.map((prompt) => prompt?.chunks.length ?? 0));
  return prompts.map((prompt) => {
    if (prompt === undefined) return prompt;
    const missing = new Array<PromptChunk>(count - prompt.chunks.length).fill(prompt.emptyChunk);
    return { ...prompt, chunks: [...prompt.chunks, ...missing] };
  });
}
