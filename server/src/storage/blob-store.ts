import type { Readable } from 'node:stream';

/**
 * Bytes kept under the SHA-256 of their content (64 lower-case hexadecimal digits).
 *
 * A hash that is not of that form is refused with BlobHashError before it reaches any storage.
 */
export interface BlobStore {
  /** Stores the bytes durably and returns their hash; storing the same bytes again changes nothing. */
  put(bytes: Uint8Array): Promise<string>;
  /** Throws BlobMissingError, or BlobCorruptedError when what is stored no longer has this hash. */
  read(hash: string): Promise<Uint8Array>;
  has(hash: string): Promise<boolean>;
  /** Like `read` without holding everything; the stream fails at its end when the hash is wrong. */
  openStream(hash: string): Promise<{ readonly stream: Readable; readonly sizeBytes: number }>;
  /** Writes, reads and removes a small blob; throws BlobStoreUnwritableError with the reason. */
  verifyWritable(): Promise<void>;
}

export class BlobHashError extends Error {
  override readonly name = 'BlobHashError';
  readonly code = 'blob-hash';

  constructor() {
    super('A blob is named by its SHA-256: 64 lower-case hexadecimal digits.');
  }
}

export class BlobMissingError extends Error {
  override readonly name = 'BlobMissingError';
  readonly code = 'blob-missing';
  readonly hash: string;

  constructor(hash: string) {
    super(`The blob ${hash} is not in the store; restore it from a backup or run the job again.`);
    this.hash = hash;
  }
}

export class BlobCorruptedError extends Error {
  override readonly name = 'BlobCorruptedError';
  readonly code = 'blob-corrupted';
  readonly hash: string;

  constructor(hash: string) {
    super(`The blob ${hash} has other bytes than it was stored with; restore it from a backup or run the job again.`);
    this.hash = hash;
  }
}

export class BlobStoreUnwritableError extends Error {
  override readonly name = 'BlobStoreUnwritableError';
  readonly code = 'blob-store-unwritable';
}

const hashPattern = /^[0-9a-f]{64}$/;

export function checkBlobHash(hash: string): void {
  if (!hashPattern.test(hash)) throw new BlobHashError();
}
