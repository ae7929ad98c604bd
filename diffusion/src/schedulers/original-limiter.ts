import { type ThresholdingConfig, thresholdInPlace, thresholdingOptions } from './dynamic-thresholding.ts';
import { type ConfigOf, flagOption, numberOption } from './scheduler-config.ts';
import { clampInPlace } from './tensor-arithmetic.ts';

/** The options that keep a predicted clean sample in range: clipping, or dynamic thresholding, which wins. */
export function clippingOptions(clipByDefault: boolean) {
  return {
    ...thresholdingOptions,
    clip_sample: flagOption(clipByDefault),
    clip_sample_range: numberOption(1),
  } as const;
}

type LimiterConfig = ThresholdingConfig & Partial<ConfigOf<ReturnType<typeof clippingOptions>>>;

/** Keeps the predicted clean samples of one run in range, as its configuration says. */
export class OriginalLimiter {
  readonly #config: LimiterConfig;
  readonly #batchSize: number;
  #scratch: Float32Array | undefined;

  constructor(config: LimiterConfig, batchSize: number) {
    this.#config = config;
    this.#batchSize = batchSize;
  }

  /** Whether `limit` changes anything. */
  get active(): boolean {
    return this.#config.thresholding || this.#config.clip_sample === true;
  }

  /** Limit a predicted clean sample, in place. */
  limit(original: Float32Array): Float32Array {
    if (this.#config.thresholding) {
      const itemLength = original.length / this.#batchSize;
      if (this.#scratch?.length !== itemLength) this.#scratch = new Float32Array(itemLength);
      return thresholdInPlace(original, this.#config, this.#batchSize, this.#scratch);
    }
    return this.#config.clip_sample === true ? clampInPlace(original, this.#config.clip_sample_range ?? 1) : original;
  }
}
