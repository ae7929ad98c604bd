import { createHash } from 'node:crypto';
import { and, eq, inArray, or } from 'drizzle-orm';
import type { Caller } from '../accounts/caller.ts';
import type { BlobStore } from '../storage/blob-store.ts';
import type { Database } from '../storage/database.ts';
import { queryDatabase } from '../storage/query-database.ts';
import { people, pictures } from '../storage/schema.ts';

/** A picture's file as it is sent. */
export interface PictureFile {
  readonly bytes: Uint8Array;
  readonly format: 'png' | 'jpeg' | 'webp';
  /** SHA-256 of the bytes, hex; good for an ETag. */
  readonly hash: string;
  readonly sizeBytes: number;
}

/** Gives people their own pictures, and those of the house. */
export interface PictureReader {
  findPicture(id: string, caller: Caller): Promise<PictureFile | undefined>;
  /** The picture scaled to fit a square of `sizePx` (16 to 1024, else the nearer of the two), as WebP; never enlarged. */
  findThumbnail(id: string, caller: Caller, sizePx: number): Promise<PictureFile | undefined>;
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const thumbnailQuality = 82;
const smallestThumbnailPx = 16;
const largestThumbnailPx = 1024;
const keptThumbnails = 256;

export interface PictureReaderDependencies {
  readonly database: Database;
  readonly blobStore: BlobStore;
}

export function createPictureReader({ database, blobStore }: PictureReaderDependencies): PictureReader {
  const thumbnails = new Map<string, Promise<PictureFile>>();

  const findRow = async (id: string, caller: Caller) => {
    if (!uuidPattern.test(id)) return undefined;
    const [row] = await queryDatabase(database, (orm) => {
      const house = orm.select({ id: people.id }).from(people).where(eq(people.kind, 'house'));
      const isReadable = or(eq(pictures.ownerId, caller.personId), inArray(pictures.ownerId, house));
      return orm
        .select()
        .from(pictures)
        .where(and(eq(pictures.id, id), isReadable));
    });
    return row;
  };

  return {
    async findPicture(id, caller) {
      const row = await findRow(id, caller);
      if (row === undefined) return undefined;
      const { blobHash: hash, format, sizeBytes } = row;
      return { bytes: await blobStore.read(hash), format, hash, sizeBytes };
    },
    async findThumbnail(id, caller, sizePx) {
      const row = await findRow(id, caller);
      if (row === undefined) return undefined;
      const size = Math.round(Math.min(largestThumbnailPx, Math.max(smallestThumbnailPx, sizePx || 0)));
      const key = `${row.blobHash} ${size}`;
      const thumbnail = thumbnails.get(key) ?? createThumbnail(blobStore, row.blobHash, size);
      // Taken out and put back: the one used least lately is the first.
      thumbnails.delete(key);
      thumbnails.set(key, thumbnail);
      thumbnail.catch(() => thumbnails.delete(key));
      const [oldest] = thumbnails.keys();
      if (thumbnails.size > keptThumbnails && oldest !== undefined) thumbnails.delete(oldest);
      return thumbnail;
    },
  };
}

async function createThumbnail(blobStore: BlobStore, blobHash: string, sizePx: number): Promise<PictureFile> {
  const { default: sharp } = await import('sharp');
  const bytes = await sharp(await blobStore.read(blobHash))
    .resize(sizePx, sizePx, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: thumbnailQuality })
    .toBuffer();
  const hash = createHash('sha256').update(bytes).digest('hex');
  return { bytes, format: 'webp', hash, sizeBytes: bytes.byteLength };
}
