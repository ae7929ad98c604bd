import { ddimScheduler } from './ddim-scheduler.ts';
import { dpmSolverMultistepScheduler } from './dpm-solver-multistep-scheduler.ts';
import { eulerScheduler } from './euler-scheduler.ts';
import type { Scheduler } from './scheduler.ts';
import type { SchedulerDefinition } from './scheduler-class.ts';
import { SchedulerConfigError, UnknownSchedulerError } from './scheduler-errors.ts';

/** The schedulers that are built in. */
export const schedulerDefinitions: readonly SchedulerDefinition[] = [
  ddimScheduler,
  dpmSolverMultistepScheduler,
  eulerScheduler,
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
