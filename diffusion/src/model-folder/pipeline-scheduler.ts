import type { ModelFamily } from '../families/model-family.ts';
import type { Scheduler } from '../schedulers/scheduler.ts';
import { UnknownSchedulerError } from '../schedulers/scheduler-errors.ts';
import { createScheduler, schedulerDefinitions } from '../schedulers/scheduler-registry.ts';
import type { JsonObject } from '../tokenizers/tokenizer-files.ts';

/** Schedulers for other kinds of models (EDM, flow matching), and one that walks from a picture to noise. */
const OTHER_FAMILIES = /^(EDM|FlowMatch|DDIMInverse)/;
const EDM = /^EDM/;

/**
 * The scheduler of a pipeline: the model's own, or another class with the model's options.
 *
 * As diffusers does for some families, two options of old configurations are corrected: `steps_offset` becomes 1 and
 * `clip_sample` false. On a change of class only options that the file holds carry over, never defaults of the old class.
 */
export function createPipelineScheduler(
  config: JsonObject,
  className: string | undefined,
  { correctsScheduler }: Pick<ModelFamily, 'correctsScheduler'>,
): Scheduler {
  const wanted = className ?? config._class_name;
  const known = listSchedulers();
  // Some models of these families were trained with EDM's noise levels, and bring its scheduler.
  const isOfModel = EDM.test(String(config._class_name)) && EDM.test(String(wanted));
  if (typeof wanted === 'string' && !isOfModel && !known.includes(wanted)) {
    throw new UnknownSchedulerError(wanted, known);
  }
  const corrections = correctsScheduler ? { steps_offset: 1, clip_sample: false } : {};
  if (wanted === config._class_name) return createScheduler({ ...config, ...corrections });
  const carriedOver = Object.fromEntries(Object.entries(corrections).filter(([key]) => key in config));
  return createScheduler({ ...config, ...carriedOver, _class_name: wanted });
}

/**
 * Class names of the built-in schedulers that go with these models, in alphabetical order: what a request's `scheduler`
 * may be.
 */
export function listSchedulers(): readonly string[] {
  const names = schedulerDefinitions.map((definition) => definition.className);
  return names.filter((name) => !OTHER_FAMILIES.test(name)).toSorted();
}
