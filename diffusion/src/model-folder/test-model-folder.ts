import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const tinyModel = path.join(
  import.meta.dirname,
  '../../../workbench/reference-numbers/pipelines/fixtures/tiny-stable-diffusion',
);
const copies: string[] = [];

/** A copy of the tiny model with some files changed, or taken away where the content is `undefined`. For tests. */
export async function copyTinyModel(
  changes: Readonly<Record<string, string | Uint8Array | undefined>>,
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'starweave-model-'));
  copies.push(folder);
  await cp(tinyModel, folder, { recursive: true });
  for (const [file, content] of Object.entries(changes)) {
    if (content === undefined) await rm(path.join(folder, file), { recursive: true, force: true });
    else await writeFile(path.join(folder, file), content);
  }
  return folder;
}

/** Delete all copies that this process made. */
export async function removeModelCopies(): Promise<void> {
  for (const folder of copies.splice(0)) await rm(folder, { recursive: true, force: true });
}
