import type { Scheduler } from '../schedulers/scheduler.ts';
import { createScheduler, schedulerDefinitions } from '../schedulers/scheduler-registry.ts';
import type { JsonObject } from '../tokenizers/tokenizer-files.ts';

/**
 * The scheduler of a Stable Diffusion 1 or 2 pipeline: the model's own, or another class with the model's options.
 *
 * As diffusers does, two options of old configurations are corrected: `steps_offset` becomes 1 and `clip_sample` false.
 * On a change of class only options that the file holds carry over, never defaults of the old class.
 */
export function createPipelineScheduler(config: JsonObject, className: string | undefined): Scheduler {
  const corrections = { steps_offset: 1, clip_sample: false };
  if (className === undefined || className === config._class_name)
    return createScheduler({ ...config, ...corrections });
  const carriedOver = Object.fromEntries(Object.entries(corrections).filter(([key]) => key in config));
  return createScheduler({ ...config, ...carriedOver, _class_name: className });
}

/** Class names of the built-in schedulers, in alphabetical order: what a request's `scheduler` may be. */
export function listSchedulers(): readonly string[] {
  return schedulerDefinitions.map((definition) => definition.className).toSorted();
}
