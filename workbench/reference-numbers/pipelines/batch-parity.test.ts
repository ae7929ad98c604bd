import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import type { ImageToImageRequest, InpaintingRequest, TextToImageRequest } from '@starweave/diffusion';
import { afterAll, describe, expect, it } from 'vitest';
import { closeFamilies, openFamilyPipeline } from './test-family-folders.ts';
import { computePsnr, computeRelativeError, type ReferenceLatents } from './test-parity.ts';
import { createEllipseMask, createSquaresSource } from './test-source-pictures.ts';

interface BatchCase {
  readonly id: string;
  readonly folder: string;
  readonly kind: 'noise' | 'picture' | 'mask';
  readonly scheduler?: string;
  readonly prompts: readonly string[];
  readonly count: number;
  readonly seeds: readonly string[];
  readonly width: number;
  readonly height: number;
  /** By their names in diffusers. */
  readonly arguments: {
    readonly num_inference_steps: number;
    readonly guidance_scale: number;
    readonly strength?: number;
    readonly eta?: number;
    readonly negative_prompt?: string | readonly string[];
    readonly prompt_2?: readonly string[];
    readonly negative_prompt_2?: readonly string[];
  };
  readonly pictures: readonly {
    readonly latents: readonly ReferenceLatents[];
    /** Base64 of zlib of the picture's bytes. */
    readonly image: string;
  }[];
}

const file = path.join(import.meta.dirname, 'fixtures/families/batch-cases.json');
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly BatchCase[] };

function createRequest(reference: BatchCase): TextToImageRequest | ImageToImageRequest | InpaintingRequest {
  const { arguments: given, width, height, kind } = reference;
  return {
    ...{ prompt: reference.prompts, count: reference.count, seed: reference.seeds.map(BigInt), width, height },
    // diffusers reads prompts to the letter.
    promptSyntax: 'plain',
    steps: given.num_inference_steps,
    guidanceScale: given.guidance_scale,
    ...(reference.scheduler && { scheduler: reference.scheduler }),
    ...(given.eta !== undefined && { eta: given.eta }),
    ...(given.strength !== undefined && { strength: given.strength }),
    ...(given.negative_prompt !== undefined && { negativePrompt: given.negative_prompt }),
    ...(given.prompt_2 !== undefined && { prompt2: given.prompt_2 }),
    ...(given.negative_prompt_2 !== undefined && { negativePrompt2: given.negative_prompt_2 }),
    ...(kind !== 'noise' && { source: createSquaresSource([width, height]) }),
    ...(kind === 'mask' && { mask: createEllipseMask([width, height]) }),
  };
}

async function paint(reference: BatchCase, changes: Partial<TextToImageRequest> = {}) {
  const pipeline = await openFamilyPipeline(reference.folder);
  const steps: Float32Array[][] = [];
  const { images } = await pipeline.generate({
    ...createRequest(reference),
    ...changes,
    onStep: ({ picture, latents }) => {
      steps[picture] = [...(steps[picture] ?? []), latents.slice()];
    },
  });
  const worst = reference.pictures.map(({ latents }, picture) =>
    Math.max(...latents.map((expected, index) => computeRelativeError(steps[picture]![index]!, expected))),
  );
  return { images, steps, worst };
}

afterAll(closeFamilies);

describe('several prompts in one request as in one call of diffusers', () => {
  it.each(cases)('$id', async (reference) => {
    const { images, steps, worst } = await paint(reference);
    expect(images.map(({ seed }) => String(seed))).toEqual(reference.seeds);
    for (const [picture, { latents, image }] of reference.pictures.entries()) {
      expect(steps[picture]).toHaveLength(latents.length);
      expect(worst[picture], `latents of picture ${picture}`).toBeLessThan(1e-3);
      const expected = inflateSync(Buffer.from(image, 'base64'));
      expect(computePsnr(images[picture]!.rgb, expected), `picture ${picture}`).toBeGreaterThan(45);
    }
  });

  it('would notice prompts, or seeds, that changed places', async () => {
    const reference = cases[0]!;
    const swapped = await paint(reference, { prompt: reference.prompts.toReversed() });
    // The prompt in the middle stays where it is.
    expect(swapped.worst.map((error) => error > 1e-3)).toEqual([true, true, false, false, true, true]);
    const { worst } = await paint(reference, { seed: reference.seeds.map(BigInt).toReversed() });
    expect(Math.min(...worst)).toBeGreaterThan(1e-3);
  });
});
