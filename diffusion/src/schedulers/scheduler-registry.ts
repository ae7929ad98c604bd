import { ddimInverseScheduler } from './ddim-inverse-scheduler.ts';
import { ddimScheduler } from './ddim-scheduler.ts';
import { ddpmScheduler } from './ddpm-scheduler.ts';
import { deisScheduler } from './deis-scheduler.ts';
import { dpmSolverMultistepScheduler } from './dpm-solver-multistep-scheduler.ts';
import { dpmSolverSinglestepScheduler } from './dpm-solver-singlestep-scheduler.ts';
import { edmDpmSolverMultistepScheduler } from './edm-dpm-solver-multistep-scheduler.ts';
import { edmEulerScheduler } from './edm-euler-scheduler.ts';
import { eulerAncestralScheduler } from './euler-ancestral-scheduler.ts';
import { eulerScheduler } from './euler-scheduler.ts';
import { flowMatchEulerScheduler } from './flow-match-euler-scheduler.ts';
import { flowMatchHeunScheduler } from './flow-match-heun-scheduler.ts';
import { heunScheduler } from './heun-scheduler.ts';
import { kdpm2AncestralScheduler } from './kdpm2-ancestral-scheduler.ts';
import { kdpm2Scheduler } from './kdpm2-scheduler.ts';
import { lcmScheduler } from './lcm-scheduler.ts';
import { lmsScheduler } from './lms-scheduler.ts';
import { pndmScheduler } from './pndm-scheduler.ts';
import { saSolverScheduler } from './sa-solver-scheduler.ts';
import type { Scheduler } from './scheduler.ts';
import type { SchedulerDefinition } from './scheduler-class.ts';
import { SchedulerConfigError, UnknownSchedulerError } from './scheduler-errors.ts';
import { tcdScheduler } from './tcd-scheduler.ts';
import { uniPcScheduler } from './unipc-scheduler.ts';

/** The schedulers that are built in. */
export const schedulerDefinitions: readonly SchedulerDefinition[] = [
  ddimScheduler,
  ddimInverseScheduler,
  ddpmScheduler,
  deisScheduler,
  dpmSolverMultistepScheduler,
  dpmSolverSinglestepScheduler,
  edmDpmSolverMultistepScheduler,
  edmEulerScheduler,
  eulerScheduler,
  eulerAncestralScheduler,
  flowMatchEulerScheduler,
  flowMatchHeunScheduler,
  heunScheduler,
  kdpm2Scheduler,
  kdpm2AncestralScheduler,
  lcmScheduler,
  lmsScheduler,
  pndmScheduler,
  saSolverScheduler,
  tcdScheduler,
  uniPcScheduler,
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

/**
 * The same configuration under another class, as diffusers' `from_config`: what was given carries over, defaults of the
 * old class don't, and `overrides` win. Solver names translate to the new class's.
 *
 * @throws UnknownSchedulerError when there is no such class
 * @throws SchedulerConfigError when the new class can't follow an option
 */
export function switchScheduler(
  scheduler: Scheduler,
  className: string,
  overrides: Readonly<Record<string, unknown>> = {},
): Scheduler {
  return createScheduler({ ...scheduler.givenConfig, ...overrides, _class_name: className });
}
