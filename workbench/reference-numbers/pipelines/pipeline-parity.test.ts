import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createScheduler, loadTextToImagePipeline, type TextToImagePipeline } from '@starweave/diffusion';
import { afterAll, describe, expect, it } from 'vitest';
import { computePsnr, expectLatents, type ReferenceLatents } from './test-parity.ts';
import { createSquaresSource } from './test-source-pictures.ts';

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
    ...(reference.strength === undefined
      ? {}
      : { source: createSquaresSource([reference.width, reference.height]), strength: reference.strength }),
    ...changes,
  });
  return { image: result.images[0]!, steps };
}

afterAll(async () => {
  for (const pipeline of pipelines.values()) await (await pipeline).dispose();
});

describe('pictures as Python diffusers paints them', () => {
  it.each(cases)('$id', async (reference) => {
    const { image, steps } = await paint(reference);
    expectLatents(steps, reference.latents);
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
