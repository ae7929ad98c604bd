import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { BlobCorruptedError, BlobHashError, BlobMissingError, type BlobStore } from './blob-store.ts';

export interface BlobStoreUnderTest {
  readonly store: BlobStore;
  /** Changes the stored bytes behind the store's back. */
  damage(hash: string): Promise<void>;
  /** Every blob that is stored now. */
  listHashes(): Promise<string[]>;
}

const missingHash = '0'.repeat(64);

/** What every blob store does; `open` gives a new empty one each time. */
export function describeBlobStore(name: string, open: () => Promise<BlobStoreUnderTest>): void {
  describe(name, () => {
    it.each([0, 1, 70_000, 3_000_000])('gives %i bytes back under their SHA-256', async (size) => {
      const { store } = await open();
      const bytes = randomBytes(size);
      const hash = await store.put(bytes);
      expect(hash).toBe(createHash('sha256').update(bytes).digest('hex'));
      expect(await store.has(hash)).toBe(true);
      expect(Buffer.compare(await store.read(hash), bytes)).toBe(0);
      const { stream, sizeBytes } = await store.openStream(hash);
      expect(sizeBytes).toBe(size);
      expect(Buffer.compare(await buffer(stream), bytes)).toBe(0);
    });

    it('stores the same bytes once, also when asked by several at a time', async () => {
      const { store, listHashes } = await open();
      const bytes = randomBytes(1000);
      const hashes = await Promise.all([1, 2, 3, 4].map(() => store.put(bytes)));
      expect(new Set(hashes).size).toBe(1);
      expect(await listHashes()).toEqual([hashes[0]]);
    });

    it('says what is missing', async () => {
      const { store } = await open();
      expect(await store.has(missingHash)).toBe(false);
      await expect(store.read(missingHash)).rejects.toBeInstanceOf(BlobMissingError);
      await expect(store.openStream(missingHash)).rejects.toBeInstanceOf(BlobMissingError);
    });

    it('never hands out damaged bytes, and repairs them when they are stored again', async () => {
      const { store, damage } = await open();
      const bytes = randomBytes(1000);
      const hash = await store.put(bytes);
      await damage(hash);
      await expect(store.read(hash)).rejects.toBeInstanceOf(BlobCorruptedError);
      const { stream } = await store.openStream(hash);
      await expect(buffer(stream)).rejects.toBeInstanceOf(BlobCorruptedError);
      await store.put(bytes);
      expect(Buffer.compare(await store.read(hash), bytes)).toBe(0);
    });

    it.each(['', '..', '../../etc/passwd', `${'0'.repeat(62)}/.`, 'A'.repeat(64), '0'.repeat(63), `${missingHash}\0`])(
      'refuses %j as a hash',
      async (hash) => {
        const { store } = await open();
        await expect(store.read(hash)).rejects.toBeInstanceOf(BlobHashError);
        await expect(store.has(hash)).rejects.toBeInstanceOf(BlobHashError);
        await expect(store.openStream(hash)).rejects.toBeInstanceOf(BlobHashError);
      },
    );

    it('leaves nothing behind when it checks that it can write', async () => {
      const { store, listHashes } = await open();
      await store.verifyWritable();
      expect(await listHashes()).toEqual([]);
    });
  });
}
