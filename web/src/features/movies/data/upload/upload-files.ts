import { computeBackoffMs } from '../../../../api/backoff.ts';
import { UploadRefusedError, type UploadRoutes } from './upload-routes.ts';

/** What is sent of a file: the browser's `File` has all of it. */
export type SentFile = Pick<File, 'name' | 'size' | 'slice'>;

export interface UploadOptions {
  readonly routes: UploadRoutes;
  readonly signal: AbortSignal;
  /** Called with the bytes that are there in all. */
  readonly onProgress: (sentBytes: number) => void;
  readonly random: () => number;
  /** True: nothing is there yet, so the server isn't asked first. */
  readonly isNew?: boolean;
  readonly pieceBytes?: number;
  readonly pause?: (ms: number) => Promise<void>;
}

const PIECE_BYTES = 4 * 1024 * 1024;
const MOST_TRIES = 6;

/**
 * Sends what the server does not have yet, piece by piece, one file after the other.
 *
 * A piece that fails on the way is tried again from where the server says that it is, up to six times. Rejects with the last
 * failure then, with the server's refusal, or as `signal` says; what was sent stays there for the next call.
 */
export async function uploadFiles(uploadId: string, files: readonly SentFile[], options: UploadOptions): Promise<void> {
  let before = 0;
  for (const file of files) {
    const sentBefore = before;
    await uploadFile(uploadId, file, { ...options, onProgress: (sent) => options.onProgress(sentBefore + sent) });
    before += file.size;
  }
}

async function uploadFile(uploadId: string, file: SentFile, options: UploadOptions): Promise<void> {
  const { routes, signal, onProgress, random, pieceBytes = PIECE_BYTES, pause = wait } = options;
  let failures = 0;
  let offset = options.isNew === true ? 0 : undefined;
  for (;;) {
    signal.throwIfAborted();
    try {
      offset ??= await findStart(uploadId, file, options);
      onProgress(offset);
      if (offset >= file.size) return;
      const bytes = file.slice(offset, offset + pieceBytes);
      await routes.append({ uploadId, fileName: file.name, offset, bytes }, signal);
      offset += bytes.size;
      failures = 0;
    } catch (reason) {
      failures += 1;
      if (signal.aborted || failures === MOST_TRIES || reason instanceof UploadRefusedError) throw reason;
      await pause(computeBackoffMs(failures, { firstMs: 300, longestMs: 8_000, random }));
      // Part of the piece may have arrived.
      offset = undefined;
    }
  }
}

/** What is there of a file; more than the file has is of another one, and is written over. */
async function findStart(uploadId: string, file: SentFile, { routes, signal }: UploadOptions): Promise<number> {
  const size = await routes.findSize(uploadId, file.name, signal);
  return size > file.size ? 0 : size;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
