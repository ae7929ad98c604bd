import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import {
  type Emphasis,
  loadTextToImagePipeline,
  type TextToImagePipeline,
  type TextToImageRequest,
} from '@starweave/diffusion';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeFamilies, copyFamilyFolder } from './test-family-folders.ts';
import { computePsnr, expectLatents, type ReferenceLatents } from './test-parity.ts';

interface ReferenceCase {
  readonly id: string;
  readonly prompt: string;
  readonly negative_prompt: string;
  readonly emphasis: Emphasis;
  /** Names of the textual inversions that are loaded. */
  readonly files: readonly string[];
  readonly latents: readonly ReferenceLatents[];
  /** Base64 of the picture's bytes, compressed. */
  readonly image: string;
}

interface ReferenceCases {
  readonly cases: readonly ReferenceCase[];
  /** What each textual inversion is loaded as. */
  readonly tokens: Readonly<Record<string, string>>;
}

const fixtures = path.join(import.meta.dirname, 'fixtures');
const small = JSON.parse(await readFile(path.join(fixtures, 'prompt-picture-cases.json'), 'utf8')) as ReferenceCases;
const large = JSON.parse(await readFile(path.join(fixtures, 'xl-prompt-picture-cases.json'), 'utf8')) as ReferenceCases;
const inversionCases = small.cases.filter(({ files }) => files.length > 0);
const weightedCases = small.cases.filter(({ files }) => files.length === 0);
const stableFolder = path.join(fixtures, 'tiny-stable-diffusion');
/** The tiny pipeline with the text encoder that the weighted prompts were encoded with. */
const weightedFolder = await mkdtemp(path.join(tmpdir(), 'starweave-prompts-'));
/** The size and the settings that the reference painted with. */
const smallSettings = { width: 64, height: 64, steps: 6, guidanceScale: 7.5, seed: 7 };
const largeSettings = { width: 32, height: 48, steps: 4, guidanceScale: 5, seed: 11 };
const opened: TextToImagePipeline[] = [];

let stable: TextToImagePipeline;
let weighted: TextToImagePipeline;
let xl: TextToImagePipeline;

function listInversions({ tokens }: ReferenceCases) {
  return Object.entries(tokens)
    .filter(([name]) => name !== 'other-model')
    .map(([name, token]) => ({ path: path.join(fixtures, 'textual-inversions', `${name}.safetensors`), token }));
}

async function open(folder: string, inversions: ReferenceCases = { cases: [], tokens: {} }) {
  const textualInversions = listInversions(inversions);
  const pipeline = await loadTextToImagePipeline(folder, { threads: 1, textualInversions });
  opened.push(pipeline);
  return pipeline;
}

beforeAll(async () => {
  await cp(stableFolder, weightedFolder, { recursive: true });
  await cp(path.join(fixtures, 'tiny-prompts'), weightedFolder, { recursive: true });
  stable = await open(stableFolder, small);
  weighted = await open(weightedFolder);
  xl = await open(await copyFamilyFolder('xl'), large);
});

afterAll(async () => {
  for (const pipeline of opened) await pipeline.dispose();
  await rm(weightedFolder, { recursive: true });
  await closeFamilies();
});

type Settings = Omit<TextToImageRequest, 'prompt'>;

async function paint(pipeline: TextToImagePipeline, reference: ReferenceCase, settings: Settings) {
  const { prompt, negative_prompt: negativePrompt, emphasis } = reference;
  const steps: Float32Array[] = [];
  const result = await pipeline.generate({
    ...settings,
    ...{ prompt, negativePrompt, emphasis },
    onStep: ({ latents }) => {
      steps.push(latents.slice());
    },
  });
  expect(result.words.truncated || result.negativeWords.truncated).toBe(false);
  return { rgb: result.images[0]!.rgb, steps };
}

function readImage({ image }: ReferenceCase): Uint8Array {
  return inflateSync(Buffer.from(image, 'base64'));
}

async function compare(pipeline: TextToImagePipeline, reference: ReferenceCase, settings: Settings): Promise<void> {
  const { rgb, steps } = await paint(pipeline, reference, settings);
  expectLatents(steps, reference.latents);
  expect(computePsnr(rgb, readImage(reference))).toBeGreaterThan(45);
}

describe('pictures with textual inversions', () => {
  it.each(inversionCases)('$id is as diffusers paints it', (reference) => compare(stable, reference, smallSettings));

  it('would see a missing vector', async () => {
    const reference = inversionCases.find(({ id }) => id === 'inversion/multi')!;
    const other = { ...reference, prompt: reference.prompt.replaceAll('<woods>', '<starry>') };
    const { rgb } = await paint(stable, other, smallSettings);
    expect(computePsnr(rgb, readImage(reference))).toBeLessThan(45);
  });

  it('leaves other prompts as they were, to the bit', async () => {
    const plain = await open(stableFolder);
    const reference = { ...inversionCases[0]!, prompt: 'a lighthouse under a full moon', negative_prompt: 'blurry' };
    const [before, after] = [
      await paint(plain, reference, smallSettings),
      await paint(stable, reference, smallSettings),
    ];
    expect(after).toEqual(before);
  });

  // The encoders are the same but for rounding; 8 bits round the states by a few per cent.
  it.each([
    ['sd2-fp16', 35],
    ['sd2-int8', 20],
    ['legacy', 45],
  ])('are taken by a text encoder in another form (%s)', async (name, decibels) => {
    const reference = inversionCases[0]!;
    const settings = { ...smallSettings, width: 32, height: 32, steps: 2 };
    const [usual, other] = [
      await open(await copyFamilyFolder('sd2'), small),
      await open(await copyFamilyFolder(name), small),
    ];
    const { rgb } = await paint(other, reference, settings);
    expect(computePsnr(rgb, (await paint(usual, reference, settings)).rgb)).toBeGreaterThan(decibels);
    const without = await paint(other, { ...reference, prompt: 'a sun over the sea' }, settings);
    expect(rgb).not.toEqual(without.rgb);
  });
});

describe('pictures of weighted prompts', () => {
  it.each(weightedCases)('$id is as AUTOMATIC1111 reads it and diffusers paints it', (reference) =>
    compare(weighted, reference, smallSettings),
  );

  it('would see a weight that is a little wrong', async () => {
    const reference = weightedCases[0]!;
    const other = { ...reference, prompt: reference.prompt.replace('1.3', '1.4') };
    const { rgb } = await paint(weighted, other, smallSettings);
    expect(computePsnr(rgb, readImage(reference))).toBeLessThan(45);
  });
});

describe('prompts of Stable Diffusion XL', () => {
  it.each(large.cases)('$id is as AUTOMATIC1111 reads it and diffusers paints it', (reference) =>
    compare(xl, reference, largeSettings),
  );
});
