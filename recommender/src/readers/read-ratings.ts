import { DataFileError } from '../errors.ts';
import type { RatingTable } from '../interactions/rating-table.ts';
import { resolveDuplicates } from '../interactions/resolve-duplicates.ts';
import type { ByteSource, FileCollection } from './byte-source.ts';
import { openCollection, startsWith } from './file-collection.ts';
import type { RatingFormatWish } from './rating-format.ts';
import { readParquetRatings } from './read-parquet-ratings.ts';
import { type ReadOptions, readRatingLines } from './read-rating-lines.ts';
import { RejectedLineCounter, type RejectedLines } from './rejected-lines.ts';

/** How ratings are read; what is left out is found out from the file. */
export interface ReadRatingsOptions extends RatingFormatWish, ReadOptions {}

/** Ratings of a file, each pair of user and item once, and what became of the other rows. */
export interface RatingsRead {
  readonly table: RatingTable;
  /** The file that the ratings came from. */
  readonly file: string;
  /** Data rows of the file, good or bad, without a header. */
  readonly rowCount: number;
  /** Rows that could not be used. */
  readonly rejected: RejectedLines;
  /** Rows that gave way to a later rating of the same pair. */
  readonly duplicateCount: number;
  /** Data rows from 0, ascending, that the table doesn't hold: the rejected ones and the duplicates. */
  readonly unusedRows: Uint32Array;
}

/** Names of files with ratings, the first that is there is taken. */
const ratingFiles = ['ratings.csv', 'ratings.parquet', 'ratings.dat', 'u.data', 'ratings.tsv', 'ratings.txt'];
const tableEndings = /\.(csv|tsv|parquet)$/i;
const otherTables = /^(movies|items|films|tags|links|users|genome-[a-z]+)\./i;

/**
 * Read the ratings of a file, or of a MovieLens folder or zip: CSV, `::`, tab, semicolon or bar between fields, or Parquet.
 *
 * The file is read once, in pieces; memory is 13 bytes a rating while reading. Of several ratings of one pair the latest
 * stays. A row that can't be used is counted, and the first ten are named with their line numbers.
 *
 * @throws DataFileError when there is no such file, no ratings in it, or its columns can't be found; the signal's reason
 *   when it is aborted
 */
export async function readRatings(place: string, options: ReadRatingsOptions = {}): Promise<RatingsRead> {
  const collection = await openCollection(place);
  try {
    return await readRatingsOf(collection, options);
  } finally {
    collection.close();
  }
}

/** As `readRatings`, of a collection that is open. */
export async function readRatingsOf(collection: FileCollection, options: ReadRatingsOptions): Promise<RatingsRead> {
  const source = findRatings(collection);
  const rejected = new RejectedLineCounter();
  const isParquet = await startsWith(source, 'PAR1');
  const raw = isParquet
    ? await readParquetRatings(source, rejected, options)
    : await readRatingLines(source, options, rejected, options);
  const { table, droppedRows } = resolveDuplicates(raw.table);
  return {
    table,
    file: source.name,
    rowCount: raw.rowCount,
    rejected: rejected.toReport(),
    duplicateCount: droppedRows.length,
    unusedRows: joinUnusedRows(rejected.rows, droppedRows),
  };
}

function findRatings({ sources, name, isSingleFile }: FileCollection): ByteSource {
  const [only] = sources;
  if (only !== undefined && isSingleFile) return only;
  for (const wanted of ratingFiles) {
    const source = sources.find(({ baseName }) => baseName.toLowerCase() === wanted);
    if (source !== undefined) return source;
  }
  const tables = sources.filter(({ baseName }) => tableEndings.test(baseName) && !otherTables.test(baseName));
  if (tables.length === 1) return tables[0]!;
  const found = sources.slice(0, 8).map(({ baseName }) => baseName);
  const more = sources.length > found.length ? ` and ${sources.length - found.length} more` : '';
  const holds = found.length === 0 ? 'is empty' : `holds ${found.join(', ')}${more}`;
  throw new DataFileError(
    'no-ratings',
    `There are no ratings in ${name}: it ${holds}. Looked for ${ratingFiles.slice(0, 4).join(', ')}; give the file's own ` +
      'path if it is named otherwise.',
  );
}

/** Dropped rows are numbered among the good rows: shift each by the rejected rows before it. */
function joinUnusedRows(rejectedRows: readonly number[], droppedRows: Uint32Array): Uint32Array {
  const unused = new Uint32Array(rejectedRows.length + droppedRows.length);
  let rejected = 0;
  for (const [index, dropped] of droppedRows.entries()) {
    while (rejected < rejectedRows.length && rejectedRows[rejected]! <= dropped + rejected) rejected += 1;
    unused[index] = dropped + rejected;
  }
  unused.set(rejectedRows, droppedRows.length);
  return unused.sort();
}
