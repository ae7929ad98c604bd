import { type FileHandle, open, stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { createFilmColumns, type FilmColumns, readFilmColumns } from './film-columns.ts';
import { KnownFilm, type KnownFilmFacts } from './known-film.ts';
import { writeAtomically } from './write-atomically.ts';

// A file of films as they are shown, beside the one that they were made of: made from it at the first start, and opened at later
// ones in a tenth of the time. It may be deleted at any time.
//
//   8 bytes   "SWFILMS1"
//   4 bytes   length of the header, little endian
//   header    JSON: what it was made of, CRC-32 of what follows, names and lengths of the columns, words
//   columns   one after the other, each at a multiple of 8 bytes

const MAGIC = 'SWFILMS1';
const ALIGNMENT = 8;
const FIXED_BYTES = MAGIC.length + 4;

const columnTypes = {
  ids: Uint32Array,
  years: Int32Array,
  ratingCounts: Uint32Array,
  halfStars: Uint32Array,
  lists: Uint32Array,
  listOffsets: Uint32Array,
  listWords: Uint32Array,
  textEnds: Uint32Array,
  pieceEnds: Uint32Array,
  unitBytes: Uint8Array,
  texts: Uint8Array,
} as const;

type ColumnName = keyof typeof columnTypes;
const columnNames = Object.keys(columnTypes) as readonly ColumnName[];

interface Header {
  readonly source: string;
  readonly checksum: number;
  readonly lengths: Readonly<Record<ColumnName, number>>;
  readonly words: readonly string[];
}

/** Stores films in columns. @param sourceFile what they were made of; once that changes, they are no longer opened */
export async function saveShownFilms(
  file: string,
  sourceFile: string,
  films: readonly KnownFilmFacts[],
): Promise<void> {
  const columns = createFilmColumns(films);
  const body = columnNames.flatMap((name) => {
    const { buffer, byteOffset, byteLength } = columns[name];
    return [new Uint8Array(buffer, byteOffset, byteLength), new Uint8Array(align(byteLength) - byteLength)];
  });
  const header: Header = {
    source: await describeSource(sourceFile),
    checksum: body.reduce((sum, piece) => crc32(piece, sum), 0),
    lengths: Object.fromEntries(columnNames.map((name) => [name, columns[name].length])) as Header['lengths'],
    words: columns.words,
  };
  const text = Buffer.from(JSON.stringify(header));
  const start = Buffer.alloc(align(FIXED_BYTES + text.length), ' ');
  start.write(MAGIC, 'latin1');
  start.writeUInt32LE(start.length - FIXED_BYTES, MAGIC.length);
  text.copy(start, FIXED_BYTES);
  await writeAtomically(file, Buffer.concat([start, ...body]));
}

/** The films of a stored file; undefined where there is none, or one that is damaged or was made of something else. */
export async function openShownFilms(file: string, sourceFile: string): Promise<readonly KnownFilm[] | undefined> {
  const bytes = await readAll(file).catch(() => undefined);
  if (bytes === undefined) return undefined;
  try {
    const header = readHeader(bytes);
    if (header === undefined || header.source !== (await describeSource(sourceFile))) return undefined;
    const start = FIXED_BYTES + bytes.readUInt32LE(MAGIC.length);
    if (crc32(bytes.subarray(start)) !== header.checksum) return undefined;
    const columns = { ...readColumns(bytes, start, header.lengths), words: header.words };
    return Array.from(readFilmColumns(columns), (film) => new KnownFilm(film));
  } catch {
    // Whatever is wrong with it: it can be made again.
    return undefined;
  }
}

function readHeader(bytes: OwnBuffer): Header | undefined {
  if (bytes.length < FIXED_BYTES || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  const end = FIXED_BYTES + bytes.readUInt32LE(MAGIC.length);
  return JSON.parse(bytes.toString('utf8', FIXED_BYTES, end)) as Header;
}

function readColumns(bytes: OwnBuffer, start: number, lengths: Header['lengths']): Omit<FilmColumns, 'words'> {
  let at = bytes.byteOffset + start;
  const columns = columnNames.map((name) => {
    const column = new columnTypes[name](bytes.buffer, at, lengths[name]);
    at += align(column.byteLength);
    return [name, column];
  });
  return Object.fromEntries(columns) as Omit<FilmColumns, 'words'>;
}

function align(sizeBytes: number): number {
  return Math.ceil(sizeBytes / ALIGNMENT) * ALIGNMENT;
}

/** Other content under the same name has another size or time. */
async function describeSource(file: string): Promise<string> {
  const { size, mtimeMs } = await stat(file);
  return `${size} bytes of ${mtimeMs}`;
}

/** Not a part of a buffer that others share. */
type OwnBuffer = Buffer<ArrayBuffer>;

/** In a buffer of its own, because columns are views at multiples of eight. */
async function readAll(file: string): Promise<OwnBuffer> {
  const handle: FileHandle = await open(file, 'r');
  try {
    const bytes = Buffer.from(new ArrayBuffer((await handle.stat()).size));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
