import type { RunSchedule } from './sampling-run.ts';
import type { SchedulerRunOptions } from './scheduler.ts';
import { type ConfigOf, choiceOption, integerOption, numberOption } from './scheduler-config.ts';
import type { SigmaSchedule } from './sigma-schedule.ts';
import { computeExponentialSigmas, computeKarrasSigmas, type SigmaRange, withFinalSigma } from './sigma-spacing.ts';
import type { TensorArithmetic } from './tensor-arithmetic.ts';
import { refuseOptions, requireSteps } from './timestep-spacing.ts';

/** The options of EDM's noise levels and preconditioning. */
export const edmOptions = {
  sigma_min: numberOption(0.002),
  sigma_max: numberOption(80),
  sigma_data: numberOption(0.5),
  sigma_schedule: choiceOption('karras', ['karras', 'exponential']),
  num_train_timesteps: integerOption(1000, 1),
  prediction_type: choiceOption('epsilon', ['epsilon', 'v_prediction']),
  rho: numberOption(7),
  final_sigmas_type: choiceOption('zero', ['zero', 'sigma_min']),
} as const;

export type EdmConfig = ConfigOf<typeof edmOptions>;

/** EDM's schedule: Karras' levels, or exponential ones; the model is conditioned on ¼ ln σ. */
export function computeEdmSchedule(config: EdmConfig, options: SchedulerRunOptions): RunSchedule & SigmaSchedule {
  refuseOptions(options, ['timesteps', 'sigmas'], 'EDM computes its noise levels from its configuration');
  const steps = options.steps ?? config.num_train_timesteps;
  requireSteps(steps);
  const range = { largest: config.sigma_max, smallest: config.sigma_min };
  const levels =
    config.sigma_schedule === 'karras'
      ? computeKarrasSigmas(range, steps, config.rho)
      : exponentialFromSmallest(range, steps);
  const sigmas = withFinalSigma(levels, config.final_sigmas_type === 'zero' ? 0 : config.sigma_min);
  const timesteps = sigmas.subarray(0, steps).map((sigma) => Math.fround(0.25 * Math.log(sigma)));
  return { timesteps, sigmas, initNoiseSigma: Math.sqrt(config.sigma_max ** 2 + 1) };
}

/** As in diffusers, exponential levels are counted up from the smallest: a single one is the smallest. */
function exponentialFromSmallest({ largest, smallest }: SigmaRange, steps: number): Float64Array {
  return computeExponentialSigmas({ largest: smallest, smallest: largest }, steps).reverse();
}

/** The sample as an EDM model sees it: x / √(σ² + σ_data²). Source: T. Karras et al., arXiv 2206.00364, table 1. */
export function preconditionInput(
  arithmetic: TensorArithmetic,
  into: Float32Array,
  sample: Float32Array,
  { sigma, sigmaData }: { readonly sigma: number; readonly sigmaData: number },
): Float32Array {
  return arithmetic.weightedSum(into, { scale: 1 / Math.sqrt(sigma ** 2 + sigmaData ** 2), values: sample });
}

/** What an EDM model's output means for the clean sample: c_skip x + c_out F. */
export function preconditionOutput(
  arithmetic: TensorArithmetic,
  into: Float32Array,
  { sample, modelOutput }: { readonly sample: Float32Array; readonly modelOutput: Float32Array },
  { sigma, config }: { readonly sigma: number; readonly config: EdmConfig },
): Float32Array {
  const dataVariance = config.sigma_data ** 2;
  const total = sigma ** 2 + dataVariance;
  const sign = config.prediction_type === 'epsilon' ? 1 : -1;
  return arithmetic.weightedSum(
    into,
    { scale: dataVariance / total, values: sample },
    { scale: (sign * sigma * config.sigma_data) / Math.sqrt(total), values: modelOutput },
  );
}
