import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type DiffusionUpscaler,
  generateEnlarged,
  loadDiffusionUpscaler,
  loadTextToImagePipeline,
  type RgbImage,
} from '@starweave/diffusion';
import { TorchGenerator } from '@starweave/numerics';
import { afterAll, describe, expect, it } from 'vitest';

interface EncodedPicture {
  readonly width: number;
  readonly height: number;
  readonly rgb: string;
}

interface UpscaleCase {
  readonly id: string;
  readonly folder: string;
  readonly scheduler: string;
  readonly prompt: string;
  readonly negative_prompt: string;
  readonly width: number;
  readonly height: number;
  readonly steps: number;
  readonly guidance_scale: number;
  readonly seed: string;
  readonly noise_level?: number;
  readonly source_latents_seed?: number;
  readonly latents: readonly {
    readonly norm: number;
    readonly first: readonly number[];
    readonly last: readonly number[];
  }[];
  readonly image: EncodedPicture;
}

interface TwoPassCase {
  readonly by: 'picture' | 'latents';
  readonly prompt: string;
  readonly negative_prompt: string;
  readonly seed: number;
  readonly steps: number;
  readonly guidance_scale: number;
  readonly width: number;
  readonly height: number;
  readonly factor: number;
  readonly strength: number;
  readonly image: EncodedPicture;
}

const fixtures = path.join(import.meta.dirname, 'fixtures');
const {
  cases,
  scenes,
  two_passes: twoPasses,
} = JSON.parse(readFileSync(path.join(fixtures, 'upscaler-cases.json'), 'utf8')) as {
  cases: UpscaleCase[];
  scenes: EncodedPicture[];
  two_passes: TwoPassCase[];
};
const upscalers = new Map<string, Promise<DiffusionUpscaler>>();

async function open(folder: string): Promise<DiffusionUpscaler> {
  const known = upscalers.get(folder) ?? loadDiffusionUpscaler(path.join(fixtures, folder), { threads: 1 });
  upscalers.set(folder, known);
  return await known;
}

function decode({ width, height, rgb }: EncodedPicture): RgbImage {
  return { width, height, rgb: new Uint8Array(Buffer.from(rgb, 'base64')) };
}

function findImage({ width, height, source_latents_seed: seed }: UpscaleCase) {
  if (seed === undefined) return decode(scenes.find((scene) => scene.width === width && scene.height === height)!);
  return { width, height, latents: new TorchGenerator(BigInt(seed)).randn((4 * width * height) / 64) };
}

async function paint(reference: UpscaleCase, changes: { guidanceScale?: number; noiseLevel?: number } = {}) {
  const upscaler = await open(reference.folder);
  const steps: Float32Array[] = [];
  const image = await upscaler.upscale({
    image: findImage(reference),
    prompt: reference.prompt,
    negativePrompt: reference.negative_prompt,
    steps: reference.steps,
    guidanceScale: reference.guidance_scale,
    seed: BigInt(reference.seed),
    scheduler: reference.scheduler,
    ...(reference.noise_level === undefined ? {} : { noiseLevel: reference.noise_level }),
    onStep: ({ latents }) => {
      steps.push(latents.slice());
    },
    ...changes,
  });
  return { image, steps };
}

function computeNorm(values: ArrayLike<number>): number {
  return Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0));
}

function computePsnr(ours: RgbImage, theirs: RgbImage): number {
  expect([ours.width, ours.height]).toEqual([theirs.width, theirs.height]);
  const squares = ours.rgb.reduce((sum, value, at) => sum + (value - theirs.rgb[at]!) ** 2, 0);
  return 10 * Math.log10(255 ** 2 / (squares / ours.rgb.length));
}

afterAll(async () => {
  for (const upscaler of upscalers.values()) await (await upscaler).dispose();
});

describe('pictures enlarged as Python diffusers does', () => {
  it.each(cases)('$id', async (reference) => {
    const { image, steps } = await paint(reference);
    expect(steps).toHaveLength(reference.latents.length);
    for (const [index, latents] of steps.entries()) {
      const { first, last, norm } = reference.latents[index]!;
      const ours = [...latents.slice(0, first.length), ...latents.slice(-last.length)];
      const error = computeNorm(ours.map((value, at) => value - [...first, ...last][at]!));
      expect(error / computeNorm([...first, ...last]), `latents after step ${index + 1}`).toBeLessThan(1e-3);
      expect(Math.abs(computeNorm(latents) / norm - 1)).toBeLessThan(1e-3);
    }
    expect(computePsnr(image, decode(reference.image))).toBeGreaterThan(45);
  });

  it.each([
    ['latent/guided', { guidanceScale: 6.6 }],
    ['picture/guided', { guidanceScale: 6.6 }],
    ['picture/guided', { noiseLevel: 60 }],
  ])('would see another setting: %s with %o', async (id, changes) => {
    const reference = cases.find((candidate) => candidate.id === id)!;
    expect(computePsnr((await paint(reference, changes)).image, decode(reference.image))).toBeLessThan(45);
  });
});

describe('pictures painted small and painted over large', () => {
  it.each(twoPasses)("as two of diffusers' pipelines do it: by $by", async (reference) => {
    const folder = path.join(import.meta.dirname, '../pipelines/fixtures/tiny-stable-diffusion');
    const pipeline = await loadTextToImagePipeline(folder, { threads: 1 });
    const { images } = await generateEnlarged(pipeline, {
      prompt: reference.prompt,
      negativePrompt: reference.negative_prompt,
      seed: reference.seed,
      steps: reference.steps,
      guidanceScale: reference.guidance_scale,
      width: reference.width,
      height: reference.height,
      enlargement: { by: reference.by, factor: reference.factor, strength: reference.strength },
    });
    await pipeline.dispose();
    expect(computePsnr(images[0]!, decode(reference.image))).toBeGreaterThan(45);
  });
});
