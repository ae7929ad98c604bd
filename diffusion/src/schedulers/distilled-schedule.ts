import { linspaceWithoutEnd } from '@starweave/numerics';
import { betaOptions, zeroSnrOptions } from './noise-schedule.ts';
import { clippingOptions } from './original-limiter.ts';
import { NOISE_PREDICTION_TYPES } from './prediction.ts';
import type { SchedulerRunOptions } from './scheduler.ts';
import { type ConfigOf, choiceOption, flagOption, integerOption, numberOption } from './scheduler-config.ts';
import { SchedulerOptionsError } from './scheduler-errors.ts';
import {
  parseOwnTimesteps,
  refuseOptions,
  requireOneSchedule,
  requireSteps,
  spacingOptions,
} from './timestep-spacing.ts';

/** The options of samplers for models that were distilled to few steps. */
export const distilledOptions = {
  ...betaOptions({ start: 0.00085, end: 0.012, schedule: 'scaled_linear' }),
  ...zeroSnrOptions,
  ...spacingOptions('leading'),
  ...clippingOptions(false),
  set_alpha_to_one: flagOption(true),
  original_inference_steps: integerOption(50, 1),
  timestep_scaling: numberOption(10),
  prediction_type: choiceOption('epsilon', NOISE_PREDICTION_TYPES),
} as const;

export type DistilledConfig = ConfigOf<typeof distilledOptions>;

/**
 * The descending timesteps of a run: its own, or evenly picked from `origin`, the timesteps that the model was
 * distilled on (ascending). `originalSteps` is how many of those there are at full strength.
 */
export function computeDistilledTimesteps(
  config: DistilledConfig,
  runOptions: SchedulerRunOptions,
  origin: Float64Array,
): Float64Array {
  requireOneSchedule(runOptions);
  refuseOptions(runOptions, ['sigmas'], 'this sampler counts in training timesteps');
  const trainingSteps = config.num_train_timesteps;
  if (runOptions.timesteps !== undefined)
    return ownTimesteps(runOptions.timesteps, strengthOf(runOptions), trainingSteps);
  const { steps } = runOptions;
  if (steps === undefined)
    throw new SchedulerOptionsError('This sampler needs a number of steps, or its own timesteps.');
  requireSteps(steps, trainingSteps);
  const most = Math.min(origin.length, originalStepsOf(config, runOptions));
  if (steps > most) {
    throw new SchedulerOptionsError(
      `The number of steps is ${steps}, but the distilled schedule has ${most} at this strength. Take fewer steps, or a ` +
        'higher strength.',
    );
  }
  return linspaceWithoutEnd(0, origin.length, steps).map((place) => origin[origin.length - 1 - Math.floor(place)]!);
}

/** The timesteps k − 1, 2k − 1, … of a distilled schedule, k = ⌊T / originalSteps⌋, as far as the strength goes. */
export function computeOriginTimesteps(config: DistilledConfig, runOptions: SchedulerRunOptions): Float64Array {
  const originalSteps = originalStepsOf(config, runOptions);
  const stride = Math.floor(config.num_train_timesteps / originalSteps);
  const count = Math.trunc(originalSteps * strengthOf(runOptions));
  return new Float64Array(count).map((_, index) => (index + 1) * stride - 1);
}

/** The share of the schedule that a run uses, 0 to 1. */
export function strengthOf({ strength = 1 }: SchedulerRunOptions): number {
  if (strength > 0 && strength <= 1) return strength;
  throw new SchedulerOptionsError(`The strength is ${strength}, but must be above 0 and at most 1.`);
}

function originalStepsOf(config: DistilledConfig, runOptions: SchedulerRunOptions): number {
  const originalSteps = runOptions.originalSteps ?? config.original_inference_steps;
  if (Number.isSafeInteger(originalSteps) && originalSteps >= 1 && originalSteps <= config.num_train_timesteps) {
    return originalSteps;
  }
  throw new SchedulerOptionsError(
    `The distilled schedule has ${originalSteps} steps, but must have 1 to ${config.num_train_timesteps}, the number of ` +
      'training steps.',
  );
}

function ownTimesteps(timesteps: readonly number[], strength: number, trainingSteps: number): Float64Array {
  const parsed = parseOwnTimesteps(timesteps, trainingSteps).map(Math.trunc);
  const used = Math.min(Math.trunc(parsed.length * strength), parsed.length);
  if (used === 0) {
    throw new SchedulerOptionsError(`A strength of ${strength} leaves none of the ${parsed.length} timesteps.`);
  }
  return parsed.subarray(parsed.length - used);
}
