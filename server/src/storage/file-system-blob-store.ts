import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import {
  BlobCorruptedError,
  BlobMissingError,
  type BlobStore,
  BlobStoreUnwritableError,
  checkBlobHash,
} from './blob-store.ts';
import { toFolderError } from './storage-errors.ts';

/**
 * Blobs as files under `folder`, spread over 256 folders by the first two digits of their hash.
 *
 * A file is written beside its place, synced and renamed, and the folder synced after it: after a crash or a power
 * cut a blob is there whole or not at all. What a hash names is read-only for everybody but this user, who alone may
 * look inside.
 */
export function createFileSystemBlobStore(folder: string): BlobStore {
  return new FileSystemBlobStore(folder);
}

class FileSystemBlobStore implements BlobStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(bytes: Uint8Array): Promise<string> {
    const hash = createHash('sha256').update(bytes).digest('hex');
    const file = this.#fileOf(hash);
    if (await holds(file, bytes)) return hash;
    const drafts = path.join(this.#folder, 'drafts');
    const draft = path.join(drafts, randomUUID());
    await mkdir(drafts, { recursive: true, mode: 0o700 });
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    try {
      await writeSynced(draft, bytes);
      await rename(draft, file);
    } catch (error) {
      await rm(draft, { force: true });
      throw toFolderError(error, this.#folder);
    }
    await syncFolder(path.dirname(file));
    await syncFolder(this.#folder);
    return hash;
  }

  async read(hash: string): Promise<Uint8Array> {
    const bytes = await readFile(this.#fileOf(hash)).catch((error) => {
      throw toMissing(error, hash);
    });
    if (createHash('sha256').update(bytes).digest('hex') !== hash) throw new BlobCorruptedError(hash);
    return bytes;
  }

  async has(hash: string): Promise<boolean> {
    return (await stat(this.#fileOf(hash)).catch(() => undefined)) !== undefined;
  }

  async openStream(hash: string): ReturnType<BlobStore['openStream']> {
    const file = this.#fileOf(hash);
    const { size } = await stat(file).catch((error) => {
      throw toMissing(error, hash);
    });
    const source = createReadStream(file);
    const stream = source.pipe(createVerifier(hash));
    source.once('error', (error) => stream.destroy(error));
    stream.once('close', () => source.destroy());
    return { stream, sizeBytes: size };
  }

  async verifyWritable(): Promise<void> {
    try {
      const probe = path.join(this.#folder, 'drafts', randomUUID());
      await mkdir(path.dirname(probe), { recursive: true, mode: 0o700 });
      await writeSynced(probe, new Uint8Array([1, 2, 3]));
      await rm(probe);
    } catch (cause) {
      throw new BlobStoreUnwritableError(
        `Pictures can't be stored in ${this.#folder}: ${(cause as Error).message}. Free some space or give this user the permission to write there.`,
        { cause },
      );
    }
  }

  #fileOf(hash: string): string {
    checkBlobHash(hash);
    return path.join(this.#folder, hash.slice(0, 2), hash);
  }
}

async function writeSynced(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o400);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

// Makes the new name itself last. Windows can't open folders, and its file systems log renames.
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } finally {
    await handle?.close();
  }
}

// Compared, not only found: storing a picture again repairs a damaged file.
async function holds(file: string, bytes: Uint8Array): Promise<boolean> {
  const found = await readFile(file).catch(() => undefined);
  return found !== undefined && Buffer.compare(found, bytes) === 0;
}

function toMissing(error: unknown, hash: string): unknown {
  return (error as NodeJS.ErrnoException).code === 'ENOENT' ? new BlobMissingError(hash) : error;
}

function createVerifier(expected: string): Transform {
  const hash = createHash('sha256');
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      done(hash.digest('hex') === expected ? null : new BlobCorruptedError(expected));
    },
  });
}
