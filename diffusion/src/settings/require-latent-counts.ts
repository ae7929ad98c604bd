import { InvalidSettingsError } from '../errors.ts';
import type { LatentSpace } from '../model-folder/latent-space.ts';
import type { ImageToImageRequest, ResolvedSettings, TextToImageRequest } from '../pipelines/text-to-image-types.ts';
import { isLatentPicture } from './resolve-source.ts';

/** Latents that a request gives must be as many as its pictures take, and finite. */
export function requireLatentCounts(
  request: TextToImageRequest | ImageToImageRequest,
  { width, height, seeds }: ResolvedSettings,
  { channels, scaleFactor }: LatentSpace,
): void {
  const dims = [channels, height / scaleFactor, width / scaleFactor];
  const perPicture = dims.reduce((product, size) => product * size, 1);
  if (request.latents !== undefined)
    requireLatents('latents', request.latents, { dims, wanted: perPicture * seeds.length });
  if ('source' in request && isLatentPicture(request.source)) {
    requireLatents('source', request.source.latents, { dims, wanted: perPicture });
  }
}

function requireLatents(
  field: string,
  latents: Float32Array,
  { dims, wanted }: { readonly dims: readonly number[]; readonly wanted: number },
): void {
  if (!(latents instanceof Float32Array)) {
    throw new InvalidSettingsError(field, `The latents in ${field} aren't a Float32Array. Give one.`);
  }
  if (latents.length !== wanted) {
    throw new InvalidSettingsError(
      field,
      `There are ${latents.length} numbers of latents in ${field}, but ${wanted} are needed: ${dims.join(' × ')} for a picture.`,
    );
  }
  if (latents.every(Number.isFinite)) return;
  throw new InvalidSettingsError(field, `The latents in ${field} aren't all finite numbers. Take out what isn't.`);
}
