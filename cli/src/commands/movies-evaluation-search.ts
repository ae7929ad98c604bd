import type { FilmEvaluation, FilmEvaluationRequest } from '@starweave/server';
import { UsageError } from '../command.ts';
import { formatTable } from '../format-table.ts';
import type { Flag } from '../parse-flags.ts';

type Search = NonNullable<FilmEvaluationRequest['search']>;
type SearchReport = NonNullable<FilmEvaluation['search']>;

const DEFAULT_TRIALS = 20;
const SHOWN_TRIALS = 10;

/** The flags of `starweave movies evaluate` that look for parameters. */
export const searchFlags: readonly Flag[] = [
  {
    name: 'search',
    value: 'JSON',
    help: 'look for parameters on training ratings first, as in {"factors": [32, 64], "regularization": {"minimum": 0.001, "maximum": 0.1, "scale": "logarithmic"}}',
  },
  {
    name: 'trials',
    value: 'NUMBER',
    help: `fits of the search at most (default: ${DEFAULT_TRIALS} without --seconds)`,
  },
  { name: 'seconds', value: 'NUMBER', help: 'no fit of the search starts after so long' },
];

/** What the flags ask to be searched. Throws `UsageError` for a space or a budget that is none. */
export function parseSearch(text: (name: string) => string | undefined): Search | undefined {
  const [given, trials, seconds] = [text('search'), text('trials'), text('seconds')];
  if (given === undefined) {
    const budget = trials === undefined ? 'seconds' : 'trials';
    if (trials === undefined && seconds === undefined) return undefined;
    throw new UsageError(`--${budget} is the budget of a search: say what to look for with --search.`);
  }
  const trialCount = trials === undefined ? undefined : parsePositive(trials, 'trials');
  const budgetMs = seconds === undefined ? undefined : parsePositive(seconds, 'seconds') * 1000;
  return {
    space: parseSpace(given),
    trialCount: trialCount ?? (budgetMs === undefined ? DEFAULT_TRIALS : undefined),
    budgetMs,
  };
}

function parsePositive(given: string, name: string): number {
  const value = Number(given);
  if (/^\d+$/.test(given) && value >= 1 && value < 2 ** 32) return value;
  throw new UsageError(`--${name} must be a whole number of 1 or more, not "${given}".`);
}

function parseSpace(given: string): Search['space'] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(given);
  } catch (cause) {
    throw new UsageError(`--search takes a JSON object. This isn't JSON: ${given}`, { cause });
  }
  if (!isObject(parsed)) throw new UsageError('--search takes a JSON object: of each parameter, what it may be.');
  return Object.fromEntries(Object.entries(parsed).map(([name, range]) => [name, parseRange(name, range)]));
}

function parseRange(name: string, range: unknown): Search['space'][string] {
  if (Array.isArray(range) && range.length > 0 && range.every(isValue)) return { choices: range };
  if (isObject(range) && Object.keys(range).every((key) => ['minimum', 'maximum', 'scale', 'integer'].includes(key))) {
    const { minimum, maximum, scale, integer } = range;
    const isScale = scale === undefined || scale === 'linear' || scale === 'logarithmic';
    const isWhole = integer === undefined || typeof integer === 'boolean';
    if (typeof minimum === 'number' && typeof maximum === 'number' && isScale && isWhole) {
      return { minimum, maximum, ...(scale && { scale }), ...(integer !== undefined && { integer }) };
    }
  }
  throw new UsageError(
    `--search can't draw "${name}": give a list of values, or {"minimum": …, "maximum": …} with "scale": "logarithmic" and "integer": true where that fits.`,
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isValue(value: unknown): value is number | string | boolean {
  return ['number', 'string', 'boolean'].includes(typeof value);
}

/** A search as part of the JSON document. */
export function formatSearchJson({ metric, heldOut, best, seconds, trials }: SearchReport): Record<string, unknown> {
  return {
    metric,
    held_out: heldOut,
    best_params: best,
    fits: trials.length,
    search_s: seconds,
    trials: trials.map(({ parameters, value }) => ({ params: parameters, [metric]: value })),
  };
}

/** A search as text: the best of what was tried, and the best for `--params`. */
export function formatSearch({ metric, heldOut, best, seconds, trials }: SearchReport): string {
  const rows = trials
    .slice(0, SHOWN_TRIALS)
    .map(({ parameters, value }) => [value.toFixed(4), JSON.stringify(parameters)]);
  const more = trials.length > SHOWN_TRIALS ? `\nand ${trials.length - SHOWN_TRIALS} more` : '';
  return `${trials.length} fits in ${seconds.toFixed(1)} s, on training ratings alone, held against ${heldOut}:
${formatTable([metric.toUpperCase(), 'PARAMETERS'], rows)}${more}

the best: --params '${JSON.stringify(best)}'
fitted on all training ratings, on ratings that the search never saw:
`;
}
