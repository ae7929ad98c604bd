import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { BlobStoreUnwritableError } from './blob-store.ts';
import { type BlobStoreUnderTest, describeBlobStore } from './blob-store-suite.ts';
import { createFileSystemBlobStore } from './file-system-blob-store.ts';

const folders: string[] = [];

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'starweave blobs '));
  folders.push(folder);
  return folder;
}

async function open(): Promise<BlobStoreUnderTest> {
  const folder = await createFolder();
  return {
    store: createFileSystemBlobStore(folder),
    async damage(hash) {
      const file = path.join(folder, hash.slice(0, 2), hash);
      await chmod(file, 0o600);
      await writeFile(file, 'damaged');
    },
    async listHashes() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    },
  };
}

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

describeBlobStore('file-system blob store', open);

describe('file-system blob store that can’t write', () => {
  it('says so with the reason', async () => {
    const file = path.join(await createFolder(), 'a file');
    await writeFile(file, '');
    await expect(createFileSystemBlobStore(file).verifyWritable()).rejects.toBeInstanceOf(BlobStoreUnwritableError);
  });
});
