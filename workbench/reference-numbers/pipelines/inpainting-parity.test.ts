import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import {
  createScheduler,
  type InpaintingRequest,
  loadTextToImagePipeline,
  type RgbImage,
  type TextToImagePipeline,
} from '@starweave/diffusion';
import { afterAll, describe, expect, it } from 'vitest';
import { computePsnr, expectLatents, type ReferenceLatents } from './test-parity.ts';
import { createEllipseMask, createSquaresSource, type Size } from './test-source-pictures.ts';

interface ReferenceCase {
  readonly id: string;
  readonly folder: string;
  readonly scheduler: string;
  readonly scheduler_options: Readonly<Record<string, unknown>>;
  readonly prompt: string;
  readonly negative_prompt: string;
  readonly width: number;
  readonly height: number;
  readonly steps: number;
  readonly strength: number;
  readonly guidance_scale: number;
  readonly seed: number;
  readonly source_size: Size;
  readonly mask_size: Size;
  readonly mask: 'ellipse' | 'black' | 'white';
  readonly mask_padding: number | null;
  readonly latents: readonly ReferenceLatents[];
  /** Base64 of zlib of the picture's bytes. */
  readonly image: string;
}

const fixtures = path.join(import.meta.dirname, 'fixtures');
const { cases } = JSON.parse(readFileSync(path.join(fixtures, 'inpainting-cases.json'), 'utf8')) as {
  cases: ReferenceCase[];
};
const config = JSON.parse(
  readFileSync(path.join(fixtures, 'tiny-stable-diffusion/scheduler/scheduler_config.json'), 'utf8'),
) as Record<string, unknown>;

const folders: string[] = [];
const pipelines = new Map<string, Promise<TextToImagePipeline>>();

/** `tiny-inpainting` holds what differs from the whole model beside it. */
async function loadPipeline(name: string): Promise<TextToImagePipeline> {
  const folder = await mkdtemp(path.join(tmpdir(), 'starweave-inpainting-'));
  folders.push(folder);
  await cp(path.join(fixtures, 'tiny-stable-diffusion'), folder, { recursive: true });
  await cp(path.join(fixtures, name), folder, { recursive: true });
  return await loadTextToImagePipeline(folder, { threads: 1 });
}

async function openPipeline(name: string): Promise<TextToImagePipeline> {
  const known = pipelines.get(name) ?? loadPipeline(name);
  pipelines.set(name, known);
  return await known;
}

function createMask({ mask, mask_size: [width, height] }: ReferenceCase): RgbImage {
  if (mask === 'ellipse') return createEllipseMask([width, height]);
  return { width, height, rgb: new Uint8Array(width * height * 3).fill(mask === 'white' ? 255 : 0) };
}

async function paint(reference: ReferenceCase, changes: Partial<InpaintingRequest> = {}) {
  const pipeline = await openPipeline(reference.folder);
  const steps: Float32Array[] = [];
  const { images } = await pipeline.generate({
    prompt: reference.prompt,
    negativePrompt: reference.negative_prompt,
    ...{ width: reference.width, height: reference.height, steps: reference.steps, strength: reference.strength },
    guidanceScale: reference.guidance_scale,
    seed: reference.seed,
    source: createSquaresSource(reference.source_size),
    mask: createMask(reference),
    sourceFit: 'stretch',
    ...(reference.mask_padding === null ? {} : { maskPadding: reference.mask_padding }),
    scheduler:
      Object.keys(reference.scheduler_options).length === 0
        ? reference.scheduler
        : createScheduler({
            ...config,
            ...reference.scheduler_options,
            _class_name: reference.scheduler,
          }),
    onStep: ({ latents }) => {
      steps.push(latents.slice());
    },
    ...changes,
  });
  return { image: images[0]!, steps };
}

function readImage(reference: ReferenceCase): Uint8Array {
  return inflateSync(Buffer.from(reference.image, 'base64'));
}

afterAll(async () => {
  for (const pipeline of pipelines.values()) await (await pipeline).dispose();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

describe('pictures painted through a mask as Python diffusers paints them', () => {
  it.each(cases)('$id', async (reference) => {
    const { image, steps } = await paint(reference);
    expectLatents(steps, reference.latents);
    const isRegion = reference.mask_padding !== null;
    expect([image.width, image.height]).toEqual(isRegion ? reference.source_size : [reference.width, reference.height]);
    expect(computePsnr(image.rgb, readImage(reference))).toBeGreaterThan(45);
  });

  it('would see a mask that is a little wider', async () => {
    const reference = cases.find(({ id }) => id === 'four/ddim')!;
    const mask = createMask(reference);
    const wider = { ...mask, rgb: mask.rgb.map((value) => Math.min(255, value * 4)) };
    const { image } = await paint(reference, { mask: wider });
    expect(computePsnr(image.rgb, readImage(reference))).toBeLessThan(45);
  });
});
