import { copyFile, cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadTextToImagePipeline, type TextToImagePipeline } from '@starweave/diffusion';

const fixtures = path.join(import.meta.dirname, 'fixtures');
const copies: string[] = [];
const pipelines = new Map<string, Promise<TextToImagePipeline>>();

/** A whole copy of a folder of fixtures/families/: with the files that its `shared.json` names. */
export async function copyFamilyFolder(name: string): Promise<string> {
  const source = path.join(fixtures, 'families', name);
  const folder = path.join(await mkdtemp(path.join(tmpdir(), 'starweave-family-')), name);
  copies.push(path.dirname(folder));
  await cp(source, folder, { recursive: true });
  const shared = JSON.parse(await readFile(path.join(source, 'shared.json'), 'utf8')) as Record<string, string>;
  for (const [file, from] of Object.entries(shared)) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await copyFile(path.join(fixtures, from), path.join(folder, file));
  }
  await rm(path.join(folder, 'shared.json'));
  return folder;
}

/** The pipeline of a folder of fixtures/families/, loaded when it is first asked for; every caller gets the same. */
export function openFamilyPipeline(name: string): Promise<TextToImagePipeline> {
  const pipeline =
    pipelines.get(name) ?? copyFamilyFolder(name).then((folder) => loadTextToImagePipeline(folder, { threads: 1 }));
  pipelines.set(name, pipeline);
  return pipeline;
}

/** Closes all pipelines that were opened here, and deletes all copies of folders. */
export async function closeFamilies(): Promise<void> {
  for (const pipeline of pipelines.values()) await (await pipeline).dispose();
  pipelines.clear();
  for (const folder of copies.splice(0)) await rm(folder, { recursive: true, force: true });
}
