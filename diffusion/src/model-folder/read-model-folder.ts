import { stat } from 'node:fs/promises';
import path from 'node:path';
import { findFamily, parsePipelineName } from '../families/family-registry.ts';
import { stableDiffusion } from '../families/stable-diffusion.ts';
import type { JsonObject } from '../tokenizers/tokenizer-files.ts';
import { computeFolderSize } from './component-files.ts';
import { createFacts } from './create-facts.ts';
import { createFaultList } from './fault-list.ts';
import type { ModelContents } from './model-contents.ts';
import { findJson } from './read-json.ts';
import { readModelParts } from './read-model-parts.ts';
import { parseStarweaveJson } from './starweave-json.ts';

/** Read a model folder without loading its networks. What is wrong with it is in `facts.faults`; never throws for that. */
export async function readModelFolder(folder: string): Promise<ModelContents> {
  const { faults, attempt } = createFaultList();
  const isFolder = await attempt('folder', () => requireFolder(folder));
  if (isFolder === undefined) return { facts: createFacts(folder, { faults }), parts: undefined };
  const index = await attempt('model_index.json', () => readIndex(folder));
  const starweave = await attempt('starweave.json', async () =>
    parseStarweaveJson((await findJson(path.join(folder, 'starweave.json'))) ?? {}),
  );
  const family = index && (await attempt('model_index.json', async () => findFamily(index)));
  const pipeline = index && family && parsePipelineName(index);
  // Of a pipeline that can't be opened, the rest isn't looked at: it needs other parts.
  if (index !== undefined && family === undefined) {
    const sizeBytes = await computeFolderSize(folder);
    const facts = createFacts(folder, { faults, index, pipeline: parsePipelineName(index), starweave, sizeBytes });
    return { facts, parts: undefined };
  }
  const context = { index: index ?? {}, family: family ?? stableDiffusion, starweave, attempt };
  const found = await readModelParts(folder, context);
  const { parts, unetConfig, schedulerConfig, networkFiles } = found;
  const facts = createFacts(folder, {
    ...{ faults, index, pipeline, family, starweave, unetConfig },
    latentSpace: found.latentSpace,
    readsMask: found.readsMask,
    hasPreview: found.hasPreview,
    scheduler: starweave?.defaults.scheduler ?? schedulerConfig?._class_name,
    schedulerConfig,
    hasEncoder: networkFiles.has('vae_encoder'),
    sizeBytes: await computeFolderSize(folder),
  });
  return { facts, parts: faults.length > 0 ? undefined : parts };
}

async function requireFolder(folder: string): Promise<true> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) throw new Error('There is no such folder. Check the path.');
  return true;
}

async function readIndex(folder: string): Promise<JsonObject> {
  const index = await findJson(path.join(folder, 'model_index.json'));
  if (index !== undefined) return index;
  throw new Error(
    "It is missing, so this isn't a Hugging Face pipeline folder. Check the path, or export the model again.",
  );
}
