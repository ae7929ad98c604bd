import { DataFileError } from '../errors.ts';
import { parseCode, parseId } from './field-values.ts';

/** What may stand between two fields. */
const delimiters = ['::', '\t', ',', ';', '|'] as const;

/** One of `delimiters`. */
export type Delimiter = (typeof delimiters)[number];

/** How the lines of a file of ratings are built. */
export interface RatingFormat {
  readonly delimiter: Delimiter;
  /** Whether the first line names the columns. */
  readonly hasHeader: boolean;
  /** Positions of the fields from 0; without `time` the file has none. */
  readonly columns: { readonly user: number; readonly item: number; readonly rating: number; readonly time?: number };
}

/** Formats that a name stands for; `csv` finds its delimiter and its columns by itself. */
export const ratingFormatNames = ['ml-100k', 'ml-1m', 'csv'] as const;

/** One of `ratingFormatNames`. */
export type RatingFormatName = (typeof ratingFormatNames)[number];

/** What is known about a file's format before it is opened. */
export interface RatingFormatWish {
  readonly format?: RatingFormatName | undefined;
  readonly delimiter?: Delimiter | undefined;
}

/** Header names by column, in lower case without `_`, `-` and spaces. */
const headerNames = {
  user: ['userid', 'user', 'uid', 'userindex', 'customerid', 'reviewerid'],
  item: ['movieid', 'itemid', 'item', 'iid', 'movie', 'filmid', 'film', 'productid'],
  rating: ['rating', 'stars', 'score', 'ratings'],
  time: ['timestamp', 'time', 'unixtime', 'ts', 'date', 'ratedat'],
} as const;

const fixedDelimiters = { 'ml-100k': '\t', 'ml-1m': '::' } as const;

/**
 * How the file is built, from its first line: `::` wins over tab, comma, semicolon and bar; a first line without three
 * numbers at its start is a header and must name user, item and rating (upper or lower case, `user_id`, `movieId` …).
 *
 * @throws DataFileError when columns are missing; the message lists what the header names
 */
export function findRatingFormat(firstLine: string, wish: RatingFormatWish, file: string): RatingFormat {
  if (wish.format === 'ml-100k' || wish.format === 'ml-1m') {
    return createPlainFormat(firstLine, findFixedDelimiter(firstLine, wish.format));
  }
  const delimiter = wish.delimiter ?? findDelimiter(firstLine);
  if (delimiter === undefined) {
    throw new DataFileError(
      'columns',
      `The first line of ${file} holds one field only: “${firstLine.slice(0, 80)}”. Fields are separated by a comma, tab, ` +
        'semicolon, bar or “::”; if it is another character, convert the file first.',
    );
  }
  const fields = splitFields(firstLine, delimiter);
  if (looksLikeRating(fields)) return createPlainFormat(firstLine, delimiter);
  return { delimiter, hasHeader: true, columns: findColumns(fields, delimiter, file) };
}

/** ML-1M has tabs where others publish a cut of it: the `.rating` files of He et al. 2017 (NCF). */
function findFixedDelimiter(firstLine: string, format: keyof typeof fixedDelimiters): Delimiter {
  const stated = fixedDelimiters[format];
  return format === 'ml-1m' && !firstLine.includes(stated) && firstLine.includes('\t') ? '\t' : stated;
}

/** Split a line at its delimiter; where that is a comma or semicolon, quotation marks protect delimiters inside a field. */
export function splitFields(line: string, delimiter: string): string[] {
  if (!usesQuotes(delimiter) || !line.includes('"')) return line.split(delimiter).map((field) => field.trim());
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at]!;
    if (character === '"' && quoted && line[at + 1] === '"') {
      field += '"';
      at += 1;
    } else if (character === '"' && (quoted || field.trim() === '')) {
      quoted = !quoted;
    } else if (!quoted && line.startsWith(delimiter, at)) {
      fields.push(field.trim());
      field = '';
      at += delimiter.length - 1;
    } else {
      field += character;
    }
  }
  return [...fields, field.trim()];
}

/** Whether fields between these delimiters may be quoted: in `::`, tab and bar files a quotation mark is a character. */
export function usesQuotes(delimiter: string): boolean {
  return delimiter === ',' || delimiter === ';';
}

/** The delimiter that a line is split by, or `undefined` when it has none. */
export function findDelimiter(line: string): Delimiter | undefined {
  const counts = delimiters.map((delimiter) => splitFields(line, delimiter).length - 1);
  if (counts[0]! > 0) return '::';
  const most = Math.max(...counts);
  return most === 0 ? undefined : delimiters[counts.indexOf(most)];
}

/** The position of the first header name that is one of `names`, or −1; case, `_`, `-` and spaces don't matter. */
export function findColumn(header: readonly string[], names: readonly string[]): number {
  const plain = header.map((name) => name.toLowerCase().replace(/[\s_-]/g, ''));
  return names.map((name) => plain.indexOf(name)).find((position) => position !== -1) ?? -1;
}

/** Positions of the columns that a header names. @throws DataFileError when user, item or rating is missing */
export function findColumns(header: readonly string[], delimiter: string, file: string): RatingFormat['columns'] {
  const [user, item, rating, time] = [headerNames.user, headerNames.item, headerNames.rating, headerNames.time].map(
    (names) => findColumn(header, names),
  ) as [number, number, number, number];
  const missing = Object.entries({ user, item, rating }).filter(([, position]) => position === -1);
  if (missing.length > 0) {
    const separated = delimiter === '' ? '' : ` (separated by ${delimiter === '\t' ? 'tabs' : `“${delimiter}”`})`;
    const named = header.slice(0, 12).join(', ');
    const lacking = missing.map(([name]) => name).join(', ');
    throw new DataFileError(
      'columns',
      `${file} has no column for: ${lacking}. Its first line names${separated}: ${named}. Needed are columns such as ` +
        'userId, movieId, rating, and timestamp if there are times; give the delimiter if it is another one.',
    );
  }
  return time === -1 ? { user, item, rating } : { user, item, rating, time };
}

/** Without a header: user, item, rating and, where there is a fourth field, time. */
function createPlainFormat(firstLine: string, delimiter: Delimiter): RatingFormat {
  const hasTime = splitFields(firstLine, delimiter).length > 3;
  const columns = { user: 0, item: 1, rating: 2 };
  return { delimiter, hasHeader: false, columns: hasTime ? { ...columns, time: 3 } : columns };
}

function looksLikeRating(fields: readonly string[]): boolean {
  const [user, item, rating] = fields;
  if (user === undefined || item === undefined || rating === undefined) return false;
  const numbers = [parseId(user, 'user'), parseId(item, 'item'), parseCode(rating)];
  return numbers.filter((value) => typeof value === 'number').length >= 2;
}
