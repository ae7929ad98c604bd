import type { NormalSource } from '@starweave/numerics';
import { InvalidSettingsError } from '../errors.ts';
import type { ModelFamily } from '../families/model-family.ts';
import type { Scheduler, SchedulerRun } from '../schedulers/scheduler.ts';
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
 * when `denoisingStart` and `denoisingEnd` leave no step.
 */
export function planWalk(
  { scheduler, family }: { readonly scheduler: Scheduler; readonly family: ModelFamily },
  settings: ResolvedSettings,
  generator?: NormalSource,
): Walk {
  const { steps, strength, eta, originalSteps, denoisingStart, denoisingEnd } = settings;
  const shortensSchedule = family.strengthShortens === 'schedule' && strength !== undefined;
  // diffusers' pipelines pass an eta of 0, which for TCD is not the scheduler's own default.
  const run = scheduler.start({
    ...{ steps, eta },
    ...(generator && { generator }),
    ...(originalSteps !== undefined && { originalSteps }),
    ...(shortensSchedule && { strength }),
  });
  const { timesteps } = run;
  const cutOf = (share: number) => computeCutoff(share, scheduler);
  let startIndex = shortensSchedule ? 0 : computeStartIndex(settings, scheduler.order);
  if (denoisingStart !== undefined) {
    const left = timesteps.filter((timestep) => timestep < cutOf(denoisingStart)).length;
    // Every timestep but the first is there twice for methods of order 2: an even number would begin within a step.
    startIndex = timesteps.length - (scheduler.order === 2 && left % 2 === 0 ? left + 1 : left);
    if (left === 0) throw createEmptyError('denoisingStart', denoisingStart, steps);
  }
  if (denoisingEnd === undefined) {
    return { run, startIndex, endIndex: timesteps.length, addsNoise: denoisingStart === undefined };
  }
  const endIndex = timesteps.filter((timestep) => timestep >= cutOf(denoisingEnd)).length;
  if (endIndex <= startIndex) throw createEmptyError('denoisingEnd', denoisingEnd, steps);
  return { run, startIndex, endIndex, addsNoise: denoisingStart === undefined };
}

/** Skip the share of the steps that `strength` leaves out; a step of order 2 has two timesteps. */
function computeStartIndex({ steps, strength = 1 }: ResolvedSettings, order: number): number {
  return Math.max(0, steps - Math.trunc(steps * strength)) * order;
}

/** The training step that a share of the schedule ends at, rounded half to even as Python does. */
function computeCutoff(share: number, scheduler: Scheduler): number {
  const trainingSteps = Number(scheduler.config.num_train_timesteps ?? 1000);
  const cutoff = trainingSteps - share * trainingSteps;
  const floor = Math.floor(cutoff);
  if (cutoff - floor !== 0.5) return Math.round(cutoff);
  return floor % 2 === 0 ? floor : floor + 1;
}

function createEmptyError(field: string, value: number, steps: number): InvalidSettingsError {
  return new InvalidSettingsError(
    field,
    `A ${field} of ${value} leaves none of the ${steps} steps. Take more steps, or another share.`,
  );
}
