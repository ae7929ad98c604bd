import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** The file that makes a folder a model, in Hugging Face's layout. */
const modelIndexFile = 'model_index.json';

/** Model folders in these folders, or these themselves where they are models; earlier ones come first. */
export async function findModelFolders(folders: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    if (await isModelFolder(folder)) found.push(folder);
    const entries = await readdir(folder).catch(() => []);
    for (const entry of entries.filter((name) => !name.startsWith('.')).sort()) {
      const candidate = path.join(folder, entry);
      if (await isModelFolder(candidate)) found.push(candidate);
    }
  }
  return found;
}

async function isModelFolder(folder: string): Promise<boolean> {
  const index = await stat(path.join(folder, modelIndexFile)).catch(() => undefined);
  return index?.isFile() === true;
}

interface ModelFile {
  /** Relative, with forward slashes. */
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Moves with every write, also where the time of modification was set back. */
  readonly changedMs: number;
}

async function listFiles(folder: string): Promise<ModelFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: ModelFile[] = [];
  for (const entry of entries) {
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, file).split(path.sep).join('/');
    if (name.split('/').some((part) => part.startsWith('.'))) continue;
    const facts = await stat(file).catch(() => undefined);
    if (facts?.isFile())
      files.push({ name, path: file, sizeBytes: facts.size, modifiedMs: facts.mtimeMs, changedMs: facts.ctimeMs });
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Changes when a file of the model is added, removed or written; reads no contents. */
export async function computeModelStamp(folder: string): Promise<string> {
  const files = await listFiles(folder);
  const lines = files.map((file) => [file.name, file.sizeBytes, file.modifiedMs, file.changedMs].join('\0'));
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/** SHA-256 over the model's files: their names and contents in the order of their names; hex. */
export async function computeModelHash(folder: string): Promise<string> {
  const whole = createHash('sha256');
  for (const file of await listFiles(folder)) {
    const contents = createHash('sha256');
    for await (const chunk of createReadStream(file.path, { highWaterMark: 1 << 20 })) contents.update(chunk as Buffer);
    whole.update(`${file.name}\0${contents.digest('hex')}\n`);
  }
  return whole.digest('hex');
}
