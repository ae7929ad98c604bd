import { readFileSync } from 'node:fs';
import path from 'node:path';
import type {
  ImageToImageRequest,
  LatentPicture,
  RgbImage,
  SizeConditioning,
  TextToImageRequest,
} from '@starweave/diffusion';
import { TorchGenerator } from '@starweave/numerics';
import { afterAll, describe, expect, it } from 'vitest';
import { closeFamilies, openFamilyPipeline } from './test-family-folders.ts';
import { computePsnr, computeRelativeError, type ReferenceLatents } from './test-parity.ts';
import { createSquaresSource } from './test-source-pictures.ts';

type Pair = readonly [first: number, second: number];

/** Arguments of diffusers' pipelines, by their names there. */
interface PythonArguments {
  readonly num_inference_steps?: number;
  readonly timesteps?: readonly number[];
  readonly sigmas?: readonly number[];
  readonly guidance_scale: number;
  readonly guidance_rescale?: number;
  readonly eta?: number;
  readonly clip_skip?: number;
  readonly strength?: number;
  readonly original_inference_steps?: number;
  readonly denoising_end?: number;
  readonly denoising_start?: number;
  readonly negative_prompt?: string;
  readonly prompt_2?: string;
  readonly negative_prompt_2?: string;
  readonly original_size?: Pair;
  readonly crops_coords_top_left?: Pair;
  readonly target_size?: Pair;
  readonly negative_original_size?: Pair;
  readonly negative_crops_coords_top_left?: Pair;
  readonly negative_target_size?: Pair;
  readonly aesthetic_score?: number;
  readonly negative_aesthetic_score?: number;
}

interface FamilyCase {
  readonly id: string;
  readonly folder: string;
  readonly prompt: string;
  readonly width: number;
  readonly height: number;
  readonly seed: string;
  readonly scheduler?: string;
  readonly output?: 'latents';
  readonly from_picture?: boolean;
  /** Seed of starting noise that is given. */
  readonly latents_seed?: number;
  /** The case whose latents it goes on from. */
  readonly handed_over_by?: string;
  readonly arguments: PythonArguments;
  readonly latents: readonly ReferenceLatents[];
  /** Base64 of the picture's bytes. */
  readonly image?: string;
}

const file = path.join(import.meta.dirname, 'fixtures/families/family-cases.json');
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly FamilyCase[] };

function findCase(id: string): FamilyCase {
  return cases.find((reference) => reference.id === id)!;
}

function toSize([height, width]: Pair) {
  return { height, width };
}

function toCorner([top, left]: Pair) {
  return { top, left };
}

function toSizeConditioning(given: PythonArguments): SizeConditioning {
  return {
    ...(given.original_size && { originalSize: toSize(given.original_size) }),
    ...(given.crops_coords_top_left && { cropCorner: toCorner(given.crops_coords_top_left) }),
    ...(given.target_size && { targetSize: toSize(given.target_size) }),
    ...(given.negative_original_size && { negativeOriginalSize: toSize(given.negative_original_size) }),
    ...(given.negative_crops_coords_top_left && { negativeCropCorner: toCorner(given.negative_crops_coords_top_left) }),
    ...(given.negative_target_size && { negativeTargetSize: toSize(given.negative_target_size) }),
    ...(given.aesthetic_score && { aestheticScore: given.aesthetic_score }),
    ...(given.negative_aesthetic_score && { negativeAestheticScore: given.negative_aesthetic_score }),
  };
}

const optionNames = {
  num_inference_steps: 'steps',
  timesteps: 'timesteps',
  sigmas: 'sigmas',
  guidance_rescale: 'guidanceRescale',
  eta: 'eta',
  clip_skip: 'clipSkip',
  strength: 'strength',
  original_inference_steps: 'originalSteps',
  denoising_end: 'denoisingEnd',
  denoising_start: 'denoisingStart',
  negative_prompt: 'negativePrompt',
  prompt_2: 'prompt2',
  negative_prompt_2: 'negativePrompt2',
} as const satisfies Partial<Record<keyof PythonArguments, keyof ImageToImageRequest>>;

async function createRequest(reference: FamilyCase): Promise<TextToImageRequest | ImageToImageRequest> {
  const { arguments: given, width, height } = reference;
  const options = Object.entries(optionNames)
    .filter(([python]) => python in given)
    .map(([python, ours]) => [ours, given[python as keyof PythonArguments]]);
  const sizeConditioning = toSizeConditioning(given);
  const source = await createStart(reference);
  return {
    ...{ prompt: reference.prompt, width, height, seed: BigInt(reference.seed) },
    guidanceScale: given.guidance_scale,
    // diffusers reads prompts to the letter.
    promptSyntax: 'plain',
    ...Object.fromEntries(options),
    ...(reference.scheduler && { scheduler: reference.scheduler }),
    ...(reference.output && { output: reference.output }),
    ...(Object.keys(sizeConditioning).length > 0 && { sizeConditioning }),
    ...(reference.latents_seed && { latents: createNoise(reference, reference.latents_seed) }),
    ...(source && { source }),
  };
}

async function createStart(reference: FamilyCase): Promise<RgbImage | LatentPicture | undefined> {
  if (reference.from_picture) return createSquaresSource([reference.width, reference.height]);
  if (reference.handed_over_by === undefined) return undefined;
  const first = await paint(findCase(reference.handed_over_by));
  return first.result.latents[0];
}

function createNoise({ width, height }: FamilyCase, seed: number): Float32Array {
  const noise = new Float32Array((4 * width * height) / 64);
  new TorchGenerator(seed).fillNormal(noise);
  return noise;
}

async function paint(reference: FamilyCase, changes: Partial<ImageToImageRequest> = {}) {
  const pipeline = await openFamilyPipeline(reference.folder);
  const steps: Float32Array[] = [];
  const result = await pipeline.generate({
    ...(await createRequest(reference)),
    ...changes,
    onStep: ({ latents }) => {
      steps.push(latents.slice());
    },
  });
  return { result, steps };
}

function findWorstError(steps: readonly Float32Array[], reference: FamilyCase): number {
  return Math.max(...steps.map((latents, index) => computeRelativeError(latents, reference.latents[index]!)));
}

afterAll(closeFamilies);

describe('every family as Python diffusers paints it', () => {
  it.each(cases)('$id', async (reference) => {
    const { result, steps } = await paint(reference);
    expect(steps).toHaveLength(reference.latents.length);
    expect(findWorstError(steps, reference)).toBeLessThan(1e-3);
    if (reference.image === undefined) {
      expect(result.images).toEqual([]);
      expect(computeRelativeError(result.latents[0]!.latents, reference.latents.at(-1)!)).toBeLessThan(1e-3);
      return;
    }
    const [image] = result.images;
    expect([image!.width, image!.height]).toEqual([reference.width, reference.height]);
    expect(computePsnr(image!.rgb, Buffer.from(reference.image, 'base64'))).toBeGreaterThan(45);
  });
});

/** What a request of a case could say otherwise; each must move the latents by more than parity allows. */
const changes: [id: string, change: Partial<ImageToImageRequest>][] = [
  ['sd2/rescaled', { guidanceRescale: 0.6 }],
  ['sd2/eta', { eta: 0.5 }],
  ['sd2/given latents', { latents: createNoise(findCase('sd2/given latents'), 6) }],
  ['lcm/four steps', { guidanceScale: 9 }],
  ['lcm/original steps', { originalSteps: 40 }],
  ['xl/no negative prompt', { negativePrompt: '' }],
  ['xl/second prompts', { prompt2: 'an old oak' }],
  ['xl/second prompts', { negativePrompt2: 'words' }],
  ['xl/skipped layer', { clipSkip: 0 }],
  ['xl/negative sizes', { sizeConditioning: {} }],
  ['xl-refiner/scores and sizes', { sizeConditioning: { aestheticScore: 7.5 } }],
  ['xl/begun/EulerDiscreteScheduler', { steps: 11 }],
];

describe('parity would see', () => {
  it.each(changes)('another request than that of %s', async (id, change) => {
    const reference = findCase(id);
    const { steps } = await paint(reference, change);
    expect(findWorstError(steps.slice(0, reference.latents.length), reference)).toBeGreaterThan(1e-3);
  });
});
