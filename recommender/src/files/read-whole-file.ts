import { type FileHandle, open } from 'node:fs/promises';

const LARGEST_READ_BYTES = 2 ** 30;

/** A whole file in one SharedArrayBuffer, which worker threads see without copying. */
export async function readWholeFile(file: string): Promise<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    return await readRange(handle, 0, size);
  } finally {
    await handle.close();
  }
}

/** The first bytes of a file, and how long it is; fewer bytes when the file is shorter. */
export async function readStart(file: string, lengthBytes: number): Promise<{ bytes: Uint8Array; sizeBytes: number }> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    return { bytes: await readRange(handle, 0, Math.min(size, lengthBytes)), sizeBytes: size };
  } finally {
    await handle.close();
  }
}

/** A part of a file; fewer bytes when the file ends before. */
export async function readRange(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(new SharedArrayBuffer(length));
  let start = 0;
  while (start < length) {
    const wanted = Math.min(LARGEST_READ_BYTES, length - start);
    const { bytesRead } = await handle.read(bytes, start, wanted, position + start);
    if (bytesRead === 0) return bytes.subarray(0, start);
    start += bytesRead;
  }
  return bytes;
}
