import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { BrokenRatingsFileError } from '../errors.ts';
import { transposeRows } from '../interactions/build-interactions.ts';
import type { CompressedRows } from '../interactions/compressed-rows.ts';
import type { ExternalIds } from '../interactions/external-ids.ts';
import { createExternalIds } from '../interactions/id-index.ts';
import type { Interactions } from '../interactions/interactions.ts';
import { nameTimes } from './rating-times.ts';
import {
  type ArrayPlace,
  formatRatingsHeader,
  HEADER_BYTES,
  parseRatingsHeader,
  placeArrays,
  type RatingsHeader,
} from './ratings-header.ts';
import { type FileBeingRead, readWholeFile } from './read-whole-file.ts';
import { RunningChecksum } from './running-checksum.ts';
import { writeAtomically } from './write-atomically.ts';

/** What is stored of the ratings. */
export interface SaveRatingsOptions {
  /** Keep the times as well, in a second file that ends in `.times` (default: true where there are times). */
  readonly times?: boolean;
  /**
   * Keep the ratings by item as well (default: only where their order says more than turning those by user gives): opening
   * takes a fraction of a second less for tens of millions, and the file five bytes a rating more.
   */
  readonly byItem?: boolean;
}

/** What is opened of stored ratings. */
export interface OpenRatingsOptions {
  /**
   * Open the times as well, where they were kept; default false, because predictions don't need them. `openRatingTimes` reads
   * those of one user and keeps none in memory.
   */
  readonly times?: boolean;
}

/**
 * Store ratings in a file that opens without parsing: five bytes a rating, by user, with the ids. By item they are put
 * together again when they are first asked for, in about a second for tens of millions; they are stored only on request, or when
 * their order in the file they came from differs from what that gives. Each file appears whole or not at all; times that were
 * stored with earlier ratings under this name go.
 */
export async function saveRatings(
  ratings: Interactions,
  file: string,
  options: SaveRatingsOptions = {},
): Promise<void> {
  const { users, items, byUser, byItem, dataHash, timesByUser } = ratings;
  const arrays: [name: string, values: Uint32Array | Uint8Array][] = [
    ['user-ids', listIds(users)],
    ['item-ids', listIds(items)],
    ['user-offsets', byUser.offsets],
    ['user-columns', byUser.columns],
    ['user-codes', byUser.codes],
  ];
  if (options.byItem === true || !isTransposed(byUser, byItem)) {
    arrays.push(['item-offsets', byItem.offsets], ['item-columns', byItem.columns], ['item-codes', byItem.codes]);
  }
  await writeArrays(file, dataHash, arrays);
  const withTimes = timesByUser !== undefined && options.times !== false;
  if (withTimes) await writeArrays(nameTimes(file), dataHash, [['times', timesByUser]]);
  // Times of what lay here before would be taken for those of these ratings, or keep them from being opened.
  else await rm(nameTimes(file), { force: true });
}

/**
 * Open stored ratings: the file is read into one SharedArrayBuffer, held against its checksum, and seen through views.
 * Ratings by item that weren't stored are put together when they are first asked for.
 *
 * @throws BrokenRatingsFileError when the file is missing, cut off, damaged or of another version
 */
export async function openRatings(file: string, options: OpenRatingsOptions = {}): Promise<Interactions> {
  const { arrays, dataHash } = await readArrays(file);
  const get = (name: string) => requireArray(arrays, name, file);
  const users = createExternalIds(get('user-ids'));
  const items = createExternalIds(get('item-ids'));
  const byUser = { rowCount: users.count, columnCount: items.count, ...getRows(get, 'user') };
  requireConsistent(byUser, file);
  const ratingCount = byUser.codes.length;
  const counts = { userCount: users.count, itemCount: items.count, ratingCount };
  const timesByUser = options.times === true ? await openTimes(file, dataHash, ratingCount) : undefined;
  const stored = arrays.has('item-codes')
    ? { rowCount: items.count, columnCount: users.count, ...getRows(get, 'item') }
    : undefined;
  if (stored !== undefined) requireConsistent(stored, file);
  let byItem: CompressedRows | undefined = stored;
  return {
    ...counts,
    users,
    items,
    byUser,
    get byItem() {
      byItem ??= transposeRows(byUser);
      return byItem;
    },
    timesByUser,
    dataHash,
  };
}

function getRows(get: (name: string) => Uint32Array | Uint8Array, side: 'user' | 'item') {
  return {
    offsets: get(`${side}-offsets`) as Uint32Array,
    columns: get(`${side}-columns`) as Uint32Array,
    codes: get(`${side}-codes`) as Uint8Array,
  };
}

async function openTimes(file: string, dataHash: string, ratingCount: number): Promise<Uint32Array | undefined> {
  const timesFile = nameTimes(file);
  if (!existsSync(timesFile)) return undefined;
  const { arrays, dataHash: timesHash } = await readArrays(timesFile);
  const times = requireArray(arrays, 'times', timesFile) as Uint32Array;
  if (timesHash === dataHash && times.length === ratingCount) return times;
  throw new BrokenRatingsFileError(`${timesFile} belongs to other ratings than ${file}: import them again.`);
}

async function writeArrays(
  file: string,
  dataHash: string,
  arrays: readonly [name: string, values: Uint32Array | Uint8Array][],
): Promise<void> {
  const bytes = arrays.map(([, values]) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  const places = placeArrays(arrays);
  const checksum = bytes.reduce((sum, piece) => crc32(piece, sum), 0);
  const padded = bytes.flatMap((piece, index) => {
    const gap = (places[index + 1]?.start ?? places[index]!.start + piece.length) - places[index]!.start - piece.length;
    return gap === 0 ? [piece] : [piece, new Uint8Array(gap)];
  });
  await writeAtomically(file, [formatRatingsHeader({ dataHash, checksum, places }), ...padded]);
}

type OpenedArrays = Map<string, Uint32Array | Uint8Array>;

async function readArrays(file: string): Promise<{ arrays: OpenedArrays; dataHash: string }> {
  return readWholeFile(file, (reading) => openArrays(file, reading)).catch((cause: unknown) => {
    if (cause instanceof BrokenRatingsFileError) throw cause;
    const message = `The ratings in ${file} can't be opened. Check the path, or import the ratings.`;
    throw new BrokenRatingsFileError(message, { cause });
  });
}

/** Holds what is there of the arrays against their checksum while the rest is read. */
async function openArrays(file: string, { bytes, progress }: FileBeingRead) {
  let header: RatingsHeader | undefined;
  let checksum = new RunningChecksum([]);
  let readBytes = 0;
  for await (readBytes of progress) {
    if (header === undefined && (readBytes >= HEADER_BYTES || readBytes === bytes.length)) {
      header = parseRatingsHeader(bytes, file);
      checksum = new RunningChecksum(header.places);
    }
    checksum.advance(bytes, readBytes);
  }
  if (header === undefined || readBytes < bytes.length) throw new Error('The file became shorter while it was read.');
  if (checksum.value !== header.checksum) {
    throw new BrokenRatingsFileError(`${file} doesn't match its checksum: it is damaged. Import the ratings again.`);
  }
  const arrays: OpenedArrays = new Map(header.places.map((place) => [place.name, createView(bytes, place)]));
  return { arrays, dataHash: header.dataHash };
}

function createView(bytes: Uint8Array, { type, start, length }: ArrayPlace): Uint32Array | Uint8Array {
  return type === 'u32' ? new Uint32Array(bytes.buffer, start, length) : new Uint8Array(bytes.buffer, start, length);
}

function requireArray(arrays: ReadonlyMap<string, Uint32Array | Uint8Array>, name: string, file: string) {
  const values = arrays.get(name);
  if (values !== undefined) return values;
  throw new BrokenRatingsFileError(`${file} has no ${name}: it isn't a file of ratings. Import the ratings again.`);
}

function requireConsistent({ rowCount, offsets, columns, codes }: CompressedRows, file: string): void {
  const consistent =
    offsets.length === rowCount + 1 && offsets[rowCount] === codes.length && columns.length === codes.length;
  if (!consistent)
    throw new BrokenRatingsFileError(`The parts of ${file} don't belong together: import the ratings again.`);
}

/** Whether `byItem` is what transposing `byUser` gives: users ascend within each item. */
function isTransposed(byUser: CompressedRows, byItem: CompressedRows): boolean {
  for (let item = 0; item < byItem.rowCount; item += 1) {
    const end = byItem.offsets[item + 1]!;
    for (let at = byItem.offsets[item]! + 1; at < end; at += 1) {
      if (byItem.columns[at]! < byItem.columns[at - 1]!) return false;
    }
  }
  return byUser.codes.length === byItem.codes.length;
}

function listIds(ids: ExternalIds): Uint32Array {
  return Uint32Array.from({ length: ids.count }, (_, index) => ids.idAt(index));
}
