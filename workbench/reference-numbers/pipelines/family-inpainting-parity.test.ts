import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import type { InpaintingRequest } from '@starweave/diffusion';
import { afterAll, describe, expect, it } from 'vitest';
import { closeFamilies, openFamilyPipeline } from './test-family-folders.ts';
import { computePsnr, expectLatents, type ReferenceLatents } from './test-parity.ts';
import { createEllipseMask, createSquaresSource } from './test-source-pictures.ts';

interface FamilyInpaintingCase {
  readonly id: string;
  readonly folder: string;
  readonly prompt: string;
  readonly width: number;
  readonly height: number;
  readonly seed: string;
  readonly scheduler?: string;
  /** By their names in diffusers. */
  readonly arguments: {
    readonly num_inference_steps: number;
    readonly guidance_scale: number;
    readonly strength?: number;
    readonly negative_prompt?: string;
    readonly denoising_start?: number;
    readonly denoising_end?: number;
  };
  readonly latents: readonly ReferenceLatents[];
  /** Base64 of zlib of the picture's bytes. */
  readonly image: string;
}

const file = path.join(import.meta.dirname, 'fixtures/families/inpainting-cases.json');
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly FamilyInpaintingCase[] };

function createRequest({ arguments: given, ...reference }: FamilyInpaintingCase): InpaintingRequest {
  const size = [reference.width, reference.height] as const;
  return {
    prompt: reference.prompt,
    promptSyntax: 'plain',
    seed: BigInt(reference.seed),
    steps: given.num_inference_steps,
    guidanceScale: given.guidance_scale,
    source: createSquaresSource(size),
    mask: createEllipseMask(size),
    ...(reference.scheduler && { scheduler: reference.scheduler }),
    ...(given.strength && { strength: given.strength }),
    ...(given.negative_prompt && { negativePrompt: given.negative_prompt }),
    ...(given.denoising_start && { denoisingStart: given.denoising_start }),
    ...(given.denoising_end && { denoisingEnd: given.denoising_end, output: 'latents' }),
  };
}

afterAll(closeFamilies);

describe('pictures that other families paint through a mask as Python diffusers does', () => {
  it.each(cases)('$id', async (reference) => {
    const pipeline = await openFamilyPipeline(reference.folder);
    const steps: Float32Array[] = [];
    const { images } = await pipeline.generate({
      ...createRequest(reference),
      onStep: ({ latents }) => {
        steps.push(latents.slice());
      },
    });
    expectLatents(steps, reference.latents);
    const [image] = images;
    expect(image === undefined).toBe(reference.arguments.denoising_end !== undefined);
    const expected = inflateSync(Buffer.from(reference.image, 'base64'));
    if (image !== undefined) expect(computePsnr(image.rgb, expected)).toBeGreaterThan(45);
  });
});
