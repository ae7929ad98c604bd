import type { Scheduler, SchedulerRun, SchedulerRunOptions } from './scheduler.ts';
import { type ConfigOf, type ConfigOptions, parseSchedulerConfig } from './scheduler-config.ts';

/** How to make schedulers of one class: an entry of the registry. */
export interface SchedulerDefinition {
  /** The class name in diffusers. */
  readonly className: string;
  /** Create a scheduler from its configuration; `_`-prefixed keys are not options. */
  readonly create: (config: Readonly<Record<string, unknown>>) => Scheduler;
}

/** A scheduler class: its options, what is computed once from them, and how a run begins. */
export interface SchedulerClass<Options extends ConfigOptions, Tables> {
  readonly className: string;
  /** Model calls per step. */
  readonly order: number;
  readonly options: Options;
  /** Compute what all runs share; throws `SchedulerConfigError` for combinations that the method doesn't have. */
  readonly prepare: (config: ConfigOf<Options>) => Tables;
  readonly start: (tables: Tables, options: SchedulerRunOptions) => SchedulerRun;
}

/** Make a registry entry out of a scheduler class. */
export function defineScheduler<Options extends ConfigOptions, Tables>(
  schedulerClass: SchedulerClass<Options, Tables>,
): SchedulerDefinition {
  const { className, order, options, prepare, start } = schedulerClass;
  return {
    className,
    create: (given) => {
      const { config, givenConfig, ignoredOptions } = parseSchedulerConfig(given, options);
      const tables = prepare(config);
      return {
        className,
        config,
        givenConfig,
        order,
        ignoredOptions,
        start: (runOptions = {}) => start(tables, runOptions),
      };
    },
  };
}
