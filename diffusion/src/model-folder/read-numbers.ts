import type { JsonObject } from '../tokenizers/tokenizer-files.ts';

/** A number of a configuration, where it is there and is one. */
export function findNumber(config: JsonObject | undefined, key: string): number | undefined {
  const value = config?.[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** How often a network halves its input on the way in, by the levels that its configuration lists. */
export function findHalvings(config: JsonObject | undefined): number | undefined {
  const levels = config?.block_out_channels;
  return Array.isArray(levels) ? levels.length - 1 : undefined;
}

/** A list of numbers of a configuration, however deep it is nested, where all of it are numbers. */
export function findNumbers(config: JsonObject | undefined, key: string): readonly number[] | undefined {
  const value = config?.[key];
  if (!Array.isArray(value)) return undefined;
  const flat: readonly unknown[] = value.flat(4);
  return flat.every((item) => typeof item === 'number') ? flat : undefined;
}
