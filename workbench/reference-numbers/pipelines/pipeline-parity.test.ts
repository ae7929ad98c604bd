import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  createScheduler,
  loadTextToImagePipeline,
  type RgbImage,
  type TextToImagePipeline,
} from '@starweave/diffusion';
import { afterAll, describe, expect, it } from 'vitest';

interface ReferenceLatents {
  readonly sum_abs: number;
  readonly norm: number;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

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
  readonly guidance_scale: number;
  readonly seed: string;
  /** Where a picture is painted out of another one. */
  readonly strength?: number;
  readonly latents: readonly ReferenceLatents[];
  /** Base64 of the picture's bytes. */
  readonly image: string;
}

const fixtures = path.join(import.meta.dirname, 'fixtures');
const { cases } = readJson('pipeline-cases.json') as { cases: ReferenceCase[] };
const pipelines = new Map<string, Promise<TextToImagePipeline>>();

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(path.join(fixtures, file), 'utf8'));
}

async function openPipeline(folder: string): Promise<TextToImagePipeline> {
  const known = pipelines.get(folder) ?? loadTextToImagePipeline(path.join(fixtures, folder), { threads: 1 });
  pipelines.set(folder, known);
  return await known;
}

/** As `make_source` in make_reference.py: red grows to the right, green downwards, blue in squares. */
function createSource({ width, height }: ReferenceCase): RgbImage {
  const pixels = Array.from(
    { length: width * height },
    (_, index) => [index % width, Math.floor(index / width)] as const,
  );
  const rgb = pixels.flatMap(([x, y]) => [
    Math.floor((x * 255) / (width - 1)),
    Math.floor((y * 255) / (height - 1)),
    ((Math.floor(x / 8) + Math.floor(y / 8)) % 2) * 255,
  ]);
  return { width, height, rgb: Uint8Array.from(rgb) };
}

async function paint(reference: ReferenceCase, changes: { guidanceScale?: number } = {}) {
  const pipeline = await openPipeline(reference.folder);
  const config = readJson(`${reference.folder}/scheduler/scheduler_config.json`) as Record<string, unknown>;
  const hasOptions = Object.keys(reference.scheduler_options).length > 0;
  const steps: Float32Array[] = [];
  const result = await pipeline.generate({
    prompt: reference.prompt,
    // diffusers leaves out what is beyond 75 tokens.
    ...(reference.prompt.length > 500 ? { promptSyntax: 'plain' } : {}),
    negativePrompt: reference.negative_prompt,
    width: reference.width,
    height: reference.height,
    steps: reference.steps,
    guidanceScale: reference.guidance_scale,
    seed: BigInt(reference.seed),
    scheduler: hasOptions
      ? createScheduler({ ...config, ...reference.scheduler_options, _class_name: reference.scheduler })
      : reference.scheduler,
    onStep: ({ latents }) => {
      steps.push(latents.slice());
    },
    ...(reference.strength === undefined ? {} : { source: createSource(reference), strength: reference.strength }),
    ...changes,
  });
  return { image: result.images[0]!, steps };
}

function computeNorm(values: ArrayLike<number>): number {
  return Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0));
}

/** Norm of the difference between what was sampled of the latents, as a share of the sample's norm. */
function computeRelativeError(latents: Float32Array, reference: ReferenceLatents): number {
  const ours = [...latents.slice(0, reference.first.length), ...latents.slice(-reference.last.length)];
  const theirs = [...reference.first, ...reference.last];
  return computeNorm(ours.map((value, index) => value - theirs[index]!)) / computeNorm(theirs);
}

function computePsnr(ours: Uint8Array, theirs: Uint8Array): number {
  expect(ours.length).toBe(theirs.length);
  const squares = ours.reduce((sum, value, index) => sum + (value - theirs[index]!) ** 2, 0);
  return 10 * Math.log10(255 ** 2 / (squares / ours.length));
}

afterAll(async () => {
  for (const pipeline of pipelines.values()) await (await pipeline).dispose();
});

describe('pictures as Python diffusers paints them', () => {
  it.each(cases)('$id', async (reference) => {
    const { image, steps } = await paint(reference);
    expect(steps).toHaveLength(reference.latents.length);
    for (const [index, latents] of steps.entries()) {
      const expected = reference.latents[index]!;
      expect(computeRelativeError(latents, expected), `latents after step ${index + 1}`).toBeLessThan(1e-3);
      expect(Math.abs(computeNorm(latents) / expected.norm - 1)).toBeLessThan(1e-3);
    }
    expect([image.width, image.height]).toEqual([reference.width, reference.height]);
    const psnr = computePsnr(image.rgb, Buffer.from(reference.image, 'base64'));
    expect(psnr).toBeGreaterThan(45);
  });

  it('would see a guidance that is a little wrong', async () => {
    const reference = cases[0]!;
    const { image } = await paint(reference, { guidanceScale: reference.guidance_scale * 1.1 });
    expect(computePsnr(image.rgb, Buffer.from(reference.image, 'base64'))).toBeLessThan(45);
  });
});
