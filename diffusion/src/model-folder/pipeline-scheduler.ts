import type { ModelFamily } from '../families/model-family.ts';
import type { Scheduler } from '../schedulers/scheduler.ts';
import { SchedulerConfigError, UnknownSchedulerError } from '../schedulers/scheduler-errors.ts';
import { createScheduler, schedulerDefinitions } from '../schedulers/scheduler-registry.ts';
import type { JsonObject } from '../tokenizers/tokenizer-files.ts';

/** Why a built-in scheduler doesn't go with these models, unless their own is of the same kind. */
const otherKinds = [
  { kind: /^EDM/, reason: "goes with models that were trained with EDM's noise levels" },
  { kind: /^FlowMatch/, reason: 'goes with models that were trained by flow matching' },
] as const;
/** Walks from a picture to noise: no class for a request to name, but an object of it is taken. */
const INVERSE = /^DDIMInverse/;

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
  requireFittingScheduler(config, String(wanted));
  const isBuiltIn = schedulerDefinitions.some((definition) => definition.className === wanted);
  if (typeof wanted === 'string' && (!isBuiltIn || INVERSE.test(wanted))) {
    throw new UnknownSchedulerError(wanted, listSchedulers());
  }
  const corrections = correctsScheduler ? { steps_offset: 1, clip_sample: false } : {};
  if (wanted === config._class_name) return createScheduler({ ...config, ...corrections });
  const carriedOver = Object.fromEntries(Object.entries(corrections).filter(([key]) => key in config));
  return createScheduler({ ...config, ...carriedOver, _class_name: wanted });
}

/**
 * Throws `SchedulerConfigError` for a built-in scheduler of another kind of models. Some models of these families were
 * trained with EDM's noise levels, and bring its scheduler: with them its kind goes, and the others as well.
 */
export function requireFittingScheduler(config: JsonObject, className: string): void {
  const other = otherKinds.find(({ kind }) => kind.test(className));
  if (other === undefined || other.kind.test(String(config._class_name))) return;
  throw new SchedulerConfigError(
    `${className} ${other.reason}, not with this one. Choose one of ${listSchedulers().join(', ')}.`,
  );
}

/**
 * Class names of the built-in schedulers that go with these models, in alphabetical order: what a request's `scheduler`
 * may be.
 *
 * Left out are the classes for other kinds of models, EDM's and those of flow matching: these networks predict something
 * else, so that the picture would be noise. (A model that brings an EDM scheduler takes both of EDM's.) Left out is
 * `DDIMInverseScheduler` too, which makes noise out of a picture's latents; `createScheduler` gives one to pass as object.
 */
export function listSchedulers(): readonly string[] {
  const names = schedulerDefinitions.map((definition) => definition.className);
  const isOther = (name: string) => INVERSE.test(name) || otherKinds.some(({ kind }) => kind.test(name));
  return names.filter((name) => !isOther(name)).toSorted();
}
