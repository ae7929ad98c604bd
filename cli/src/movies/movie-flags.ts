import type { MessageInitShape } from '@bufbuild/protobuf';
import type { MovieFilterSchema } from '@starweave/contract';
import { UsageError } from '../command.ts';
import type { Flag, ParsedFlags } from '../parse-flags.ts';

export const jsonFlag: Flag = { name: 'json', help: 'one JSON document for programs' };
export const countFlag: Flag = {
  name: 'count',
  value: 'K',
  short: 'n',
  help: 'how many films, 1 to 100 (default: 10)',
};
export const algorithmFlag: Flag = {
  name: 'algorithm',
  value: 'ID',
  help: 'one of `starweave movies models` (default: the server’s)',
};
export const userFlag: Flag = {
  name: 'user',
  value: 'N',
  help: 'a user of the data set, or person:ID (default: yourself)',
};

/** Flags that narrow films down. */
export const filterFlags: readonly Flag[] = [
  { name: 'genre', value: 'NAMES', help: 'films of at least one of these, as in Comedy,Crime' },
  { name: 'without', value: 'NAMES', help: 'films of none of these genres' },
  { name: 'from', value: 'YEAR', help: 'of this year or later' },
  { name: 'to', value: 'YEAR', help: 'of this year or earlier' },
  { name: 'min-ratings', value: 'N', help: 'rated at least so many times: well-known films only' },
  { name: 'max-ratings', value: 'N', help: 'rated at most so many times: little-known films only' },
];

type Values = ParsedFlags['values'];

/** A flag's text; undefined where it isn't given. */
export function readText(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** A flag's whole number, negative ones too; ranges are the server's to check. Throws `UsageError` for anything else. */
export function readWhole(values: Values, name: string): number | undefined {
  const text = readText(values, name);
  if (text === undefined) return undefined;
  if (/^[+-]?\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`--${name} takes a whole number, not "${text}".`);
}

/** A flag's number. Throws `UsageError` for anything else. */
export function readNumber(values: Values, name: string): number | undefined {
  const text = readText(values, name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  throw new UsageError(`--${name} takes a number, not "${text}".`);
}

/** The filter that the flags ask for; without one of them undefined. */
export function readFilter(values: Values): MessageInitShape<typeof MovieFilterSchema> | undefined {
  const numbers = {
    yearFrom: readWhole(values, 'from'),
    yearTo: readWhole(values, 'to'),
    ratingCountFrom: readWhole(values, 'min-ratings'),
    ratingCountTo: readWhole(values, 'max-ratings'),
  };
  const genres = readNames(readText(values, 'genre'));
  const withoutGenres = readNames(readText(values, 'without'));
  const given = Object.entries(numbers).filter((entry) => entry[1] !== undefined);
  if (given.length === 0 && genres.length === 0 && withoutGenres.length === 0) return undefined;
  return { genres, withoutGenres, ...Object.fromEntries(given) };
}

function readNames(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** The one thing that a verb is about, out of words that need not be quoted. Throws `UsageError` where there is none. */
export function readSubject(positionals: readonly string[], example: string): string {
  const subject = positionals.join(' ').trim();
  if (subject === '') throw new UsageError(`Something is missing. For example: ${example}`);
  return subject;
}

/** Refuses plain words where a verb takes options only. Throws `UsageError` that names the first one. */
export function refuseWords(positionals: readonly string[], verb: string): void {
  if (positionals.length > 0) throw new UsageError(`${verb} takes options only, not "${positionals[0]}".`);
}
