import { quantileInPlace } from '@starweave/numerics';
import { type ConfigOf, flagOption, numberOption } from './scheduler-config.ts';
import { clampInPlace } from './tensor-arithmetic.ts';

/** The options of dynamic thresholding. */
export const thresholdingOptions = {
  thresholding: flagOption(false),
  dynamic_thresholding_ratio: numberOption(0.995),
  sample_max_value: numberOption(1),
} as const;

export type ThresholdingConfig = ConfigOf<typeof thresholdingOptions>;

/**
 * Dynamic thresholding, in place: per item of the batch, clamp to ±s and divide by s, where s is a quantile of the
 * absolute values, at least 1 and at most `sample_max_value` (which wins).
 *
 * `scratch` needs the length of one item. Source: C. Saharia et al., "Imagen", arXiv 2205.11487, §2.3.
 */
export function thresholdInPlace(
  samples: Float32Array,
  config: ThresholdingConfig,
  batchSize: number,
  scratch: Float32Array,
): Float32Array {
  const itemLength = samples.length / batchSize;
  for (let start = 0; start < samples.length; start += itemLength) {
    const item = samples.subarray(start, start + itemLength);
    for (let index = 0; index < itemLength; index += 1) scratch[index] = Math.abs(item[index]!);
    const quantile = quantileInPlace(scratch, config.dynamic_thresholding_ratio);
    const limit = Math.min(Math.max(quantile, 1), config.sample_max_value);
    clampInPlace(item, limit);
    for (let index = 0; index < itemLength; index += 1) item[index]! /= limit;
  }
  return samples;
}
