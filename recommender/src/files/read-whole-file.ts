import { type FileHandle, open } from 'node:fs/promises';

const LARGEST_READ_BYTES = 2 ** 30;
/** So much is read while this thread does something else. */
const PIECE_BYTES = 32 * 2 ** 20;
const PIECES_AHEAD = 4;

/** A file while it is read. */
export interface FileBeingRead {
  /** All of it, of which only what was read is there. */
  readonly bytes: Uint8Array;
  /** How much of it is there each time, growing up to its length; less where the file became shorter. */
  readonly progress: AsyncIterable<number>;
}

/**
 * Reads a whole file into one SharedArrayBuffer, which worker threads see without copying, a piece at a time: the next ones are
 * read while `use` looks at those that are there.
 */
export async function readWholeFile<Result>(
  file: string,
  use: (reading: FileBeingRead) => Promise<Result>,
  pieceBytes = PIECE_BYTES,
): Promise<Result> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const bytes = new Uint8Array(new SharedArrayBuffer(size));
    return await use({ bytes, progress: readPieces(handle, bytes, pieceBytes) });
  } finally {
    await handle.close();
  }
}

async function* readPieces(handle: FileHandle, bytes: Uint8Array, pieceBytes: number): AsyncGenerator<number> {
  const read = async (start: number) => {
    const end = Math.min(bytes.length, start + pieceBytes);
    return start + (await readInto(handle, bytes, { start, end }));
  };
  let wanted = 0;
  const pending: Promise<number>[] = [];
  const readAhead = () => {
    for (; pending.length < PIECES_AHEAD && wanted < bytes.length; wanted += pieceBytes) {
      const piece = read(wanted);
      // A failure is told where the piece is waited for.
      piece.catch(() => undefined);
      pending.push(piece);
    }
  };
  let isWhole = true;
  for (readAhead(); pending.length > 0 && isWhole; readAhead()) {
    const end = await pending.shift()!;
    isWhole = end === bytes.length || end % pieceBytes === 0;
    yield end;
  }
  if (bytes.length === 0) yield 0;
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
  const range = { start: 0, end: length };
  return bytes.subarray(0, await readInto(handle, bytes, range, position));
}

/** Reads into a range of bytes, from the same place of the file or from `position`; answers with how many there were. */
async function readInto(
  handle: FileHandle,
  bytes: Uint8Array,
  range: { readonly start: number; readonly end: number },
  position = range.start,
): Promise<number> {
  let done = 0;
  const length = range.end - range.start;
  while (done < length) {
    const wanted = Math.min(LARGEST_READ_BYTES, length - done);
    const { bytesRead } = await handle.read(bytes, range.start + done, wanted, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}
