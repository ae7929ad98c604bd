import { existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { BrokenRatingsFileError } from '../errors.ts';
import type { Interactions } from '../interactions/interactions.ts';
import { type ArrayPlace, HEADER_BYTES, parseRatingsHeader } from './ratings-header.ts';
import { readRange, readStart } from './read-whole-file.ts';

const BYTES_PER_TIME = Uint32Array.BYTES_PER_ELEMENT;
const VERIFIED_AT_ONCE_BYTES = 4 * 2 ** 20;

/** When ratings were given, in a file that is read as its times are asked for: none of them stays in memory. */
export interface RatingTimes {
  /**
   * When a user's ratings were given, in the order of `byUser`, in seconds since 1970.
   *
   * @param user index, from 0
   * @throws RangeError for a user that isn't there; BrokenRatingsFileError when the file is gone or was cut off
   */
  readUser(user: number): Promise<Uint32Array>;
  /** Reads the whole file, four megabytes at a time, and holds it against its checksum. @throws BrokenRatingsFileError */
  verify(): Promise<void>;
}

/** The file with the times of the ratings in another. */
export function nameTimes(file: string): string {
  return `${file}.times`;
}

/**
 * Open the times of stored ratings without reading them: only the file's header is looked at, so that a damaged time goes
 * unnoticed unless `verify` is called.
 *
 * @param file the ratings' file, which `saveRatings` stored
 * @returns `undefined` where no times were kept
 * @throws BrokenRatingsFileError when the file of times is cut off, of another version, or belongs to other ratings
 */
export async function openRatingTimes(file: string, ratings: Interactions): Promise<RatingTimes | undefined> {
  const timesFile = nameTimes(file);
  if (!existsSync(timesFile)) return undefined;
  const { bytes, sizeBytes } = await readStart(timesFile, HEADER_BYTES);
  const { dataHash, checksum, places } = parseRatingsHeader(bytes, timesFile, sizeBytes);
  const place = places.find(({ name }) => name === 'times');
  if (place === undefined || dataHash !== ratings.dataHash || place.length !== ratings.ratingCount) {
    throw new BrokenRatingsFileError(`${timesFile} belongs to other ratings than ${file}: import them again.`);
  }
  return new StoredTimes(timesFile, { place, checksum, offsets: ratings.byUser.offsets });
}

interface TimesLayout {
  readonly place: ArrayPlace;
  readonly checksum: number;
  /** Where each user's ratings begin. */
  readonly offsets: Uint32Array;
}

class StoredTimes implements RatingTimes {
  readonly #file: string;
  readonly #layout: TimesLayout;

  constructor(file: string, layout: TimesLayout) {
    this.#file = file;
    this.#layout = layout;
  }

  async readUser(user: number): Promise<Uint32Array> {
    const { place, offsets } = this.#layout;
    const userCount = offsets.length - 1;
    if (!(Number.isInteger(user) && user >= 0 && user < userCount)) {
      throw new RangeError(`There is no user ${user}: they go from 0 to ${userCount - 1}.`);
    }
    const [first, end] = [offsets[user]!, offsets[user + 1]!];
    if (first === end) return new Uint32Array();
    return this.#read((handle) =>
      this.#readTimes(handle, place.start + first * BYTES_PER_TIME, (end - first) * BYTES_PER_TIME),
    );
  }

  async verify(): Promise<void> {
    const { place, checksum } = this.#layout;
    const sizeBytes = place.length * BYTES_PER_TIME;
    const found = await this.#read(async (handle) => {
      let sum = 0;
      for (let start = 0; start < sizeBytes; start += VERIFIED_AT_ONCE_BYTES) {
        const length = Math.min(VERIFIED_AT_ONCE_BYTES, sizeBytes - start);
        sum = crc32(await this.#readTimes(handle, place.start + start, length), sum);
      }
      return sum;
    });
    if (found === checksum) return;
    throw new BrokenRatingsFileError(
      `${this.#file} doesn't match its checksum: it is damaged. Import the ratings again.`,
    );
  }

  // Opened for each question: a data set that is let go or removed leaves no open file behind.
  async #read<Result>(work: (handle: FileHandle) => Promise<Result>): Promise<Result> {
    const handle = await open(this.#file, 'r').catch((cause: unknown) => {
      const message = `The times in ${this.#file} can't be opened. Check the path, or import the ratings.`;
      throw new BrokenRatingsFileError(message, { cause });
    });
    try {
      return await work(handle);
    } finally {
      await handle.close();
    }
  }

  async #readTimes(handle: FileHandle, position: number, lengthBytes: number): Promise<Uint32Array> {
    const bytes = await readRange(handle, position, lengthBytes);
    if (bytes.length < lengthBytes) {
      throw new BrokenRatingsFileError(`${this.#file} is cut off. Copy it or import the ratings again.`);
    }
    return new Uint32Array(bytes.buffer, bytes.byteOffset, lengthBytes / BYTES_PER_TIME);
  }
}
