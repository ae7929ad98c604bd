import { arange, linspace, roundEach } from '@starweave/numerics';
import type { SchedulerRunOptions } from './scheduler.ts';
import { choiceOption, integerOption } from './scheduler-config.ts';
import { SchedulerOptionsError } from './scheduler-errors.ts';

/** How timesteps are picked from the training schedule: table 2 of S. Lin et al., arXiv 2305.08891. */
export type TimestepSpacing = 'linspace' | 'leading' | 'trailing';

/** The options of timestep spacing, with a class's default. */
export function spacingOptions(defaultSpacing: TimestepSpacing) {
  return {
    timestep_spacing: choiceOption<TimestepSpacing>(defaultSpacing, ['linspace', 'leading', 'trailing']),
    steps_offset: integerOption(0, Number.MIN_SAFE_INTEGER),
  } as const;
}

/** What timestep spacing asks of a configuration. */
export interface SpacingConfig {
  readonly timestep_spacing: TimestepSpacing;
  readonly steps_offset: number;
  readonly num_train_timesteps: number;
}

/** Throws `SchedulerOptionsError` unless the number of steps is an integer from 1 to `maximum`. */
export function requireSteps(steps: number, maximum = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(steps) && steps >= 1 && steps <= maximum) return;
  const allowed =
    maximum === Number.MAX_SAFE_INTEGER
      ? 'an integer of 1 or more'
      : `an integer from 1 to ${maximum}, the number of training steps`;
  throw new SchedulerOptionsError(`The number of steps is ${steps}, but must be ${allowed}.`);
}

/** Throws `SchedulerOptionsError` when more than one of `steps`, `timesteps` and `sigmas` is given. */
export function requireOneSchedule(options: SchedulerRunOptions): void {
  const given = (['steps', 'timesteps', 'sigmas'] as const).filter((name) => options[name] !== undefined);
  if (given.length > 1) {
    throw new SchedulerOptionsError(
      `A run takes only one of steps, timesteps and sigmas, but got ${given.join(' and ')}.`,
    );
  }
}

/** Throws `SchedulerOptionsError` when an option is given that the class doesn't take. */
export function refuseOptions(
  options: SchedulerRunOptions,
  names: readonly ('timesteps' | 'sigmas')[],
  reason: string,
): void {
  const given = names.find((name) => options[name] !== undefined);
  if (given !== undefined)
    throw new SchedulerOptionsError(`This run can't take its own ${given}: ${reason}. Give steps.`);
}

/** Own timesteps, checked: numbers in strictly descending order, below the number of training steps. */
export function parseOwnTimesteps(timesteps: readonly number[], trainingSteps: number): Float64Array {
  const wrong = timesteps.findIndex((timestep, index) => index > 0 && !(timestep < timesteps[index - 1]!));
  if (timesteps.length === 0 || wrong !== -1 || Number.isNaN(timesteps[0])) {
    throw new SchedulerOptionsError(
      'Own timesteps must be a list of at least one number in strictly descending order.',
    );
  }
  if (timesteps[0]! >= trainingSteps) {
    throw new SchedulerOptionsError(
      `Own timesteps must start below the number of training steps, ${trainingSteps}, but start at ${timesteps[0]}.`,
    );
  }
  return Float64Array.from(timesteps);
}

/** Descending timesteps of `steps` steps; `linspace` isn't rounded (the classes that count in noise levels). */
export function computeFractionalTimesteps(config: SpacingConfig, steps: number): Float64Array {
  const trainingSteps = config.num_train_timesteps;
  switch (config.timestep_spacing) {
    case 'linspace':
      return linspace(0, trainingSteps - 1, steps)
        .map(Math.fround)
        .reverse();
    case 'leading':
      return leadingTimesteps(Math.floor(trainingSteps / steps), steps, config.steps_offset);
    case 'trailing':
      return trailingTimesteps(trainingSteps, trainingSteps / steps);
  }
}

/**
 * Descending integer timesteps of `steps` steps (DDIM, DDPM, PNDM). Throws `SchedulerOptionsError` where leading spacing
 * with an offset would begin beyond the last training timestep: there is no noise level to look up.
 */
export function computeIntegerTimesteps(config: SpacingConfig, steps: number): Float64Array {
  const trainingSteps = config.num_train_timesteps;
  if (config.timestep_spacing === 'linspace') return roundEach(linspace(0, trainingSteps - 1, steps)).reverse();
  const timesteps = computeFractionalTimesteps(config, steps);
  if (timesteps[0]! < trainingSteps) return timesteps;
  const { steps_offset: offset } = config;
  const first = (count: number) => (count - 1) * Math.floor(trainingSteps / count) + offset;
  let most = steps;
  while (most > 1 && first(most) >= trainingSteps) most -= 1;
  throw new SchedulerOptionsError(
    `With leading spacing and a steps_offset of ${offset}, ${steps} steps would begin at timestep ${timesteps[0]}, but the last of the training is ${trainingSteps - 1}. Take ${most} steps or fewer, or another timestep_spacing.`,
  );
}

/**
 * Descending integer timesteps of the multistep solvers, which never visit the last one of the list, timestep 0.
 * `last` is the number of training steps that are used.
 */
export function computeSolverTimesteps(config: SpacingConfig, steps: number, last: number): Float64Array {
  switch (config.timestep_spacing) {
    case 'linspace':
      return roundEach(linspace(0, last - 1, steps + 1))
        .reverse()
        .subarray(0, steps);
    case 'leading':
      if (steps >= last) {
        throw new SchedulerOptionsError(
          `With leading spacing ${steps} steps would all be at the same timestep. Take ${last - 1} steps or fewer, or another timestep_spacing.`,
        );
      }
      return leadingTimesteps(Math.floor(last / (steps + 1)), steps + 1, config.steps_offset).subarray(0, steps);
    case 'trailing':
      return trailingTimesteps(last, config.num_train_timesteps / steps);
  }
}

function leadingTimesteps(ratio: number, count: number, offset: number): Float64Array {
  return new Float64Array(count).map((_, index) => (count - 1 - index) * ratio + offset);
}

function trailingTimesteps(start: number, ratio: number): Float64Array {
  return roundEach(arange(start, 0, -ratio)).map((timestep) => timestep - 1);
}
