import { mkdir, open, readdir, rm, stat, truncate } from 'node:fs/promises';
import path from 'node:path';
import type { Caller } from '../accounts/caller.ts';
import { InvalidRequestError, NotFoundError, TooMuchError, UnavailableError, WrongStateError } from '../errors.ts';
import { checkUuid } from './check-movie-request.ts';
import { archiveName, chooseUploadFileName, ratingFileNames } from './upload-file-name.ts';

/** Which file of which upload. */
export interface UploadedFile {
  readonly caller: Caller;
  /** A UUID that the client made. */
  readonly uploadId: string;
  readonly fileName: string;
}

/** Files that wait to be imported: a folder of the caller's for each upload. */
export interface FilmUploads {
  /**
   * Writes the bytes from `offset` on, as they come; what came before a break stays. Answers with the file's size.
   *
   * Rejects with InvalidRequestError (name, offset, limit), WrongStateError (a hole, two writers), TooMuchError (too many
   * uploads) and UnavailableError (disk full).
   */
  receive(file: UploadedFile, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<number>;
  /** Bytes that are there so far; undefined: none. */
  findSize(file: UploadedFile): Promise<number | undefined>;
  /** The folder with the files, or the archive. Rejects with NotFoundError, and InvalidRequestError without ratings. */
  getFolder(uploadId: string, caller: Caller): Promise<string>;
  remove(uploadId: string): Promise<void>;
  /** Deletes what nobody has written to for a day, but for these uploads. */
  sweep(keptIds: ReadonlySet<string>): Promise<void>;
}

export interface FilmUploadsOptions {
  readonly folder: string;
  /** Of all files of one upload together. */
  readonly limitBytes: number;
  readonly now: () => number;
}

/** An upload that is being written, by one request or several. */
interface GrowingUpload {
  /** Of all its files. */
  bytes: number;
  writers: number;
}

/** Where a file of an upload lies. */
interface UploadPlace {
  readonly ofPerson: string;
  readonly ofUpload: string;
  readonly file: string;
}

/** What of every upload is being written: one request after the other begins, and all count on one sum. */
function createGrowth() {
  const growing = new Map<string, GrowingUpload>();
  let turn: Promise<unknown> = Promise.resolve();
  const begin = async ({ ofPerson, ofUpload, file }: UploadPlace, offset: number): Promise<GrowingUpload> => {
    await requireRoom(ofPerson, ofUpload);
    await mkdir(ofUpload, { recursive: true, mode: 0o700 });
    const cutBytes = await cutOff(file, offset);
    const known = growing.get(ofUpload);
    const upload = known ?? { bytes: await measureFolder(ofUpload), writers: 0 };
    if (known !== undefined) upload.bytes -= cutBytes;
    upload.writers += 1;
    growing.set(ofUpload, upload);
    return upload;
  };
  return {
    /** Makes room at the offset, then writes; the upload's sum is shared by all who write to it meanwhile. */
    async during<Result>(place: UploadPlace, offset: number, write: (upload: GrowingUpload) => Promise<Result>) {
      const begun = turn.then(() => begin(place, offset));
      turn = begun.catch(() => undefined);
      const upload = await begun;
      try {
        return await write(upload);
      } finally {
        upload.writers -= 1;
        if (upload.writers === 0) growing.delete(place.ofUpload);
      }
    },
  };
}

const keptMs = 24 * 3600 * 1000;
const mostUploads = 20;

export function createFilmUploads({ folder, limitBytes, now }: FilmUploadsOptions): FilmUploads {
  const writing = new Set<string>();
  const growth = createGrowth();
  const findPlace = ({ caller, uploadId, fileName }: UploadedFile): UploadPlace => {
    const ofPerson = path.join(folder, caller.personId);
    const ofUpload = path.join(ofPerson, checkUuid('upload', uploadId));
    return { ofPerson, ofUpload, file: path.join(ofUpload, chooseUploadFileName(fileName)) };
  };
  return {
    async receive(uploaded, offset, bytes) {
      const place = findPlace(uploaded);
      if (writing.has(place.file))
        throw new WrongStateError('This file is being written by another request. Wait for its end.');
      writing.add(place.file);
      try {
        return await growth.during(place, offset, (upload) => append(place.file, limit(bytes, upload, limitBytes)));
      } catch (error) {
        throw toUploadError(error);
      } finally {
        writing.delete(place.file);
      }
    },
    async findSize(uploaded) {
      return findFileSize(findPlace(uploaded).file);
    },
    async getFolder(uploadId, caller) {
      const { ofUpload, file: archive } = findPlace({ caller, uploadId, fileName: archiveName });
      const names = await readdir(ofUpload).catch(() => undefined);
      if (names === undefined) throw new NotFoundError('upload', uploadId);
      if (names.includes(archiveName)) return archive;
      if (names.some((name) => ratingFileNames.includes(name))) return ofUpload;
      const description = `holds no ratings; put ${ratingFileNames.join(', ')} or a .zip there first`;
      throw new InvalidRequestError([{ field: 'upload_id', description }]);
    },
    async remove(uploadId) {
      for (const { id, place } of await listUploads(folder)) {
        if (id === uploadId) await rm(place, { recursive: true, force: true });
      }
    },
    async sweep(keptIds) {
      for (const { id, place } of await listUploads(folder)) {
        const isOld = now() - (await findLastWriteMs(place)) > keptMs;
        if (isOld && !keptIds.has(id)) await rm(place, { recursive: true, force: true });
      }
    },
  };
}

async function listNames(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

async function findFileSize(file: string): Promise<number | undefined> {
  return (await stat(file).catch(() => undefined))?.size;
}

async function requireRoom(ofPerson: string, ofUpload: string): Promise<void> {
  const names = await listNames(ofPerson);
  if (names.length < mostUploads || names.includes(path.basename(ofUpload))) return;
  throw new TooMuchError(
    `${mostUploads} uploads wait to be imported. Import them, or wait: they go after a day.`,
    60_000,
  );
}

/** Leaves the first `offset` bytes of what is there, so that a piece may be sent twice; answers with how many went. */
async function cutOff(file: string, offset: number): Promise<number> {
  const size = (await findFileSize(file)) ?? 0;
  if (offset > size) throw new WrongStateError(`The file has ${size} bytes so far. Go on with ?offset=${size}.`);
  if (offset < size) await truncate(file, offset);
  return size - offset;
}

/** Each chunk is written before the next is asked for, so that all that came before a break is there. */
async function append(file: string, bytes: AsyncIterable<Uint8Array>): Promise<number> {
  const handle = await open(file, 'a', 0o600);
  try {
    for await (const chunk of bytes) await handle.appendFile(chunk);
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

async function measureFolder(folder: string): Promise<number> {
  const sizes = await Promise.all((await readdir(folder)).map((name) => findFileSize(path.join(folder, name))));
  return sizes.reduce<number>((sum, size = 0) => sum + size, 0);
}

async function* limit(bytes: AsyncIterable<Uint8Array>, upload: GrowingUpload, limitBytes: number) {
  for await (const chunk of bytes) {
    if (upload.bytes + chunk.byteLength > limitBytes) {
      const description = `an upload may have ${limitBytes} bytes; the setting filmUploadLimitMb changes it`;
      throw new InvalidRequestError([{ field: 'body', description }]);
    }
    upload.bytes += chunk.byteLength;
    yield chunk;
  }
}

function toUploadError(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  // Nobody reads the answer; what came is kept.
  if (code === 'ECONNRESET')
    return new UnavailableError('The connection broke. Go on where it broke.', 100, { cause: error });
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new UnavailableError('The disk of the data folder is full. Free some space, then go on.', 10_000, {
    cause: error,
  });
}

async function listUploads(folder: string): Promise<{ readonly id: string; readonly place: string }[]> {
  const people = await listNames(folder);
  const uploads = await Promise.all(
    people.map(async (person) => {
      const ids = await listNames(path.join(folder, person));
      return ids.map((id) => ({ id, place: path.join(folder, person, id) }));
    }),
  );
  return uploads.flat();
}

async function findLastWriteMs(place: string): Promise<number> {
  const names = await listNames(place);
  const files = [place, ...names.map((name) => path.join(place, name))];
  const times = await Promise.all(files.map(async (file) => (await stat(file).catch(() => undefined))?.mtimeMs ?? 0));
  return Math.max(...times);
}
