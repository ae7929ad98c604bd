import type { TensorArithmetic } from './tensor-arithmetic.ts';

/** The clean tensor and the noise that goes onto it. */
export interface NoisePair {
  readonly original: Float32Array;
  readonly noise: Float32Array;
  /** Where to write the sum; a new array when not given. */
  readonly into?: Float32Array | undefined;
}

/** √ᾱ x + √(1 − ᾱ) n: the training distribution's sample at a level. */
export function addNoiseAtAlpha(
  arithmetic: TensorArithmetic,
  { original, noise, into }: NoisePair,
  alphaCumprod: number,
): Float32Array {
  return arithmetic.weightedSum(
    into ?? new Float32Array(original.length),
    { scale: Math.sqrt(alphaCumprod), values: original },
    { scale: Math.sqrt(1 - alphaCumprod), values: noise },
  );
}

/**
 * Variance of x_{t'} given x_t and x_0: (1 − ᾱ_{t'})/(1 − ᾱ_t) · (1 − ᾱ_t/ᾱ_{t'}).
 * Source: J. Ho, A. Jain, P. Abbeel, "Denoising Diffusion Probabilistic Models", arXiv 2006.11239, equation 7.
 */
export function computePosteriorVariance(alphaCumprod: number, previousAlphaCumprod: number): number {
  return ((1 - previousAlphaCumprod) / (1 - alphaCumprod)) * (1 - alphaCumprod / previousAlphaCumprod);
}
