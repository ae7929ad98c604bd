import type { NormalSource } from '@starweave/numerics';
import { InvalidSettingsError } from '../errors.ts';
import type { ModelFamily } from '../families/model-family.ts';
import type { Scheduler, SchedulerRun, SchedulerRunOptions } from '../schedulers/scheduler.ts';
import { findSlopeProblem } from '../schedulers/slope-gain.ts';
import type { ResolvedSettings } from './text-to-image-types.ts';

/** Which part of a scheduler's timesteps a picture walks. */
export interface Walk {
  readonly run: SchedulerRun;
  readonly startIndex: number;
  readonly endIndex: number;
  /** Whether a source gets the noise of the first timestep; not when another model has left its own in it. */
  readonly addsNoise: boolean;
}

/**
 * Start a run for a picture. Throws `SchedulerOptionsError` for what the scheduler can't do, and `InvalidSettingsError`
 * when `strength`, `denoisingStart` and `denoisingEnd` leave no step, or a walk would end in noise.
 */
export function planWalk(
  { scheduler, family }: { readonly scheduler: Scheduler; readonly family: ModelFamily },
  settings: ResolvedSettings,
  generator?: NormalSource,
): Walk {
  const { strength, originalSteps, denoisingStart, denoisingEnd } = settings;
  const shortensSchedule = family.strengthShortens === 'schedule' && strength !== undefined;
  const run = scheduler.start({
    ...createSchedule(settings),
    // diffusers' pipelines pass an eta of 0, which for TCD is not the scheduler's own default.
    eta: settings.eta,
    ...(generator && { generator }),
    ...(originalSteps !== undefined && { originalSteps }),
    ...(shortensSchedule && { strength }),
  });
  const startIndex = shortensSchedule ? 0 : findStartIndex(run, scheduler, settings);
  const endIndex =
    denoisingEnd === undefined
      ? run.timesteps.length
      : run.timesteps.filter((timestep) => timestep >= computeCutoff(denoisingEnd, scheduler)).length;
  if (endIndex <= startIndex) throw createEmptyError('denoisingEnd', denoisingEnd ?? 1, run);
  const problem = findSlopeProblem(run, startIndex);
  if (problem !== undefined) {
    throw new InvalidSettingsError(
      'scheduler',
      `${scheduler.className} doesn't go with these settings: ${problem}. Choose another scheduler, such as DPMSolverMultistepScheduler.`,
    );
  }
  return { run, startIndex, endIndex, addsNoise: denoisingStart === undefined };
}

function createSchedule({ steps, timesteps, sigmas }: ResolvedSettings): SchedulerRunOptions {
  if (timesteps !== undefined) return { timesteps };
  return sigmas === undefined ? { steps } : { sigmas };
}

/** Where a walk begins: after the share of the steps that `strength` leaves out, or where another model has stopped. */
function findStartIndex({ timesteps }: SchedulerRun, { order, config }: Scheduler, settings: ResolvedSettings): number {
  const { strength, denoisingStart } = settings;
  if (denoisingStart !== undefined) {
    const left = timesteps.filter((timestep) => timestep < computeCutoff(denoisingStart, { config })).length;
    if (left === 0) throw createEmptyError('denoisingStart', denoisingStart, { timesteps });
    // Every timestep but the first is there twice for methods of order 2: an even number would begin within a step.
    return timesteps.length - (order === 2 && left % 2 === 0 ? left + 1 : left);
  }
  if (strength === undefined) return 0;
  const isOwn = settings.timesteps !== undefined || settings.sigmas !== undefined;
  const steps = isOwn ? timesteps.length : settings.steps;
  // A step of order 2 has two timesteps.
  const startIndex = Math.max(0, steps - Math.trunc(steps * strength)) * order;
  if (startIndex >= timesteps.length) throw createEmptyError('strength', strength, { timesteps });
  return startIndex;
}

/** The training step that a share of the schedule ends at, rounded half to even as Python does. */
function computeCutoff(share: number, { config }: Pick<Scheduler, 'config'>): number {
  const trainingSteps = Number(config.num_train_timesteps ?? 1000);
  const cutoff = trainingSteps - share * trainingSteps;
  const floor = Math.floor(cutoff);
  if (cutoff - floor !== 0.5) return Math.round(cutoff);
  return floor % 2 === 0 ? floor : floor + 1;
}

function createEmptyError(
  field: string,
  value: number,
  { timesteps }: Pick<SchedulerRun, 'timesteps'>,
): InvalidSettingsError {
  return new InvalidSettingsError(
    field,
    `A ${field} of ${value} leaves none of the ${timesteps.length} timesteps. Take more steps, or another share.`,
  );
}
