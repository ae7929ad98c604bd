import { existsSync } from 'node:fs';
import path from 'node:path';
import type { FilmEvaluationRequest } from '@starweave/server';
import { UsageError } from '../command.ts';
import type { Flag, ParsedFlags } from '../parse-flags.ts';
import { parseSearch, searchFlags } from './movies-evaluation-search.ts';

const formats = ['ml-100k', 'ml-1m', 'csv'] as const;
const protocols = ['ratings', 'full-ranking', 'leave-one-out'] as const;
const splits = ['leave-last-out', 'temporal', 'users'] as const;

/** The flags of `starweave movies evaluate`. */
export const evaluationFlags: readonly Flag[] = [
  { name: 'train', value: 'FILE', help: 'ratings to fit on' },
  { name: 'test', value: 'FILE', help: 'ratings to hold the model against' },
  { name: 'ratings', value: 'FILE', help: 'ratings to be cut, with --folds or --split' },
  { name: 'folds', value: 'K|FILE', help: 'K folds at random, or a file with one byte a row: its fold' },
  { name: 'split', value: 'NAME', help: `${splits.join(', ')}: each user's last, the latest or a tenth of the users` },
  { name: 'items', value: 'FILE', help: 'films with titles, genres and more, for methods that use them' },
  { name: 'users', value: 'FILE', help: 'people with age, occupation and more, for methods that use them' },
  { name: 'format', value: 'NAME', help: `${formats.join(', ')} (default: found out from the file)` },
  { name: 'algorithm', value: 'ID', help: 'such as baseline, svd-biased, item-knn or ease' },
  { name: 'params', value: 'JSON', help: 'parameters, as in {"factors": 50}' },
  ...searchFlags,
  { name: 'against', value: 'ID', help: 'another algorithm on the same ratings, with tests of whether the two differ' },
  { name: 'against-params', value: 'JSON', help: 'its parameters' },
  { name: 'preset', value: 'NAME', help: 'surprise: that library’s defaults, where we claim the same predictions' },
  { name: 'protocol', value: 'NAME', help: `${protocols.join(', ')} (default: ratings)` },
  { name: 'negatives', value: 'FILE', help: 'for leave-one-out: lines of (user,item) and items to rank it against' },
  { name: 'seed', value: 'NUMBER', help: 'of the split and of the fit (default: 0)' },
  { name: 'threads', value: 'NUMBER', help: 'for fitting (default: one for each core); results don’t depend on it' },
  { name: 'predictions', value: 'FILE', help: 'CSV to write: each held-out rating and what was predicted' },
  { name: 'json', help: 'one JSON document for programs' },
];

/** The request that the flags ask for. Throws `UsageError` for words that don't fit together. */
export function parseEvaluationRequest(flags: ParsedFlags, workingFolder: string): FilmEvaluationRequest {
  const { values, positionals } = flags;
  if (positionals.length > 0) throw new UsageError(`evaluate takes options only, not "${positionals[0]}".`);
  const text = (name: string) => values[name] as string | undefined;
  const file = (name: string) => {
    const given = text(name);
    return given === undefined ? undefined : path.resolve(workingFolder, given);
  };
  const algorithm = text('algorithm');
  if (algorithm === undefined) throw new UsageError('Say which algorithm: --algorithm svd-biased, for example.');
  const threads = parseWhole(text('threads'), 'threads', 1);
  return {
    algorithm,
    parameters: parseParameters(text('params'), 'params'),
    search: parseSearch(text),
    against: parseAgainst(text),
    preset: text('preset'),
    files: parseFiles({ train: file('train'), test: file('test'), ratings: file('ratings') }, text, workingFolder),
    items: file('items'),
    users: file('users'),
    format: parseChoice(text('format'), 'format', formats),
    protocol: parseChoice(text('protocol'), 'protocol', protocols),
    negatives: file('negatives'),
    seed: parseWhole(text('seed'), 'seed', 0),
    fitOptions: threads === undefined ? {} : { threads },
  };
}

function parseAgainst(text: (name: string) => string | undefined): FilmEvaluationRequest['against'] {
  const [algorithm, parameters] = [text('against'), text('against-params')];
  if (algorithm === undefined) {
    if (parameters === undefined) return undefined;
    throw new UsageError('--against-params are the parameters of another algorithm: say which with --against.');
  }
  if (text('search') !== undefined) {
    throw new UsageError('--against and --search exclude each other: search first, then compare with --params.');
  }
  return { algorithm, parameters: parseParameters(parameters, 'against-params') };
}

interface GivenFiles {
  readonly train: string | undefined;
  readonly test: string | undefined;
  readonly ratings: string | undefined;
}

function parseFiles(
  { train, test, ratings }: GivenFiles,
  text: (name: string) => string | undefined,
  workingFolder: string,
): FilmEvaluationRequest['files'] {
  const [folds, split] = [text('folds'), text('split')];
  if (
    train !== undefined &&
    test !== undefined &&
    ratings === undefined &&
    folds === undefined &&
    split === undefined
  ) {
    return { kind: 'given', train, test };
  }
  if (
    train !== undefined ||
    test !== undefined ||
    ratings === undefined ||
    (folds === undefined) === (split === undefined)
  ) {
    throw new UsageError('Give either --train and --test, or --ratings with one of --folds and --split.');
  }
  if (split !== undefined) return { kind: 'split', ratings, split: parseChoice(split, 'split', splits)! };
  const isNumber = /^\d+$/.test(folds!) && !existsSync(path.resolve(workingFolder, folds!));
  return { kind: 'folds', ratings, folds: isNumber ? Number(folds) : path.resolve(workingFolder, folds!) };
}

function parseChoice<Choice extends string>(
  given: string | undefined,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const choice = choices.find((one) => one === given);
  if (given === undefined || choice !== undefined) return choice;
  throw new UsageError(`--${name} can't be "${given}". Choose one of ${choices.join(', ')}.`);
}

function parseWhole(given: string | undefined, name: string, minimum: number): number | undefined {
  if (given === undefined) return undefined;
  const value = Number(given);
  if (/^\d+$/.test(given) && value >= minimum && value < 2 ** 32) return value;
  throw new UsageError(`--${name} must be a whole number of ${minimum} or more, not "${given}".`);
}

function parseParameters(given: string | undefined, flag: string): Readonly<Record<string, number | string | boolean>> {
  if (given === undefined) return {};
  const shape = `--${flag} takes a JSON object of numbers, texts and true or false, as in '{"factors": 50}'.`;
  let parsed: unknown;
  try {
    parsed = JSON.parse(given);
  } catch (cause) {
    throw new UsageError(`${shape} This isn't JSON: ${given}`, { cause });
  }
  const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  const isFlat =
    isObject &&
    Object.values(parsed as object).every((value) => ['number', 'string', 'boolean'].includes(typeof value));
  if (!isFlat) throw new UsageError(shape);
  return parsed as Readonly<Record<string, number | string | boolean>>;
}
