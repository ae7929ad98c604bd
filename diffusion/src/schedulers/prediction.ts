import { scaledDifference, weightedSum } from './tensor-arithmetic.ts';

/** What a model was trained to predict. */
export type PredictionType = 'epsilon' | 'sample' | 'v_prediction' | 'flow_prediction';

/**
 * The noise level of a sample x = alpha · x_0 + sigma · noise. Variance-preserving samplers have alpha² + sigma² = 1
 * (alpha = √ᾱ_t), those that count in sigmas alone have alpha = 1.
 */
export interface NoiseLevel {
  readonly alpha: number;
  readonly sigma: number;
}

/** A model's output with the sample that it was computed from. */
export interface Prediction {
  readonly sample: Float32Array;
  readonly modelOutput: Float32Array;
}

/**
 * Write the clean sample x_0 that a model's output means into `into`. The level is variance-preserving (or that of a
 * flow, alpha = 1 − sigma, for `flow_prediction`).
 */
export function predictOriginal(
  into: Float32Array,
  type: PredictionType,
  { sample, modelOutput }: Prediction,
  { alpha, sigma }: NoiseLevel,
): Float32Array {
  switch (type) {
    case 'epsilon':
      return scaledDifference(into, sample, { scale: sigma, values: modelOutput }, alpha);
    case 'sample':
      into.set(modelOutput);
      return into;
    case 'v_prediction':
      return weightedSum(into, { scale: alpha, values: sample }, { scale: -sigma, values: modelOutput });
    case 'flow_prediction':
      return weightedSum(into, { scale: 1, values: sample }, { scale: -sigma, values: modelOutput });
  }
}

/** Write the noise that a model's output means into `into`, at a variance-preserving level. */
export function predictNoise(
  into: Float32Array,
  type: Exclude<PredictionType, 'flow_prediction'>,
  { sample, modelOutput }: Prediction,
  { alpha, sigma }: NoiseLevel,
): Float32Array {
  switch (type) {
    case 'epsilon':
      into.set(modelOutput);
      return into;
    case 'sample':
      return scaledDifference(into, sample, { scale: alpha, values: modelOutput }, sigma);
    case 'v_prediction':
      return weightedSum(into, { scale: alpha, values: modelOutput }, { scale: sigma, values: sample });
  }
}

/**
 * Write the clean sample x_0 into `into` for samplers that count in sigmas, x = x_0 + sigma · noise (K-diffusion's
 * parametrisation, T. Karras et al., arXiv 2206.00364).
 */
export function predictOriginalAtSigma(
  into: Float32Array,
  type: Exclude<PredictionType, 'flow_prediction'>,
  { sample, modelOutput }: Prediction,
  sigma: number,
): Float32Array {
  switch (type) {
    case 'epsilon':
      return weightedSum(into, { scale: 1, values: sample }, { scale: -sigma, values: modelOutput });
    case 'sample':
      into.set(modelOutput);
      return into;
    case 'v_prediction': {
      const square = sigma * sigma + 1;
      return weightedSum(
        into,
        { scale: 1 / square, values: sample },
        { scale: -sigma / Math.sqrt(square), values: modelOutput },
      );
    }
  }
}
