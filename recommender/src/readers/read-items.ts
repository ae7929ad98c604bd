import type { ItemFeatures } from '../interactions/item-features.ts';
import type { ByteSource } from './byte-source.ts';
import { parseId } from './field-values.ts';
import type { RejectedLineCounter } from './rejected-lines.ts';
import { readSideTable, rejectRecord, type SideRecord, type SideTableFormat } from './side-table.ts';

const names = {
  id: ['movieid', 'itemid', 'filmid', 'item', 'movie', 'id'],
  title: ['title', 'name'],
  year: ['year', 'releaseyear'],
  releaseDate: ['releasedate'],
  genres: ['genres', 'genre', 'categories'],
  tags: ['tags', 'tag'],
  directors: ['directors', 'director'],
  keywords: ['keywords', 'keyword'],
} as const;

/** u.genre of ML-100K, for when that file isn't there. */
const ml100kGenres = [
  ...[
    'unknown',
    'Action',
    'Adventure',
    'Animation',
    "Children's",
    'Comedy',
    'Crime',
    'Documentary',
    'Drama',
    'Fantasy',
  ],
  ...['Film-Noir', 'Horror', 'Musical', 'Mystery', 'Romance', 'Sci-Fi', 'Thriller', 'War', 'Western'],
];
const noGenres = new Set(['', '(no genres listed)', 'unknown']);
const ml100kColumns = ['id', 'title', 'release date', 'video release date', 'address'];
const FIRST_FLAG = ml100kColumns.length;

/** How items are read. */
export interface ReadItemsOptions {
  /** ML-100K's `u.genre`, which names the flags of `u.item`. */
  readonly genres?: ByteSource | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Films by id, from `movies.csv` (or any CSV whose header names an id and a title), ML-1M's and ML-10M's `movies.dat` or
 * ML-100K's `u.item`; which one it is shows in its first line. Titles stay as they are, a trailing article included; the
 * year is the one in parentheses at the title's end, else the file's own. Lines without an id or a title are rejected.
 */
export async function readItems(
  source: ByteSource,
  rejected: RejectedLineCounter,
  options: ReadItemsOptions = {},
): Promise<Map<number, ItemFeatures>> {
  const items = new Map<number, ItemFeatures>();
  const genreNames = options.genres === undefined ? ml100kGenres : await readGenreNames(options.genres);
  const { signal } = options;
  for await (const record of readSideTable(source, { findFormat, needed: [names.id, names.title], signal })) {
    const id = parseId(record.field(names.id), 'item');
    const title = record.field(names.title);
    if (typeof id === 'string') rejectRecord(rejected, source, record, id);
    else if (title === '') rejectRecord(rejected, source, record, 'the title is empty');
    else items.set(id, createFeatures(record, title, genreNames));
  }
  return items;
}

function findFormat(firstLine: string): SideTableFormat | undefined {
  if (/^\d+::/.test(firstLine)) return { delimiter: '::', columns: ['id', 'title', 'genres'] };
  if (/^\d+\|.*(\|[01]){18,}$/.test(firstLine)) return { delimiter: '|', columns: ml100kColumns };
  return undefined;
}

function createFeatures(record: SideRecord, title: string, genreNames: readonly string[]): ItemFeatures {
  const flags = record.field(names.genres) === '' ? record.fields.slice(FIRST_FLAG) : [];
  const flagged = flags.flatMap((flag, genre) => (flag === '1' ? (genreNames[genre] ?? []) : []));
  const genres = [...splitList(record.field(names.genres)), ...flagged].filter((genre) => !noGenres.has(genre));
  return {
    title,
    year: findYear(title, record.field(names.year), record.field(names.releaseDate)),
    genres,
    tags: splitList(record.field(names.tags)),
    directors: splitList(record.field(names.directors)),
    keywords: splitList(record.field(names.keywords)),
  };
}

/** `The Matrix (1999)` → 1999, `Fargo (2014– )` → 2014; else the year column, else the release date's year. */
function findYear(title: string, year: string, releaseDate: string): number | undefined {
  const text = /\((\d{4})(?:\s*[-–]\s*\d{0,4}\s*)?\)\s*$/.exec(title)?.[1];
  const stated = /^\d{4}(\.0)?$/.test(year) ? year : /(?:^|\D)(\d{4})(?:\D|$)/.exec(releaseDate)?.[1];
  return text === undefined && stated === undefined ? undefined : Number(text ?? stated);
}

/** Lists are joined by bars as in MovieLens; without a bar, by commas or semicolons. */
function splitList(text: string): string[] {
  const parts = text.split(text.includes('|') ? '|' : /[,;]/);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

async function readGenreNames(source: ByteSource): Promise<string[]> {
  const genreNames: string[] = [];
  const format = { delimiter: '|', columns: ['name', 'number'] };
  for await (const { fields } of readSideTable(source, { findFormat: () => format, needed: [] })) {
    const [name, number] = fields;
    if (name !== undefined && number !== undefined && /^\d+$/.test(number)) genreNames[Number(number)] = name;
  }
  return genreNames;
}
