import { setImmediate } from 'node:timers/promises';
import { DataFileError } from '../errors.ts';
import { LARGEST_EXTERNAL_ID } from '../interactions/id-index.ts';
import { RatingColumns } from '../interactions/rating-columns.ts';
import type { ByteSource } from './byte-source.ts';
import { type FieldValue, parseCode, parseId, parseTime } from './field-values.ts';
import { openParquet, type ParquetFile, type ParquetRun } from './parquet-file.ts';
import { findColumns } from './rating-format.ts';
import type { RawRatings, ReadOptions } from './read-rating-lines.ts';
import { formatRejectedLine, type RejectedLineCounter } from './rejected-lines.ts';

/**
 * Read the rows of a Parquet file as ratings, row group by row group. Columns are found by name, as in a CSV.
 *
 * @throws DataFileError when the file is broken, a column is missing, or not one row is a rating
 */
export async function readParquetRatings(
  source: ByteSource,
  rejected: RejectedLineCounter,
  { signal, onProgress }: ReadOptions = {},
): Promise<RawRatings> {
  const file = await openParquet(source);
  try {
    const names = findNames(file);
    const columns = new RatingColumns();
    for (const [group, rows] of file.rowGroups.entries()) {
      signal?.throwIfAborted();
      const runs = await file.readRowGroup(group, names);
      addRows({ rows, names, runs, columns, rejected, file: source.baseName });
      onProgress?.({ stage: `reading ${source.baseName}`, fraction: rows[1] / file.rowCount });
      await setImmediate();
    }
    signal?.throwIfAborted();
    if (columns.count === 0) throw createNoRatingsError(source, rejected);
    return { table: columns.toTable(names.length === 4), rowCount: file.rowCount };
  } finally {
    await file.close();
  }
}

/** The names of the columns with user, item, rating and, where there is one, time. */
function findNames(file: ParquetFile): string[] {
  const { user, item, rating, time } = findColumns(file.columns, '', file.name);
  return [user, item, rating, ...(time === undefined ? [] : [time])].map((position) => file.columns[position]!);
}

interface RowGroup {
  readonly rows: readonly [firstRow: number, endRow: number];
  readonly names: readonly string[];
  readonly runs: readonly ParquetRun[];
  readonly columns: RatingColumns;
  readonly rejected: RejectedLineCounter;
  readonly file: string;
}

function addRows({ rows: [firstRow, endRow], names, runs, columns, rejected, file }: RowGroup): void {
  const values = names.map(
    (name) =>
      new GroupColumn(
        firstRow,
        endRow,
        runs.filter(({ column }) => column === name),
      ),
  );
  const [users, items, ratings, times] = values as [GroupColumn, GroupColumn, GroupColumn, GroupColumn | undefined];
  for (let row = 0; row < endRow - firstRow; row += 1) {
    const user = users.read(row, idChecks.user);
    const item = items.read(row, idChecks.item);
    const code = ratings.read(row, codeCheck);
    const time = times === undefined ? 0 : times.read(row, timeCheck);
    if (typeof user === 'number' && typeof item === 'number' && typeof code === 'number' && typeof time === 'number') {
      columns.add(user, item, code, time);
      continue;
    }
    const reasons = [user, item, code, time].filter((value) => typeof value === 'string');
    const text = values.map((column) => column.textAt(row)).join(', ');
    const reason = reasons.join('; ');
    rejected.add(firstRow + row, { file, line: firstRow + row + 1, reason, text });
  }
}

/** How a value is checked: a number by arithmetic (NaN or below 0 when it won't do), anything else by its text. */
interface Check {
  fromNumber(value: number): number;
  fromText(text: string): FieldValue;
}

const idChecks = { user: createIdCheck('user'), item: createIdCheck('item') };
const codeCheck: Check = {
  fromNumber: (stars) => (stars >= 0.5 && stars <= 5 && Number.isInteger(stars * 2) ? stars * 2 : -1),
  fromText: parseCode,
};
const timeCheck: Check = {
  fromNumber: (seconds) => (seconds >= 0 && seconds < 2 ** 32 ? Math.floor(seconds) : -1),
  fromText: parseTime,
};

function createIdCheck(what: 'user' | 'item'): Check {
  return {
    fromNumber: (id) => (Number.isInteger(id) && id >= 0 && id <= LARGEST_EXTERNAL_ID ? id : -1),
    fromText: (text) => parseId(text, what),
  };
}

/** One column of a row group: numbers in a typed array, the few values that are none as text. */
class GroupColumn {
  readonly #numbers: Float64Array;
  readonly #texts = new Map<number, string>();

  constructor(firstRow: number, endRow: number, runs: readonly ParquetRun[]) {
    this.#numbers = new Float64Array(endRow - firstRow).fill(Number.NaN);
    for (const run of runs) this.#addRun(run, firstRow, endRow);
  }

  #addRun({ firstRow, values }: ParquetRun, groupStart: number, groupEnd: number): void {
    const first = Math.max(0, groupStart - firstRow);
    const end = Math.min(values.length, groupEnd - firstRow);
    for (let index = first; index < end; index += 1) {
      const value: unknown = values[index];
      const row = firstRow + index - groupStart;
      if (typeof value === 'number') this.#numbers[row] = value;
      else if (typeof value === 'bigint') this.#numbers[row] = Number(value);
      else if (value instanceof Date) this.#numbers[row] = value.getTime() / 1000;
      else this.#texts.set(row, value === null || value === undefined ? '' : String(value));
    }
  }

  /** The checked value, or what is wrong with it; a plain number costs no string. */
  read(row: number, { fromNumber, fromText }: Check): FieldValue {
    const value = fromNumber(this.#numbers[row]!);
    return value >= 0 ? value : fromText(this.textAt(row));
  }

  textAt(row: number): string {
    return this.#texts.get(row) ?? String(this.#numbers[row]);
  }
}

function createNoRatingsError(source: ByteSource, rejected: RejectedLineCounter): DataFileError {
  const [first] = rejected.toReport().first;
  const reason = first === undefined ? 'it has no rows' : `the first row: ${formatRejectedLine(first)}`;
  return new DataFileError('no-ratings', `${source.name} holds no rating: ${reason}.`);
}
