import type { ModelFamily } from '../families/model-family.ts';
import { SchedulerConfigError, SchedulerOptionsError } from '../schedulers/scheduler-errors.ts';
import { findSlopeProblem } from '../schedulers/slope-gain.ts';
import type { JsonObject } from '../tokenizers/tokenizer-files.ts';
import type { UnfitScheduler } from './model-facts.ts';
import { createPipelineScheduler, listSchedulers } from './pipeline-scheduler.ts';

/** The built-in schedulers that a model paints with, and those that it doesn't. */
export interface ModelSchedulers {
  readonly schedulers: readonly string[];
  readonly unfitSchedulers: readonly UnfitScheduler[];
}

/** Try every built-in scheduler on a model's scheduler configuration, with as many steps as the model takes by default. */
export function findModelSchedulers(
  config: JsonObject,
  family: Pick<ModelFamily, 'correctsScheduler'>,
  steps: number,
): ModelSchedulers {
  const own = String(config._class_name);
  const names = [...new Set([...listSchedulers(), own])].toSorted();
  const unfitSchedulers = names.flatMap((name) => {
    const reason = findReason(name, { config, family, steps });
    return reason === undefined ? [] : [{ name, reason }];
  });
  const unfit = new Set(unfitSchedulers.map(({ name }) => name));
  return { schedulers: names.filter((name) => !unfit.has(name)), unfitSchedulers };
}

function findReason(
  name: string,
  { config, family, steps }: { config: JsonObject; family: Pick<ModelFamily, 'correctsScheduler'>; steps: number },
): string | undefined {
  try {
    const problem = findSlopeProblem(createPipelineScheduler(config, name, family).start({ steps }));
    return problem && `With this model ${problem}.`;
  } catch (error) {
    // Another number of steps may do.
    if (error instanceof SchedulerOptionsError) return undefined;
    if (error instanceof SchedulerConfigError) return error.message;
    throw error;
  }
}
