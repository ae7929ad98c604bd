import { DataFileError } from '../errors.ts';
import type { ByteSource } from './byte-source.ts';
import { startsWith } from './file-collection.ts';
import { openParquet } from './parquet-file.ts';
import { findColumn, findDelimiter, splitFields, usesQuotes } from './rating-format.ts';
import { listLines, readText } from './read-text.ts';
import type { RejectedLineCounter } from './rejected-lines.ts';

/** One line of a file about films or people. */
export interface SideRecord {
  readonly line: number;
  readonly text: string;
  /** The columns' names in order. */
  readonly columns: readonly string[];
  readonly fields: readonly string[];
  /** The field of the first of these columns that the file has; empty when it has none. */
  field(names: readonly string[]): string;
}

/** How a file about films or people is built. */
export interface SideTableFormat {
  readonly delimiter: string;
  /** The columns' names in order. */
  readonly columns: readonly string[];
}

/** What is wanted of a file about films or people. */
export interface SideTableWish {
  /** The format of a file without a header, told by its first line; `undefined` when that line names the columns. */
  findFormat(firstLine: string): SideTableFormat | undefined;
  /** Names of the columns without which the file is of no use, each in all of its spellings. */
  readonly needed: readonly (readonly string[])[];
  readonly signal?: AbortSignal | undefined;
}

/** The records of a file about films or people: text or Parquet. @throws DataFileError when a needed column is missing */
export async function* readSideTable(source: ByteSource, wish: SideTableWish): AsyncGenerator<SideRecord> {
  if (await startsWith(source, 'PAR1')) yield* readParquetRecords(source, wish);
  else yield* readTextRecords(source, wish);
}

async function* readTextRecords(source: ByteSource, wish: SideTableWish): AsyncGenerator<SideRecord> {
  const text = (await readText(source, wish.signal)).replace(/^\uFEFF/, '');
  const firstLine = /[^\r\n]+/.exec(text)?.[0] ?? '';
  const headerless = wish.findFormat(firstLine);
  const { delimiter, columns } = headerless ?? readHeader(firstLine);
  if (headerless === undefined) requireColumns(columns, wish.needed, source.name);
  const findPosition = createColumnFinder(columns);
  let isHeader = headerless === undefined;
  for (const { text: lineText, line } of listLines(text, usesQuotes(delimiter) ? delimiter : undefined)) {
    if (isHeader) {
      isHeader = false;
      continue;
    }
    const fields = splitFields(lineText, delimiter);
    yield { line, text: lineText, columns, fields, field: (names) => fields[findPosition(names)] ?? '' };
  }
}

async function* readParquetRecords(source: ByteSource, wish: SideTableWish): AsyncGenerator<SideRecord> {
  const file = await openParquet(source);
  try {
    const { columns } = file;
    requireColumns(columns, wish.needed, source.name);
    const findPosition = createColumnFinder(columns);
    for (const [group, [firstRow, endRow]] of file.rowGroups.entries()) {
      wish.signal?.throwIfAborted();
      const rows = Array.from({ length: endRow - firstRow }, () => columns.map(() => ''));
      for (const { column, firstRow: runStart, values } of await file.readRowGroup(group, columns)) {
        const position = columns.indexOf(column);
        for (const [index, value] of values.entries()) {
          const row = rows[runStart + index - firstRow];
          if (row !== undefined) row[position] = describeValue(value);
        }
      }
      for (const [index, fields] of rows.entries()) {
        const line = firstRow + index + 1;
        yield { line, text: fields.join(', '), columns, fields, field: (names) => fields[findPosition(names)] ?? '' };
      }
    }
  } finally {
    await file.close();
  }
}

function describeValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  return Array.isArray(value) ? value.join('|') : String(value);
}

function createColumnFinder(columns: readonly string[]): (names: readonly string[]) => number {
  const positions = new Map<readonly string[], number>();
  return (names) => {
    const position = positions.get(names) ?? findColumn(columns, names);
    positions.set(names, position);
    return position;
  };
}

function readHeader(firstLine: string): SideTableFormat {
  const delimiter = findDelimiter(firstLine) ?? ',';
  return { delimiter, columns: splitFields(firstLine, delimiter) };
}

function requireColumns(columns: readonly string[], needed: readonly (readonly string[])[], file: string): void {
  const missing = needed.filter((names) => findColumn(columns, names) === -1);
  if (missing.length === 0) return;
  const named = columns.slice(0, 12).join(', ');
  const lacking = missing.map((names) => names[0]).join(', ');
  throw new DataFileError('columns', `${file} has no column for: ${lacking}. Its first line names: ${named}.`);
}

/** Count a record that can't be used. Side files have no data rows of ratings, so its row number doesn't matter. */
export function rejectRecord(
  rejected: RejectedLineCounter,
  source: ByteSource,
  { line, text }: SideRecord,
  reason: string,
): void {
  rejected.add(line, { file: source.baseName, line, reason, text });
}
