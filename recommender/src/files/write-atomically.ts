import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

const LARGEST_WRITE_BYTES = 2 ** 30;

/**
 * Write the pieces one after the other so that `file` is either what it was before or whole: into a new file beside it, to
 * the disk, then renamed. Nothing is left beside it when writing fails.
 */
export async function writeAtomically(file: string, pieces: Iterable<Uint8Array>): Promise<void> {
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    const handle = await open(partial, 'wx');
    try {
      for (const piece of pieces) await writePiece(handle, piece);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  await syncFolder(path.dirname(path.resolve(file)));
}

async function writePiece(handle: FileHandle, piece: Uint8Array): Promise<void> {
  for (let start = 0; start < piece.length; ) {
    const { bytesWritten } = await handle.write(piece, start, Math.min(LARGEST_WRITE_BYTES, piece.length - start));
    start += bytesWritten;
  }
}

/** The new name itself must reach the disk; Windows can't open folders and needs no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
