import { ScorerParameterError } from '../errors.ts';
import type { ParameterDefinition, ScorerParameters } from './scorer.ts';
import type { ScorerId } from './scorer-id.ts';

/** Parameters with every default filled in. */
export interface ResolvedParameters {
  /** All of them, by name. */
  readonly values: Readonly<Record<string, number | string | boolean>>;
  number(name: string): number;
  text(name: string): string;
  flag(name: string): boolean;
}

/**
 * Fill in the defaults and hold what was given against the definitions.
 *
 * @throws ScorerParameterError for a name that isn't defined, a value of another type, or one out of range; the message
 *   says what is allowed
 */
export function resolveParameters(
  scorer: ScorerId,
  definitions: readonly ParameterDefinition[],
  given: ScorerParameters,
): ResolvedParameters {
  const names = definitions.map(({ name }) => name);
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    const allowed = names.length === 0 ? 'It takes none.' : `It takes ${names.join(', ')}.`;
    throw new ScorerParameterError(name, `${scorer} has no parameter "${name}". ${allowed}`);
  }
  const values = Object.fromEntries(
    definitions.map((definition) => [definition.name, resolve(scorer, definition, given[definition.name])]),
  );
  const get = <Kind>(name: string, kind: string) => {
    const value = values[name];
    if (typeof value !== kind) throw new TypeError(`${scorer} defines no ${kind} "${name}".`);
    return value as Kind;
  };
  return {
    values,
    number: (name) => get<number>(name, 'number'),
    text: (name) => get<string>(name, 'string'),
    flag: (name) => get<boolean>(name, 'boolean'),
  };
}

type Value = number | string | boolean;

function resolve(scorer: ScorerId, definition: ParameterDefinition, given: Value | undefined): Value {
  if (given === undefined) return definition.default;
  const problem = findProblem(definition, given);
  if (problem === undefined) return given;
  const shown = typeof given === 'string' ? `"${given}"` : String(given);
  throw new ScorerParameterError(
    definition.name,
    `${scorer}: "${definition.name}" is ${shown}. It must be ${problem}.`,
  );
}

/** What the value must be, when it isn't. */
function findProblem(definition: ParameterDefinition, given: Value): string | undefined {
  const kind = typeof definition.default;
  if (kind === 'number') return findNumberProblem(definition, given);
  if (kind === 'boolean') return typeof given === 'boolean' ? undefined : 'true or false';
  const { choices } = definition;
  if (typeof given === 'string' && (choices === undefined || choices.includes(given))) return undefined;
  return choices === undefined ? 'a text' : `one of ${choices.join(', ')}`;
}

function findNumberProblem(definition: ParameterDefinition, given: Value): string | undefined {
  const { minimum, maximum, integer = false } = definition;
  const inRange =
    typeof given === 'number' &&
    Number.isFinite(given) &&
    (!integer || Number.isInteger(given)) &&
    (minimum === undefined || given >= minimum) &&
    (maximum === undefined || given <= maximum);
  if (inRange) return undefined;
  const kind = integer ? 'a whole number' : 'a number';
  if (minimum !== undefined && maximum !== undefined) return `${kind} from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `${kind} of at least ${minimum}`;
  if (maximum !== undefined) return `${kind} of at most ${maximum}`;
  return kind;
}
