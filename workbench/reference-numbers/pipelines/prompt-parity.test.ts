import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import { type Emphasis, loadTextToImagePipeline, type TextToImagePipeline } from '@starweave/diffusion';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface ReferenceCase {
  readonly id: string;
  readonly prompt: string;
  readonly negative_prompt: string;
  readonly emphasis: Emphasis;
  /** Names of the textual inversions that are loaded. */
  readonly files: readonly string[];
  readonly latents: readonly { readonly norm: number; readonly first: number[]; readonly last: number[] }[];
  /** Base64 of the picture's bytes, compressed. */
  readonly image: string;
}

const fixtures = path.join(import.meta.dirname, 'fixtures');
const { cases, tokens } = JSON.parse(await readFile(path.join(fixtures, 'prompt-picture-cases.json'), 'utf8')) as {
  readonly cases: readonly ReferenceCase[];
  /** What each textual inversion is loaded as. */
  readonly tokens: Readonly<Record<string, string>>;
};
const inversionCases = cases.filter(({ files }) => files.length > 0);
const weightedCases = cases.filter(({ files }) => files.length === 0);
const stableFolder = path.join(fixtures, 'tiny-stable-diffusion');
const inversionPath = (name: string) => path.join(fixtures, 'textual-inversions', `${name}.safetensors`);
/** The tiny pipeline with the text encoder that the weighted prompts were encoded with. */
const weightedFolder = await mkdtemp(path.join(tmpdir(), 'starweave-prompts-'));

let stable: TextToImagePipeline;
let weighted: TextToImagePipeline;

beforeAll(async () => {
  await cp(stableFolder, weightedFolder, { recursive: true });
  await cp(path.join(fixtures, 'tiny-prompts'), weightedFolder, { recursive: true });
  const textualInversions = Object.entries(tokens)
    .filter(([name]) => name !== 'other-model')
    .map(([name, token]) => ({ path: inversionPath(name), token }));
  stable = await loadTextToImagePipeline(stableFolder, { threads: 1, textualInversions });
  weighted = await loadTextToImagePipeline(weightedFolder, { threads: 1 });
});

afterAll(async () => {
  await stable.dispose();
  await weighted.dispose();
  await rm(weightedFolder, { recursive: true });
});

async function paint(pipeline: TextToImagePipeline, { prompt, negative_prompt, emphasis }: ReferenceCase) {
  const steps: Float32Array[] = [];
  const result = await pipeline.generate({
    prompt,
    negativePrompt: negative_prompt,
    emphasis,
    width: 64,
    height: 64,
    steps: 6,
    guidanceScale: 7.5,
    seed: 7,
    onStep: ({ latents }) => {
      steps.push(latents.slice());
    },
  });
  expect(result.words.truncated || result.negativeWords.truncated).toBe(false);
  return { image: result.images[0]!, steps };
}

function computeNorm(values: ArrayLike<number>): number {
  return Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0));
}

function computePsnr(ours: Uint8Array, theirs: Uint8Array): number {
  expect(ours.length).toBe(theirs.length);
  const squares = ours.reduce((sum, value, index) => sum + (value - theirs[index]!) ** 2, 0);
  return 10 * Math.log10(255 ** 2 / (squares / ours.length));
}

function readImage({ image }: ReferenceCase): Uint8Array {
  return inflateSync(Buffer.from(image, 'base64'));
}

async function comparePicture(pipeline: TextToImagePipeline, reference: ReferenceCase): Promise<void> {
  const { image, steps } = await paint(pipeline, reference);
  expect(steps).toHaveLength(reference.latents.length);
  for (const [index, latents] of steps.entries()) {
    const { first, last, norm } = reference.latents[index]!;
    const theirs = [...first, ...last];
    const ours = [...latents.slice(0, first.length), ...latents.slice(-last.length)];
    const error = computeNorm(ours.map((value, at) => value - theirs[at]!)) / computeNorm(theirs);
    expect(error, `latents after step ${index + 1}`).toBeLessThan(1e-3);
    expect(Math.abs(computeNorm(latents) / norm - 1)).toBeLessThan(1e-3);
  }
  expect(computePsnr(image.rgb, readImage(reference))).toBeGreaterThan(45);
}

describe('pictures with textual inversions', () => {
  it.each(inversionCases)('$id is as diffusers paints it', (reference) => comparePicture(stable, reference));

  it('would see a missing vector', async () => {
    const reference = inversionCases.find(({ id }) => id === 'inversion/multi')!;
    const { image } = await paint(stable, { ...reference, prompt: reference.prompt.replaceAll('<woods>', '<starry>') });
    expect(computePsnr(image.rgb, readImage(reference))).toBeLessThan(45);
  });

  it('leaves other prompts as they were, to the bit', async () => {
    const plain = await loadTextToImagePipeline(stableFolder, { threads: 1 });
    const reference = { ...inversionCases[0]!, prompt: 'a lighthouse under a full moon', negative_prompt: 'blurry' };
    const [before, after] = [await paint(plain, reference), await paint(stable, reference)];
    await plain.dispose();
    expect(after.image).toEqual(before.image);
  });
});

describe('pictures of weighted prompts', () => {
  it.each(weightedCases)('$id is as AUTOMATIC1111 reads it and diffusers paints it', (reference) =>
    comparePicture(weighted, reference),
  );

  it('would see a weight that is a little wrong', async () => {
    const reference = weightedCases[0]!;
    const { image } = await paint(weighted, { ...reference, prompt: reference.prompt.replace('1.3', '1.4') });
    expect(computePsnr(image.rgb, readImage(reference))).toBeLessThan(45);
  });
});
