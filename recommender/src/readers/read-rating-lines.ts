import { setImmediate } from 'node:timers/promises';
import { DataFileError } from '../errors.ts';
import { RatingColumns } from '../interactions/rating-columns.ts';
import type { RatingTable } from '../interactions/rating-table.ts';
import type { ByteSource } from './byte-source.ts';
import { LineSplitter } from './line-splitter.ts';
import { findRatingFormat, type RatingFormat, type RatingFormatWish } from './rating-format.ts';
import { RatingLineParser } from './rating-line-parser.ts';
import { formatRejectedLine, type RejectedLineCounter } from './rejected-lines.ts';

/** When the first so many lines hold no rating, the file is given up. */
const HOPELESS_LINES = 10_000;

/** What reading tells on its way, and how it is stopped. */
export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: { readonly stage: string; readonly fraction: number }) => void) | undefined;
}

/** Rows as they stand in the file, duplicates included. */
export interface RawRatings {
  readonly table: RatingTable;
  /** Data rows of the file, good or bad, without a header. */
  readonly rowCount: number;
}

/**
 * Read lines of text as ratings, in one pass over the bytes.
 *
 * @throws DataFileError when the columns can't be found, the file isn't text, or not one line is a rating
 */
export async function readRatingLines(
  source: ByteSource,
  wish: RatingFormatWish,
  rejected: RejectedLineCounter,
  options: ReadOptions = {},
): Promise<RawRatings> {
  const columns = new RatingColumns();
  let format: RatingFormat | undefined;
  let parser: RatingLineParser | undefined;
  let rowCount = 0;
  const splitter = new LineSplitter(source.name, (bytes, start, end, line) => {
    if (format === undefined || parser === undefined) {
      const firstLine = new TextDecoder().decode(bytes.slice(start, end));
      format = findRatingFormat(firstLine, wish, source.name);
      parser = new RatingLineParser(format, { columns, rejected, file: source.baseName });
      if (format.hasHeader) return;
    }
    parser.parse(bytes, start, end, { line, row: rowCount });
    rowCount += 1;
    if (rowCount === HOPELESS_LINES && columns.count === 0) throw createNoRatingsError(source, rowCount, rejected);
  });
  await forEachChunk(source, options, (chunk) => splitter.push(chunk));
  splitter.finish();
  if (columns.count === 0) throw createNoRatingsError(source, rowCount, rejected);
  return { table: columns.toTable(format?.columns.time !== undefined), rowCount };
}

async function forEachChunk(
  source: ByteSource,
  { signal, onProgress }: ReadOptions,
  handle: (chunk: Uint8Array) => void,
): Promise<void> {
  let readBytes = 0;
  for await (const chunk of source.readChunks()) {
    signal?.throwIfAborted();
    if (readBytes === 0) requireText(chunk, source.name);
    handle(chunk);
    readBytes += chunk.length;
    onProgress?.({ stage: `reading ${source.baseName}`, fraction: Math.min(1, readBytes / (source.sizeBytes || 1)) });
    await setImmediate();
  }
  signal?.throwIfAborted();
}

/** @throws DataFileError for UTF-16, compressed and other files that aren't lines of text */
function requireText(chunk: Uint8Array, file: string): void {
  const isUtf16 = (chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff);
  if (isUtf16) {
    throw new DataFileError('encoding', `${file} is UTF-16. Save it as UTF-8 (or Latin-1) and try again.`);
  }
  if (chunk[0] === 0x1f && chunk[1] === 0x8b) {
    throw new DataFileError('encoding', `${file} is compressed by gzip. Unpack it first, or give a zip.`);
  }
  if (chunk.subarray(0, 4096).includes(0)) {
    throw new DataFileError('encoding', `${file} isn't a text file: its first bytes hold zeros.`);
  }
}

function createNoRatingsError(source: ByteSource, rowCount: number, rejected: RejectedLineCounter): DataFileError {
  const [first] = rejected.toReport().first;
  if (first === undefined) return new DataFileError('no-ratings', `${source.name} is empty: it holds no rating.`);
  const amount = rowCount === HOPELESS_LINES ? `the first ${rowCount} lines` : `the ${rowCount} lines`;
  return new DataFileError(
    'no-ratings',
    `None of ${amount} of ${source.name} is a rating. The first: ${formatRejectedLine(first)}.`,
  );
}
