import { InvalidSettingsError } from '../errors.ts';

/** A value that must be one of a few; throws `InvalidSettingsError` that lists them. */
export function requireOneOf<T extends string>(field: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value;
  throw new InvalidSettingsError(field, `The ${field} can't be "${value}": give one of ${allowed.join(', ')}.`);
}
