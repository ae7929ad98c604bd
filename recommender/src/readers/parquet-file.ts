import { open } from 'node:fs/promises';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { AsyncBuffer, Compressors, DecodedArray, FileMetaData } from 'hyparquet';
import { DataFileError } from '../errors.ts';
import type { ByteSource } from './byte-source.ts';
import { readBytes } from './read-text.ts';

/** Loaded with the first file: its thirty modules would make every start of a program that only serves models slower. */
type Hyparquet = typeof import('hyparquet');

const LARGEST_PACKED_BYTES = 2 * 2 ** 30;
/** Snappy and plain columns are hyparquet's own; LZO and LZ4 are left out. */
const compressors: Compressors = {
  GZIP: (input) => gunzipSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
  ZSTD: (input) => zstdDecompressSync(input),
};

/** A run of one column's values; row numbers count from 0 over the whole file. */
export interface ParquetRun {
  readonly column: string;
  readonly firstRow: number;
  readonly values: DecodedArray;
}

/** A Parquet file, read one row group at a time. */
export interface ParquetFile {
  readonly name: string;
  readonly rowCount: number;
  /** The names of the top-level columns. */
  readonly columns: readonly string[];
  /** Rows of each row group: from, up to, not including. */
  readonly rowGroups: readonly (readonly [firstRow: number, endRow: number])[];
  /** The runs of the wanted columns in one row group, in any order. */
  readRowGroup(group: number, columns: readonly string[]): Promise<ParquetRun[]>;
  close(): Promise<void>;
}

/** Open a Parquet file; one inside a zip is unpacked into memory. @throws DataFileError when it is broken */
export async function openParquet(source: ByteSource): Promise<ParquetFile> {
  const { buffer, close } = await openBuffer(source);
  try {
    const hyparquet = await import('hyparquet');
    const metadata = await hyparquet.parquetMetadataAsync(buffer);
    const described = describe(source.name, metadata, hyparquet);
    const readRowGroup = createGroupReader({ source, buffer, metadata, rowGroups: described.rowGroups }, hyparquet);
    return { ...described, readRowGroup, close };
  } catch (error) {
    await close();
    throw describeFailure(error, source);
  }
}

function describe(name: string, metadata: FileMetaData, { parquetSchema }: Hyparquet) {
  const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
  let endRow = 0;
  const rowGroups = metadata.row_groups.map((group): readonly [number, number] => {
    const firstRow = endRow;
    endRow += Number(group.num_rows);
    return [firstRow, endRow];
  });
  return { name, rowCount: endRow, columns, rowGroups };
}

interface OpenedParquet {
  readonly source: ByteSource;
  readonly buffer: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly rowGroups: ParquetFile['rowGroups'];
}

function createGroupReader(opened: OpenedParquet, { parquetRead }: Hyparquet): ParquetFile['readRowGroup'] {
  const { source, buffer: file, metadata, rowGroups } = opened;
  return async (group, columns) => {
    const [rowStart, rowEnd] = rowGroups[group]!;
    const runs: ParquetRun[] = [];
    const onChunk = (chunk: { columnName: string; columnData: DecodedArray; rowStart: number }) =>
      runs.push({ column: chunk.columnName, firstRow: chunk.rowStart, values: chunk.columnData });
    try {
      await parquetRead({ file, metadata, columns: [...columns], rowStart, rowEnd, compressors, onChunk });
    } catch (error) {
      throw describeFailure(error, source);
    }
    return runs;
  };
}

async function openBuffer(source: ByteSource): Promise<{ buffer: AsyncBuffer; close: () => Promise<void> }> {
  if (source.path === undefined) {
    const bytes = await readBytes(source, LARGEST_PACKED_BYTES);
    // A Buffer's own slice is a view, whose buffer would be all of the bytes.
    const slice = (start: number, end?: number) => new Uint8Array(bytes.subarray(start, end)).buffer;
    return { buffer: { byteLength: bytes.length, slice }, close: async () => {} };
  }
  const handle = await open(source.path, 'r');
  const slice = async (start: number, end = source.sizeBytes) => {
    const bytes = new Uint8Array(Math.max(0, end - start));
    await handle.read(bytes, 0, bytes.length, start);
    return bytes.buffer;
  };
  return { buffer: { byteLength: source.sizeBytes, slice }, close: () => handle.close() };
}

function describeFailure(error: unknown, source: ByteSource): unknown {
  if (error instanceof DataFileError || !(error instanceof Error)) return error;
  const message = `${source.name} can't be read as Parquet: ${error.message}. Write it again, with Snappy or Zstandard.`;
  return new DataFileError('unreadable', message, { cause: error });
}
