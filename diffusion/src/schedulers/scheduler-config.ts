import type { ConfigValue, ResolvedConfig, Scheduler, TimestepFunction } from './scheduler.ts';
import { SchedulerConfigError } from './scheduler-errors.ts';

/** One configuration option of a scheduler class: its default, and how a given value is checked. */
export interface ConfigOption<Value extends ConfigValue> {
  readonly default: Value;
  /** The value in force for a given one; throws `SchedulerConfigError` that says what is allowed. */
  readonly parse: (value: unknown, name: string) => Value;
}

/** The options that a scheduler class knows, by the name that they have in `scheduler_config.json`. */
export type ConfigOptions = Readonly<Record<string, ConfigOption<ConfigValue>>>;

/** The typed values of a set of options. */
export type ConfigOf<Options extends ConfigOptions> = {
  readonly [Name in keyof Options]: Options[Name] extends ConfigOption<infer Value> ? Value : never;
};

/** What a configuration says: values in force, what was given, and what isn't known. */
export interface ParsedConfig<Options extends ConfigOptions> {
  readonly config: ConfigOf<Options>;
  readonly givenConfig: ResolvedConfig;
  readonly ignoredOptions: readonly string[];
}

/** Parse the options of a scheduler's configuration; names that begin with `_` aren't options. */
export function parseSchedulerConfig<Options extends ConfigOptions>(
  given: Readonly<Record<string, unknown>>,
  options: Options,
): ParsedConfig<Options> {
  const config: Record<string, ConfigValue> = {};
  for (const [name, option] of Object.entries(options)) {
    const value = given[name];
    config[name] = value === undefined ? option.default : option.parse(value, name);
  }
  const givenNames = Object.keys(given).filter((name) => !name.startsWith('_') && given[name] !== undefined);
  return {
    config: config as ConfigOf<Options>,
    givenConfig: Object.fromEntries(givenNames.map((name) => [name, given[name] as ConfigValue])),
    ignoredOptions: givenNames.filter((name) => !Object.hasOwn(options, name)),
  };
}

function refuse(name: string, value: unknown, allowed: string): never {
  throw new SchedulerConfigError(`The scheduler option "${name}" is ${JSON.stringify(value)}, but must be ${allowed}.`);
}

function parseNumber(value: unknown, name: string): number {
  if (typeof value === 'number' && !Number.isNaN(value)) return value;
  if (value === '-Infinity') return Number.NEGATIVE_INFINITY;
  if (value === 'Infinity') return Number.POSITIVE_INFINITY;
  return refuse(name, value, 'a number');
}

/** A number option. */
export function numberOption(defaultValue: number): ConfigOption<number> {
  return { default: defaultValue, parse: parseNumber };
}

/** A number option that may be `null` for "not set". */
export function optionalNumberOption(): ConfigOption<number | null> {
  return { default: null, parse: (value, name) => (value === null ? null : parseNumber(value, name)) };
}

/** An integer option with a smallest allowed value. */
export function integerOption(defaultValue: number, minimum: number): ConfigOption<number> {
  return {
    default: defaultValue,
    parse: (value, name) =>
      Number.isSafeInteger(value) && (value as number) >= minimum
        ? (value as number)
        : refuse(name, value, `an integer of ${minimum} or more`),
  };
}

/** A yes-or-no option; `null` means no, as in Python. */
export function flagOption(defaultValue: boolean): ConfigOption<boolean> {
  return {
    default: defaultValue,
    parse: (value, name) => {
      if (value === null) return false;
      return typeof value === 'boolean' ? value : refuse(name, value, 'true or false');
    },
  };
}

/** An option with named values; `aliases` are accepted and stand for another value (as when classes are switched). */
export function choiceOption<const Value extends string | null>(
  defaultValue: NoInfer<Value>,
  allowed: readonly Value[],
  aliases: Readonly<Record<string, NoInfer<Value>>> = {},
): ConfigOption<Value> {
  return {
    default: defaultValue,
    parse: (value, name) => {
      const found = allowed.find((candidate) => candidate === value);
      if (found !== undefined) return found;
      if (typeof value === 'string' && Object.hasOwn(aliases, value)) return aliases[value] as Value;
      const list = allowed.map((candidate) => JSON.stringify(candidate)).join(', ');
      return refuse(name, value, `one of ${list}`);
    },
  };
}

/** A list of integers of 0 or more; empty by default. */
export function integerListOption(): ConfigOption<readonly number[]> {
  return {
    default: [],
    parse: (value, name) => {
      const valid = Array.isArray(value) && value.every((element) => Number.isSafeInteger(element) && element >= 0);
      return valid ? (value as readonly number[]) : refuse(name, value, 'a list of integers of 0 or more');
    },
  };
}

/** A function of the timestep, or `null` for "not set"; no file can hold one. */
export function optionalFunctionOption(): ConfigOption<TimestepFunction | null> {
  return {
    default: null,
    parse: (value, name) => {
      if (value === null || typeof value === 'function') return value as TimestepFunction | null;
      return refuse(name, value, 'a function of the timestep');
    },
  };
}

/** Another scheduler, or `null` for "not set"; no file can hold one. */
export function optionalSchedulerOption(): ConfigOption<Scheduler | null> {
  return {
    default: null,
    parse: (value, name) => {
      const isScheduler = typeof value === 'object' && value !== null && 'start' in value && 'className' in value;
      return value === null || isScheduler ? (value as Scheduler | null) : refuse(name, value, 'a scheduler object');
    },
  };
}

/** A list of numbers, or `null` for "not set". */
export function optionalNumberListOption(): ConfigOption<readonly number[] | null> {
  return {
    default: null,
    parse: (value, name) => {
      if (value === null) return null;
      if (!Array.isArray(value) || value.length === 0) return refuse(name, value, 'a list of numbers');
      return value.map((element) => parseNumber(element, name));
    },
  };
}
