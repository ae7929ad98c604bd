import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

export interface Download {
  readonly url: string;
  /** Where the whole, verified file stands afterwards; until then it grows beside it as `<file>.part`. */
  readonly file: string;
  /** Hex; not given: not verified. */
  readonly md5: string | undefined;
  /** Called with the bytes that are there, and all of them where the server says how many. */
  readonly onProgress: (doneBytes: number, totalBytes: number | undefined) => void;
  readonly signal: AbortSignal;
}

/** The server can't be reached, or broke off. */
export class UnreachableError extends Error {
  readonly code = 'unreachable';
  override readonly name = 'UnreachableError';
}

/** The server has another file than was published. */
export class ChecksumError extends Error {
  readonly code = 'wrong-checksum';
  override readonly name = 'ChecksumError';
}

/**
 * Downloads a file, going on where an earlier call stopped, and verifies its MD5.
 *
 * A part that turns out to be of another file is thrown away and the whole is fetched once more. Rejects with
 * `UnreachableError`, or with `ChecksumError` where the whole has another MD5; nothing stands at `file` then.
 */
export async function downloadFile(download: Download): Promise<void> {
  const part = `${download.file}.part`;
  const wasThere = await findSize(part);
  await fetchRest(download, part, wasThere);
  if (await hasMd5(part, download.md5)) return rename(part, download.file);
  await rm(part);
  if (wasThere > 0) {
    await fetchRest(download, part, 0);
    if (await hasMd5(part, download.md5)) return rename(part, download.file);
    await rm(part);
  }
  throw new ChecksumError(
    `${download.url} does not have the published MD5 ${download.md5}. Nothing was kept. Try again later, or from another network.`,
  );
}

/** MD5 of a file, hex. */
export async function computeMd5(file: string): Promise<string> {
  const hash = createHash('md5');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function hasMd5(file: string, md5: string | undefined): Promise<boolean> {
  return md5 === undefined || (await computeMd5(file)) === md5;
}

async function findSize(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}

async function fetchRest(download: Download, part: string, offset: number): Promise<void> {
  const { url, onProgress, signal } = download;
  const response = await fetchOrExplain(url, signal, offset > 0 ? { range: `bytes=${offset}-` } : {});
  // 416: there is nothing behind what is here already.
  if (response.status === 416 && offset > 0) return response.body?.cancel();
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new UnreachableError(`${url} answers ${response.status}. Look whether the data set still exists there.`);
  }
  const begins =
    response.status === 206 ? Number(/bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1]) : 0;
  if (begins !== 0 && begins !== offset) {
    await response.body.cancel();
    return fetchRest(download, part, 0);
  }
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const total = Number.isFinite(length) ? begins + length : undefined;
  let done = begins;
  const handle = await open(part, begins === 0 ? 'w' : 'a');
  try {
    // Each chunk is in the file before the next is taken, so that a break loses nothing that had come.
    for await (const chunk of response.body) {
      await handle.writeFile(chunk);
      done += chunk.length;
      onProgress(done, total);
    }
  } catch (cause) {
    if (signal.aborted || isFileError(cause)) throw cause;
    throw new UnreachableError(`The download of ${url} broke off. The same command goes on from there.`, { cause });
  } finally {
    await handle.close();
  }
  if (total !== undefined && done < total) {
    throw new UnreachableError(`The download of ${url} broke off. The same command goes on from there.`);
  }
}

function isFileError(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['ENOSPC', 'EACCES', 'EROFS', 'EDQUOT'].includes(String(error.code))
  );
}

/** `fetch`, with a sentence where nobody answers. */
export async function fetchOrExplain(
  url: string,
  signal: AbortSignal,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  try {
    // Compressed on the way, lengths and ranges would mean something else.
    return await fetch(url, { signal, headers: { 'accept-encoding': 'identity', ...headers } });
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new UnreachableError(`Can't reach ${new URL(url).host}; is there a network?`, { cause });
  }
}
