import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const fileName = 'folder-id';

/** An id that the films' folder keeps for ever, so that rows can say whose they are. Made where there is none. */
export async function loadFilmsFolderId(folder: string): Promise<string> {
  const file = path.join(folder, fileName);
  const id = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id;
  const made = randomUUID();
  await mkdir(folder, { recursive: true });
  await writeFile(file, `${made}\n`);
  return made;
}
