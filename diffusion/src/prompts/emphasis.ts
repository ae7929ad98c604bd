import type { FloatTensor } from '../onnx/tensor.ts';

/** What a prompt's weights do, in AUTOMATIC1111's words. */
export const emphases = ['original', 'no-norm', 'ignore', 'none'] as const;

/**
 * What a prompt's weights do, in AUTOMATIC1111's words.
 *
 * - `original`: every token's hidden state is multiplied with its weight; then all are multiplied with the old mean of
 *   the whole chunk over its new one.
 * - `no-norm`: multiplied, and nothing else.
 * - `ignore`: brackets and numbers are taken out of the prompt, and mean nothing.
 * - `none`: brackets, numbers and `BREAK` are words like others.
 */
export type Emphasis = (typeof emphases)[number];

/**
 * Weigh a chunk's hidden states, [1, tokens, width], by token. Weights that are all 1 change nothing, not even in the
 * last bit. Where a chunk comes to a mean of exactly 0, `original` is as `no-norm`.
 */
export function applyEmphasis(hidden: FloatTensor, weights: readonly number[], emphasis: Emphasis): FloatTensor {
  const isWeighing = emphasis === 'original' || emphasis === 'no-norm';
  if (!isWeighing || weights.every((weight) => weight === 1)) return hidden;
  const width = hidden.data.length / weights.length;
  const data = hidden.data.map((value, index) => value * Math.fround(weights[Math.floor(index / width)]!));
  if (emphasis === 'no-norm') return { data, dims: hidden.dims };
  const ratio = computeSum(hidden.data) / computeSum(data);
  return { data: Number.isFinite(ratio) ? data.map((value) => value * ratio) : data, dims: hidden.dims };
}

function computeSum(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
