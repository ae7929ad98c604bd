import { crc32 } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { DataFileError } from '../errors.ts';
import type { ByteSource, FileCollection } from './byte-source.ts';

/** MovieLens packs about 4 : 1; deflate reaches 1000 : 1 on repeated lines, which only a bomb holds. */
const LARGEST_RATIO = 200;
const LARGEST_ENTRY_BYTES = 8 * 2 ** 30;
const MOST_ENTRIES = 10_000;
/** Below it, an entry may be packed as tightly as it likes. */
const HARMLESS_BYTES = 2 ** 20;

/**
 * The files of a zip archive. An entry is unpacked while it is read; its size and checksum are held against the archive's.
 *
 * @throws DataFileError when the archive is broken, has too many entries, or names one that would lie outside of it; reading an entry throws it when the entry is
 *   encrypted, unpacks to more than 8 GiB or to more than 200 times its packed size, or doesn't match its checksum
 */
export async function openZip(file: string): Promise<FileCollection> {
  try {
    const { openPromise } = await import('yauzl');
    const zip = await openPromise(file, { autoClose: false, lazyEntries: true });
    const sources = await listSources(zip, file).catch((error: unknown) => {
      zip.close();
      throw error;
    });
    return { name: file, sources, isSingleFile: false, close: () => zip.close() };
  } catch (error) {
    throw describeFailure(error, file);
  }
}

async function listSources(zip: ZipFile, file: string): Promise<ByteSource[]> {
  if (zip.entryCount > MOST_ENTRIES) {
    const limits = `at most ${MOST_ENTRIES} are read`;
    throw new DataFileError(
      'too-large',
      `${file} has ${zip.entryCount} entries: ${limits}. Unpack it and give the folder.`,
    );
  }
  const sources: ByteSource[] = [];
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName;
    const baseName = name.slice(name.lastIndexOf('/') + 1);
    if (baseName === '' || baseName.startsWith('.') || name.startsWith('__MACOSX/')) continue;
    const shownName = `${file}/${name}`;
    const sizeBytes = entry.uncompressedSize;
    sources.push({ name: shownName, baseName, sizeBytes, readChunks: () => readEntry(zip, entry, shownName) });
  }
  return sources;
}

async function* readEntry(zip: ZipFile, entry: Entry, name: string): AsyncGenerator<Uint8Array> {
  requireHarmless(entry, name);
  let checksum = 0;
  try {
    // yauzl ends the stream with an error when it holds more or less than the entry says.
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
  } catch (error) {
    throw describeFailure(error, name);
  }
  if (checksum !== entry.crc32) {
    throw new DataFileError(
      'archive',
      `${name} doesn't match its checksum: the archive is damaged. Download it again.`,
    );
  }
}

function requireHarmless(entry: Entry, name: string): void {
  const { uncompressedSize, compressedSize } = entry;
  if (entry.isEncrypted()) {
    throw new DataFileError('archive', `${name} is encrypted. Unpack the archive and give the folder.`);
  }
  const tooLarge = uncompressedSize > LARGEST_ENTRY_BYTES;
  const tooTight = uncompressedSize > HARMLESS_BYTES && uncompressedSize > compressedSize * LARGEST_RATIO;
  if (tooLarge || tooTight) {
    throw new DataFileError(
      'too-large',
      `${name} would unpack from ${compressedSize} to ${uncompressedSize} bytes: at most 8 GiB and ${LARGEST_RATIO} times ` +
        'the packed size are read. If you trust the archive, unpack it and give the folder.',
    );
  }
}

function describeFailure(error: unknown, name: string): unknown {
  if (error instanceof DataFileError || !(error instanceof Error) || error.name === 'AbortError') return error;
  // What yauzl says of names with `..`, a drive or a root; it reads no entry of such an archive.
  if (/^(invalid relative path|absolute path)/.test(error.message)) {
    const message = `${name} names files that would lie outside of it (${error.message}), so that none of it is read. Pack the files again.`;
    return new DataFileError('archive', message, { cause: error });
  }
  const reason = error.message.replace(/\.+$/, '');
  const message = `${name} can't be unpacked: ${reason}. The archive is damaged or cut off; get it again.`;
  return new DataFileError('archive', message, { cause: error });
}
