import { createHash } from 'node:crypto';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { UsageError } from '../command.ts';

/** A file to send. */
export interface UploadFile {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
}

/** What is sent, and under which id. */
export interface RatingUpload {
  /** The same for the same files with the same content, so that a second call goes on where the first one ended. */
  readonly id: string;
  readonly files: readonly UploadFile[];
  readonly sizeBytes: number;
}

// What an import reads; everything else in such a folder stays here.
const readFiles = new Set([
  ...['ratings.csv', 'ratings.tsv', 'ratings.dat', 'ratings.parquet', 'u.data'],
  ...['movies.csv', 'movies.dat', 'movies.parquet', 'items.csv', 'items.parquet', 'u.item', 'u.genre'],
  ...['tags.csv', 'tags.dat', 'tags.parquet', 'links.csv'],
  ...['users.csv', 'users.dat', 'users.parquet', 'u.user'],
]);
const ratingFile = /^(ratings\.|u\.data$)/;

/**
 * The files of a MovieLens folder, or the one zip or file that a path names.
 *
 * Throws `UsageError` for a path that isn't there and for a folder without ratings.
 */
export async function planRatingUpload(given: string): Promise<RatingUpload> {
  const found = await stat(given).catch(() => undefined);
  if (found === undefined) throw new UsageError(`There is no file or folder ${given}. Check the path.`);
  const names = found.isDirectory() ? (await readdir(given)).filter((name) => readFiles.has(name)).sort() : [''];
  if (found.isDirectory() && !names.some((name) => ratingFile.test(name))) {
    throw new UsageError(
      `There are no ratings in ${given}: a MovieLens folder has ratings.csv, ratings.dat or u.data. Name that folder, or a zip of it.`,
    );
  }
  const files: UploadFile[] = [];
  const marks: string[] = [await realpath(given)];
  for (const name of names) {
    const file = path.join(given, name);
    const { size, mtimeMs } = await stat(file);
    if (size === 0 && (name === '' || ratingFile.test(name)))
      throw new UsageError(`${file} is empty. Name a file with ratings.`);
    if (size === 0) continue;
    files.push({ name: name || nameSingleFile(path.basename(given)), path: file, sizeBytes: size });
    marks.push(`${name} ${size} ${mtimeMs}`);
  }
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  return { id: createUuid(marks.join('\n')), files, sizeBytes };
}

/** Ratings may lie in a file of any name; the server takes few, and tells from the content how a table is built. */
function nameSingleFile(baseName: string): string {
  const lowerCase = baseName.toLowerCase();
  return readFiles.has(lowerCase) || /\.(zip|parquet)$/.test(lowerCase) ? baseName : 'ratings.csv';
}

/** A UUID (version 8) out of a text: the first 122 bits of its SHA-256. */
function createUuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** Where files are put before they are imported. */
export interface UploadTarget {
  /** Bytes of a file that are there already; 0 for one that isn't. */
  findSize(uploadId: string, fileName: string, signal: AbortSignal): Promise<number>;
  /** Puts bytes behind the first `offset` ones. */
  append(part: UploadPart, signal: AbortSignal): Promise<void>;
}

export interface UploadPart {
  readonly uploadId: string;
  readonly fileName: string;
  readonly offset: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface SendOptions {
  readonly target: UploadTarget;
  /** Called with the bytes that are there in all. */
  readonly onProgress: (sentBytes: number) => void;
  readonly signal: AbortSignal;
}

const partBytes = 4 * 1024 * 1024;
const mostTries = 5;
const pauseMs = 100;

/**
 * Sends what the target does not have yet, part by part.
 *
 * A part that fails on the way is tried again from where the target says that it is, up to five times without a byte more
 * there. Rejects with the
 * target's error then, and when `signal` is aborted; what was sent stays there for the next call.
 */
export async function sendRatingUpload(upload: RatingUpload, options: SendOptions): Promise<void> {
  let before = 0;
  for (const file of upload.files) {
    await sendFile(upload.id, file, { ...options, onProgress: (sent) => options.onProgress(before + sent) });
    before += file.sizeBytes;
  }
}

async function sendFile(
  uploadId: string,
  file: UploadFile,
  { target, onProgress, signal }: SendOptions,
): Promise<void> {
  const handle = await open(file.path);
  try {
    const part = new Uint8Array(partBytes);
    let offset = await target.findSize(uploadId, file.name, signal);
    let failures = 0;
    while (offset < file.sizeBytes) {
      onProgress(offset);
      const { bytesRead } = await handle.read(part, 0, partBytes, offset);
      if (bytesRead === 0) throw new ChangedFileError(file.path);
      try {
        await target.append({ uploadId, fileName: file.name, offset, bytes: part.slice(0, bytesRead) }, signal);
        offset += bytesRead;
        failures = 0;
      } catch (error) {
        failures += 1;
        if (signal.aborted || failures === mostTries || error instanceof UploadRefusedError) throw error;
        await setTimeout(pauseMs * 2 ** failures, undefined, { signal });
        const arrived = await target.findSize(uploadId, file.name, signal);
        if (arrived > offset) failures = 0;
        offset = arrived;
      }
    }
    if (offset > file.sizeBytes) throw new ChangedFileError(file.path);
    onProgress(offset);
  } finally {
    await handle.close();
  }
}

/** The server will not have the file; trying again is no use. The message is the server's. */
export class UploadRefusedError extends Error {
  readonly code = 'upload-refused';
  override readonly name = 'UploadRefusedError';
}

/** A file shrank while it was sent, or more of it is there than it has. */
export class ChangedFileError extends Error {
  readonly code = 'changed-file';
  override readonly name = 'ChangedFileError';

  constructor(file: string) {
    super(`${file} changed while it was sent. Wait until nothing writes to it, and start again.`);
  }
}
