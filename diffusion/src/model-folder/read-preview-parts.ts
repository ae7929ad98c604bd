import path from 'node:path';
import type { ModelFamily } from '../families/model-family.ts';
import { findLatentRgbTable } from '../previews/latent-rgb-tables.ts';
import { type TinyDecoder, tinyDecoderFolders } from '../previews/tiny-decoder.ts';
import { findComponentFile } from './component-files.ts';
import type { LatentSpace } from './latent-space.ts';
import type { ModelParts } from './model-contents.ts';
import { findJson } from './read-json.ts';
import { findNumber } from './read-numbers.ts';
import type { StarweaveJson } from './starweave-json.ts';

/** What `readPreviewParts` needs. */
export interface PreviewContext {
  readonly family: ModelFamily;
  readonly latentSpace: LatentSpace;
  readonly starweave: StarweaveJson | undefined;
}

/** What a model has for previews, and its tiny decoder's file. What can't be read is left out: no preview is a fault. */
export async function readPreviewParts(
  folder: string,
  { family, latentSpace, starweave }: PreviewContext,
): Promise<Pick<ModelParts, 'latentRgb' | 'tinyDecoder'> & { readonly tinyDecoderFile: string | undefined }> {
  const latentRgb = starweave?.latentRgb ?? findLatentRgbTable(family.name, latentSpace);
  for (const component of tinyDecoderFolders) {
    const { file } = await findComponentFile(folder, component);
    if (file === undefined) continue;
    return { latentRgb, tinyDecoder: await readTinyDecoder(folder, component), tinyDecoderFile: file };
  }
  return { latentRgb, tinyDecoder: undefined, tinyDecoderFile: undefined };
}

async function readTinyDecoder(folder: string, component: string): Promise<TinyDecoder> {
  const config = await findJson(path.join(folder, component, 'config.json')).catch(() => undefined);
  return {
    component,
    scalingFactor: findNumber(config, 'scaling_factor') ?? 1,
    shiftFactor: findNumber(config, 'shift_factor') ?? 0,
  };
}
