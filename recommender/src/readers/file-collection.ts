import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { DataFileError } from '../errors.ts';
import { type ByteSource, type FileCollection, openFileSource } from './byte-source.ts';
import { openZip } from './zip-collection.ts';

/**
 * A folder, a zip archive (told by its first bytes, whatever its name) or a single file as a collection of files. Folders in
 * folders are not opened; those in a zip are.
 *
 * @throws DataFileError when there is nothing at this path, or the archive is broken or only named as one
 */
export async function openCollection(place: string): Promise<FileCollection> {
  const facts = await stat(place).catch((cause: unknown) => {
    throw new DataFileError('missing', `There is no file or folder ${place}. Check the path.`, { cause });
  });
  if (facts.isDirectory()) return openFolder(place);
  const source = await openFileSource(place);
  if (await startsWith(source, 'PK\u0003\u0004')) return await openZip(place);
  if (place.toLowerCase().endsWith('.zip')) {
    throw new DataFileError(
      'archive',
      `${place} doesn't begin as a zip archive: it is damaged or empty. Get it again.`,
    );
  }
  return { name: place, sources: [source], isSingleFile: true, close: () => {} };
}

/** Whether a source starts with these ASCII characters. */
export async function startsWith(source: ByteSource, text: string): Promise<boolean> {
  for await (const chunk of source.readChunks())
    return Buffer.from(chunk.subarray(0, text.length)).equals(Buffer.from(text));
  return false;
}

async function openFolder(folder: string): Promise<FileCollection> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
  const sources = await Promise.all(names.sort().map((name) => openFileSource(path.join(folder, name))));
  return { name: folder, sources, isSingleFile: false, close: () => {} };
}
