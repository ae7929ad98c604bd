import { choiceOption } from './scheduler-config.ts';

/** The option of solvers for models whose output also holds a predicted variance. */
export const learnedVarianceOptions = {
  variance_type: choiceOption(null, [null, 'learned', 'learned_range']),
} as const;

/** Per item of the batch, the part of a model's output that predicts the sample: the first half of its channels. */
export function meanOf(modelOutput: Float32Array, into: Float32Array, batchSize: number): Float32Array {
  return copyHalves(modelOutput, into, batchSize, 0);
}

/** Per item of the batch, the part of a model's output that predicts the variance: the second half of its channels. */
export function varianceOf(modelOutput: Float32Array, into: Float32Array, batchSize: number): Float32Array {
  return copyHalves(modelOutput, into, batchSize, 1);
}

function copyHalves(modelOutput: Float32Array, into: Float32Array, batchSize: number, half: 0 | 1): Float32Array {
  const itemLength = into.length / batchSize;
  for (let item = 0; item < batchSize; item += 1) {
    const start = (2 * item + half) * itemLength;
    into.set(modelOutput.subarray(start, start + itemLength), item * itemLength);
  }
  return into;
}
