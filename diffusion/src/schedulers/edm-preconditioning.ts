import { linspaceFloat32, torchSquareRoot } from '@starweave/numerics';
import type { RunSchedule } from './sampling-run.ts';
import type { SchedulerRunOptions } from './scheduler.ts';
import { type ConfigOf, choiceOption, integerOption, numberOption } from './scheduler-config.ts';
import { SchedulerOptionsError } from './scheduler-errors.ts';
import type { SigmaSchedule } from './sigma-schedule.ts';
import { computeKarrasSigmas, karrasLevelAt, type SigmaRange, withFinalSigma } from './sigma-spacing.ts';
import type { TensorArithmetic } from './tensor-arithmetic.ts';
import { refuseOptions, requireOneSchedule, requireSteps } from './timestep-spacing.ts';

const f32 = Math.fround;

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
export function computeEdmSchedule(
  config: EdmConfig,
  options: SchedulerRunOptions,
  precision: 'float32' | 'float64',
): RunSchedule & SigmaSchedule {
  refuseOptions(options, ['timesteps', 'sigmas'], 'EDM computes its noise levels from its configuration');
  const steps = options.steps ?? config.num_train_timesteps;
  requireSteps(steps);
  const range = { largest: config.sigma_max, smallest: config.sigma_min };
  const levels =
    config.sigma_schedule === 'karras'
      ? karrasLevels(range, steps, { rho: config.rho, precision })
      : exponentialFromSmallest(range, steps);
  return createEdmSchedule(config, levels, config.sigma_min);
}

/**
 * The schedule of EDM's Euler, whose own `sigmas` are, as in diffusers, places on the ramp from the largest level (0) to
 * the smallest (1). Exponential levels heed their number alone.
 */
export function computeEdmEulerSchedule(config: EdmConfig, options: SchedulerRunOptions): RunSchedule & SigmaSchedule {
  const { sigmas: places } = options;
  if (places === undefined) return computeEdmSchedule(config, options, 'float64');
  requireOneSchedule(options);
  const isRamp = places.every((place, index) => place >= 0 && place <= 1 && place >= (places[index - 1] ?? 0));
  if (!isRamp || places.length === 0) {
    throw new SchedulerOptionsError(
      "The sigmas of EDMEulerScheduler are places on its ramp, as in diffusers: rising numbers from 0 (the configuration's sigma_max) to 1 (its sigma_min). Give such a list, or steps.",
    );
  }
  const range = { largest: config.sigma_max, smallest: config.sigma_min };
  const levels =
    config.sigma_schedule === 'karras'
      ? Float64Array.from(places, (place) => karrasLevelAt(place, range, config.rho))
      : exponentialFromSmallest(range, places.length);
  return createEdmSchedule(config, levels, levels[levels.length - 1]!);
}

/** The schedule of these levels; `smallest` ends the walk where the configuration doesn't say zero. */
function createEdmSchedule(config: EdmConfig, levels: Float64Array, smallest: number): RunSchedule & SigmaSchedule {
  const steps = levels.length;
  const sigmas = withFinalSigma(levels, config.final_sigmas_type === 'zero' ? 0 : smallest);
  const timesteps = sigmas.subarray(0, steps).map((sigma) => Math.fround(0.25 * Math.log(sigma)));
  return { timesteps, sigmas, initNoiseSigma: Math.sqrt(config.sigma_max ** 2 + 1) };
}

/** As in diffusers, exponential levels are counted up from the smallest: a single one is the smallest. */
function exponentialFromSmallest({ largest, smallest }: SigmaRange, steps: number): Float64Array {
  return Float64Array.from(linspaceFloat32(Math.log(smallest), Math.log(largest), steps), Math.exp).reverse();
}

/** Karras' levels; diffusers' DPM-Solver computes them in float32, its Euler in double precision. */
function karrasLevels(
  range: SigmaRange,
  steps: number,
  { rho, precision }: { readonly rho: number; readonly precision: 'float32' | 'float64' },
): Float64Array {
  if (precision === 'float64') return computeKarrasSigmas(range, steps, rho);
  const start = range.largest ** (1 / rho);
  const slope = f32(range.smallest ** (1 / rho) - start);
  return Float64Array.from(linspaceFloat32(0, 1, steps), (share) => f32(f32(start) + f32(share * slope)) ** rho);
}

/** The sample as an EDM model sees it: x / √(σ² + σ_data²). Source: T. Karras et al., arXiv 2206.00364, table 1. */
export function preconditionInput(
  arithmetic: TensorArithmetic,
  into: Float32Array,
  sample: Float32Array,
  { sigma, sigmaData }: { readonly sigma: number; readonly sigmaData: number },
): Float32Array {
  const total = f32(f32(sigma ** 2) + f32(sigmaData ** 2));
  return arithmetic.weightedSum(into, { scale: 1 / torchSquareRoot(total), values: sample });
}

/** What an EDM model's output means for the clean sample: c_skip x + c_out F. */
export function preconditionOutput(
  arithmetic: TensorArithmetic,
  into: Float32Array,
  { sample, modelOutput }: { readonly sample: Float32Array; readonly modelOutput: Float32Array },
  { sigma, config }: { readonly sigma: number; readonly config: EdmConfig },
): Float32Array {
  const dataVariance = config.sigma_data ** 2;
  const total = f32(f32(sigma ** 2) + f32(dataVariance));
  const sign = config.prediction_type === 'epsilon' ? 1 : -1;
  return arithmetic.weightedSum(
    into,
    { scale: dataVariance / total, values: sample },
    { scale: f32(sign * sigma * config.sigma_data) / torchSquareRoot(total), values: modelOutput },
  );
}
