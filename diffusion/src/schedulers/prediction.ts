import { torchSquareRoot } from '@starweave/numerics';
import { float32Arithmetic, type TensorArithmetic } from './tensor-arithmetic.ts';

/** What a model was trained to predict. */
export type PredictionType = 'epsilon' | 'sample' | 'v_prediction' | 'flow_prediction';
/** What models of noise schedules (not of flows) predict. */
export type NoisePredictionType = Exclude<PredictionType, 'flow_prediction'>;
/** All of them. */
export const NOISE_PREDICTION_TYPES: readonly NoisePredictionType[] = ['epsilon', 'sample', 'v_prediction'];

/**
 * The noise level of a sample x = alpha · x_0 + sigma · noise. Variance-preserving samplers have alpha² + sigma² = 1
 * (alpha = √ᾱ_t), those that count in sigmas alone have alpha = 1.
 */
export interface NoiseLevel {
  readonly alpha: number;
  readonly sigma: number;
}

/** A model's output with the sample that it was computed from. */
export interface Prediction<Type extends PredictionType = PredictionType> {
  readonly type: Type;
  readonly sample: Float32Array;
  readonly modelOutput: Float32Array;
  readonly arithmetic: TensorArithmetic;
}

/**
 * Write the clean sample x_0 that a model's output means into `into`. The level is variance-preserving (or that of a
 * flow, alpha = 1 − sigma, for `flow_prediction`).
 */
export function predictOriginal(
  into: Float32Array,
  prediction: Prediction,
  { alpha, sigma }: NoiseLevel,
): Float32Array {
  const { type, sample, modelOutput, arithmetic } = prediction;
  switch (type) {
    case 'epsilon':
      return arithmetic.scaledDifference(into, sample, { scale: sigma, values: modelOutput }, alpha);
    case 'sample':
      into.set(modelOutput);
      return into;
    case 'v_prediction':
      return arithmetic.weightedSum(into, { scale: alpha, values: sample }, { scale: -sigma, values: modelOutput });
    case 'flow_prediction':
      return arithmetic.weightedSum(into, { scale: 1, values: sample }, { scale: -sigma, values: modelOutput });
  }
}

/** Write the noise that a model's output means into `into`; the levels are those of `predictOriginal`. */
export function predictNoise(into: Float32Array, prediction: Prediction, { alpha, sigma }: NoiseLevel): Float32Array {
  const { type, sample, modelOutput, arithmetic } = prediction;
  switch (type) {
    case 'epsilon':
      into.set(modelOutput);
      return into;
    case 'sample':
      return arithmetic.scaledDifference(into, sample, { scale: alpha, values: modelOutput }, sigma);
    case 'v_prediction':
      return arithmetic.weightedSum(into, { scale: alpha, values: modelOutput }, { scale: sigma, values: sample });
    case 'flow_prediction':
      return arithmetic.weightedSum(into, { scale: 1, values: sample }, { scale: 1 - sigma, values: modelOutput });
  }
}

/**
 * Write the clean sample x_0 into `into` for samplers that count in sigmas, x = x_0 + sigma · noise (K-diffusion's
 * parametrisation, T. Karras et al., arXiv 2206.00364). `wide` samples are float32 in a float16 run too.
 */
export function predictOriginalAtSigma(
  into: Float32Array,
  prediction: Prediction<NoisePredictionType>,
  { sigma, wide = false }: { readonly sigma: number; readonly wide?: boolean },
): Float32Array {
  const { type, sample, modelOutput, arithmetic } = prediction;
  switch (type) {
    case 'epsilon':
      return arithmetic.weightedSum(into, { scale: 1, values: sample, wide }, { scale: -sigma, values: modelOutput });
    case 'sample':
      into.set(modelOutput);
      return into;
    case 'v_prediction': {
      const square = Math.fround(Math.fround(sigma * sigma) + 1);
      (wide ? float32Arithmetic : arithmetic).quotient(into, sample, square);
      const velocity = { scale: -sigma / torchSquareRoot(square), values: modelOutput };
      return arithmetic.weightedSum(into, velocity, { scale: 1, values: into, wide });
    }
  }
}
