import { ddimInverseScheduler } from './ddim-inverse-scheduler.ts';
import { ddimScheduler } from './ddim-scheduler.ts';
import { ddpmScheduler } from './ddpm-scheduler.ts';
import { dpmSolverMultistepScheduler } from './dpm-solver-multistep-scheduler.ts';
import { eulerAncestralScheduler } from './euler-ancestral-scheduler.ts';
import { eulerScheduler } from './euler-scheduler.ts';
import { heunScheduler } from './heun-scheduler.ts';
import { kdpm2AncestralScheduler } from './kdpm2-ancestral-scheduler.ts';
import { kdpm2Scheduler } from './kdpm2-scheduler.ts';
import { lcmScheduler } from './lcm-scheduler.ts';
import { lmsScheduler } from './lms-scheduler.ts';
import { pndmScheduler } from './pndm-scheduler.ts';
import type { Scheduler } from './scheduler.ts';
import type { SchedulerDefinition } from './scheduler-class.ts';
import { SchedulerConfigError, UnknownSchedulerError } from './scheduler-errors.ts';
import { tcdScheduler } from './tcd-scheduler.ts';

/** The schedulers that are built in. */
export const schedulerDefinitions: readonly SchedulerDefinition[] = [
  ddimInverseScheduler,
  ddimScheduler,
  ddpmScheduler,
  dpmSolverMultistepScheduler,
  eulerAncestralScheduler,
  eulerScheduler,
  heunScheduler,
  kdpm2AncestralScheduler,
  kdpm2Scheduler,
  lcmScheduler,
  lmsScheduler,
  pndmScheduler,
  tcdScheduler,
];

/**
 * Create the scheduler that a configuration describes, as in diffusers' `scheduler_config.json`.
 *
 * `_class_name` chooses the class; options that the class doesn't know have no effect and are listed in
 * `ignoredOptions`. Pass your own `definitions` to add classes: `[...schedulerDefinitions, mine]`.
 *
 * @throws SchedulerConfigError when `_class_name` is missing or an option can't be followed
 * @throws UnknownSchedulerError when no definition has that class name; it lists the known ones
 */
export function createScheduler(
  config: Readonly<Record<string, unknown>>,
  definitions: readonly SchedulerDefinition[] = schedulerDefinitions,
): Scheduler {
  const className = config._class_name;
  if (typeof className !== 'string') {
    throw new SchedulerConfigError(
      'The scheduler configuration has no "_class_name" to say which scheduler it is for.',
    );
  }
  const definition = definitions.find((candidate) => candidate.className === className);
  if (definition === undefined) {
    throw new UnknownSchedulerError(
      className,
      definitions.map((candidate) => candidate.className),
    );
  }
  return definition.create(config);
}
