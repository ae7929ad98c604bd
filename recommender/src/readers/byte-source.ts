import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { DataFileError } from '../errors.ts';

const CHUNK_BYTES = 1024 * 1024;

/** Something to read bytes from, once or several times. */
export interface ByteSource {
  /** The name to show people. */
  readonly name: string;
  /** The name without folders, as in `ratings.csv`. */
  readonly baseName: string;
  readonly sizeBytes: number;
  /** Where it lies on disk; `undefined` inside an archive. */
  readonly path?: string;
  /** The bytes from the start; a chunk is valid only until the next one is asked for. */
  readChunks(): AsyncIterable<Uint8Array>;
}

/** The files of a folder or of a zip archive. */
export interface FileCollection {
  /** The name to show people. */
  readonly name: string;
  readonly sources: readonly ByteSource[];
  /** The path named this one file itself, so that its name doesn't matter. */
  readonly isSingleFile: boolean;
  /** Must be called when no source is read any more. */
  close(): void;
}

/** A file as a byte source. @throws DataFileError when there is none */
export async function openFileSource(file: string): Promise<ByteSource> {
  const facts = await stat(file).catch((cause: unknown) => {
    throw new DataFileError('missing', `There is no file ${file}. Check the path.`, { cause });
  });
  if (!facts.isFile()) throw new DataFileError('missing', `${file} isn't a file. Give the path of a file.`);
  return {
    name: file,
    baseName: path.basename(file),
    sizeBytes: facts.size,
    path: file,
    readChunks: () => readFileChunks(file),
  };
}

async function* readFileChunks(file: string): AsyncGenerator<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    const buffer = new Uint8Array(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
