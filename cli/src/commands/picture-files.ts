import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../command.ts';

/** The file of each picture: `--out` itself for one, `name-1.png`, `name-2.png` … for several. */
export function nameOutputFiles(out: string, count: number): string[] {
  if (count === 1) return [out];
  const { dir, name, ext } = path.parse(out);
  return Array.from({ length: count }, (_, index) => path.join(dir, `${name}-${index + 1}${ext}`));
}

/** Refuses an output that can't be written, before any work. Throws `UsageError` with the reason, which names `flag`. */
export async function verifyWritable(out: string, flag = '--out'): Promise<void> {
  const folder = path.dirname(out);
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new UsageError(`The folder of ${flag} doesn't exist: ${folder}. Create it first.`);
  const target = await stat(out).catch(() => undefined);
  if (target?.isDirectory()) throw new UsageError(`${flag} is a folder: ${out}. Name a file in it.`);
  await access(folder, constants.W_OK).catch((cause: unknown) => {
    throw new UsageError(`No permission to write in ${folder}. Choose another ${flag}.`, { cause });
  });
}
