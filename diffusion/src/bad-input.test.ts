import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidSettingsError, TextualInversionError } from './errors.ts';
import { copyTinyModel, removeModelCopies } from './model-folder/test-model-folder.ts';
import { readMask, readPicture } from './pictures/read-picture.ts';
import { createPngFile } from './pictures/test-png-file.ts';
import type { InpaintingRequest } from './pipelines/inpainting-request.ts';
import { loadTextToImagePipeline } from './pipelines/text-to-image.ts';
import type { TextToImagePipeline } from './pipelines/text-to-image-pipeline.ts';
import type { ImageToImageRequest, RgbImage, TextToImageRequest } from './pipelines/text-to-image-types.ts';
import { createScheduler } from './schedulers/scheduler-registry.ts';
import { writeTensors } from './textual-inversion/test-safetensors.ts';

// Whatever a caller may give and shouldn't, or may wonder about: each row ends in the picture, or in a named error whose
// text says what to change.

type Request = TextToImageRequest | ImageToImageRequest | InpaintingRequest;

/** Rows break the types on purpose: JavaScript callers can. */
type Change = Readonly<Record<string, unknown>>;

function createPicture(width: number, height: number, value = 128): RgbImage {
  return { width, height, rgb: new Uint8Array(width * height * 3).fill(value) };
}

function createNoise(edge: number) {
  const bytes = Uint8Array.from({ length: edge * edge * 3 }, (_, index) => (index * 7919) % 251);
  return sharp(bytes, { raw: { width: edge, height: edge, channels: 3 } });
}

const plain = { prompt: 'a boat', seed: 1, steps: 2, width: 16, height: 16 };
const source = createPicture(16, 16);
const fromSource = { ...plain, source, strength: 0.5 };
const throughMask = { ...fromSource, mask: createPicture(16, 16, 255) };
const tinyConfig = { beta_schedule: 'scaled_linear', beta_start: 0.00085, beta_end: 0.012 };

let pipeline: TextToImagePipeline;

beforeAll(async () => {
  pipeline = await loadTextToImagePipeline(await copyTinyModel({}), { threads: 1 });
});

afterAll(async () => {
  await pipeline.dispose();
  await removeModelCopies();
});

describe('gives the picture', () => {
  it.each<[string, Request, Change]>([
    ['guidance 0', plain, { guidanceScale: 0 }],
    ['guidance 1', plain, { guidanceScale: 1 }],
    ['1 step', plain, { steps: 1 }],
    ['as many steps as the training has', plain, { steps: 1000, scheduler: 'EulerDiscreteScheduler' }],
    ['all steps that leading spacing has room for', plain, { steps: 999 }],
    ['strength 1', fromSource, { strength: 1 }],
    ['a strength of just one step', fromSource, { strength: 0.5 }],
    ['a source of 1 × 1', fromSource, { source: createPicture(1, 1) }],
    ['a source in a Buffer', fromSource, { source: { ...source, rgb: Buffer.from(source.rgb) } }],
    ['a source far from the shape', fromSource, { source: createPicture(300, 2) }],
    ['a mask of another size', throughMask, { mask: createPicture(5, 9, 255) }],
    ['a mask of 1 × 1', throughMask, { mask: createPicture(1, 1, 255) }],
    ['a mask that is black everywhere', throughMask, { mask: createPicture(16, 16, 0) }],
    ['a mask that is white everywhere', throughMask, { mask: createPicture(16, 16, 255) }],
    ['a prompt of nothing', plain, { prompt: '' }],
    ['the largest seed', plain, { seed: 2n ** 63n - 1n }],
    ['latents of zeros', plain, { latents: new Float32Array(4 * 2 * 2) }],
  ])('for %s', async (_, request, change) => {
    const { images } = await pipeline.generate({ ...request, ...change } as Request);
    expect(images[0]).toMatchObject({ width: 16, height: 16 });
  });

  it.each<[string, () => Promise<Buffer>, [width: number, height: number]]>([
    ['alpha', () => createNoise(32).ensureAlpha(0.5).png().toBuffer(), [32, 32]],
    ['CMYK', () => createNoise(32).toColourspace('cmyk').jpeg().toBuffer(), [32, 32]],
    ['16 bits', async () => createPngFile({ width: 16, height: 32, depth: 16 }, new Uint8Array(97 * 32)), [16, 32]],
    [
      'an EXIF rotation',
      () => createNoise(32).resize(48, 32).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
      [32, 48],
    ],
    ['one pixel', () => createNoise(1).png().toBuffer(), [16, 16]],
    ['animation', () => createNoise(32).gif().toBuffer(), [32, 32]],
  ])('for a file with %s', async (_, encode, [width, height]) => {
    const request: ImageToImageRequest = { prompt: 'a boat', seed: 1, steps: 2, strength: 0.5, source };
    const { images } = await pipeline.generate({ ...request, source: await readPicture(await encode()) });
    expect(images[0]).toMatchObject({ width, height });
  });
});

describe('refuses before anything runs', () => {
  const sigmas = createScheduler({ ...tinyConfig, _class_name: 'DDIMScheduler' });
  it.each<[string, Request, Change, [field: string, message: RegExp]]>([
    [
      'too few bytes',
      fromSource,
      { source: { ...source, rgb: new Uint8Array(5) } },
      ['source', /16 × 16 pixels take 768/],
    ],
    [
      'bytes with alpha',
      fromSource,
      { source: { ...source, rgb: new Uint8Array(1024) } },
      ['source', /leave alpha out/],
    ],
    ['floats', fromSource, { source: { ...source, rgb: new Float32Array(768) } }, ['source', /Uint8Array/]],
    ['a list', fromSource, { source: { ...source, rgb: Array(768).fill(0) } }, ['source', /readPicture/]],
    ['a file', fromSource, { source: new Uint8Array(768) }, ['source', /readPicture/]],
    ['nothing as a source', fromSource, { source: undefined }, ['source', /readPicture/]],
    ['a name as a source', fromSource, { source: 'boat.png' }, ['source', /readPicture/]],
    [
      'half pixels',
      fromSource,
      { source: { width: 1.5, height: 2, rgb: new Uint8Array(9) } },
      ['source', /whole number/],
    ],
    ['no pixels', fromSource, { source: createPicture(0, 0) }, ['source', /1 or more/]],
    ['negative sizes', fromSource, { source: { ...source, width: -16, height: -16 } }, ['source', /1 or more/]],
    ['a mask of floats', throughMask, { mask: { ...source, rgb: new Float32Array(768) } }, ['mask', /Uint8Array/]],
    ['a mask with too few bytes', throughMask, { mask: { ...source, rgb: new Uint8Array(9) } }, ['mask', /take 768/]],
    ['a mask without a source', plain, { mask: source }, ['source', /Give the picture/]],
    ['maskPadding without a mask', fromSource, { maskPadding: 3 }, ['maskPadding', /Give a mask/]],
    ['a bad maskPadding', throughMask, { maskPadding: -1 }, ['maskPadding', /0 to 4096/]],
    ['a bad maskBlur', throughMask, { maskBlur: Number.NaN }, ['maskBlur', /0 \(sharp\) to 512/]],
    ['no region', throughMask, { mask: createPicture(9, 9, 0), maskPadding: 3 }, ['mask', /Make white/]],
    ['a bad sourceFit', fromSource, { sourceFit: 'squeeze' }, ['sourceFit', /cover/]],
    ['strength 0', fromSource, { strength: 0 }, ['strength', /0\.5 or more.*take the source itself/]],
    ['strength below one step', fromSource, { strength: 0.49 }, ['strength', /0\.5 or more/]],
    ['strength above 1', fromSource, { strength: 1.01 }, ['strength', /up to 1/]],
    ['strength NaN', throughMask, { strength: Number.NaN }, ['strength', /up to 1/]],
    ['0 steps', plain, { steps: 0 }, ['steps', /1 to 1000/]],
    ['half a step', plain, { steps: 0.5 }, ['steps', /1 to 1000/]],
    ['more steps than the training', plain, { steps: 1001 }, ['steps', /1 to 1000/]],
    ['more steps than leading spacing has', plain, { steps: 1000 }, ['steps', /999 steps or fewer/]],
    ['more steps than distilled', plain, { steps: 51, scheduler: 'LCMScheduler' }, ['steps', /50/]],
    ['negative guidance', plain, { guidanceScale: -1 }, ['guidanceScale', /0 to 50/]],
    ['guidance NaN', plain, { guidanceScale: Number.NaN }, ['guidanceScale', /0 to 50/]],
    ['an unknown scheduler', plain, { scheduler: 'MagicScheduler' }, ['scheduler', /DDIMScheduler/]],
    ['a scheduler of flows', plain, { scheduler: 'FlowMatchEulerDiscreteScheduler' }, ['scheduler', /DDIMScheduler/]],
    ['latents of NaN', plain, { latents: new Float32Array(16).fill(Number.NaN) }, ['latents', /finite/]],
    ['too few latents', plain, { latents: new Float32Array(15) }, ['latents', /16 are needed/]],
    ['latents as a list', plain, { latents: Array(16).fill(0) }, ['latents', /Float32Array/]],
    ['latents with a source', fromSource, { latents: new Float32Array(16) }, ['latents', /Leave latents out/]],
    ['steps of a scheduler', plain, { steps: 1001, scheduler: sigmas }, ['steps', /1 to 1000/]],
    ['a fractional seed', plain, { seed: 0.5 }, ['seed', /whole number/]],
    ['a width off the multiple', plain, { width: 20 }, ['width', /multiple of 16/]],
    ['a prompt that is no text', plain, { prompt: 5 }, ['prompt', /string/]],
  ])('%s', async (_, request, change, [field, message]) => {
    const fail = () => {
      throw new Error('A step has run.');
    };
    const asked = { ...request, ...change, onStep: fail } as Request;
    const error: unknown = await pipeline.generate(asked).catch((reason) => reason);
    expect(error).toBeInstanceOf(InvalidSettingsError);
    expect(error).toMatchObject({ code: 'settings-invalid', field, message: expect.stringMatching(message) });
    expect(() => pipeline.resolveSettings(asked)).toThrow(InvalidSettingsError);
  });

  it.each(['PNDMScheduler', 'EulerAncestralDiscreteScheduler', 'KDPM2DiscreteScheduler'])(
    'a prediction type that %s does not take',
    async (scheduler) => {
      const config = { ...tinyConfig, _class_name: 'DDIMScheduler', prediction_type: 'sample' };
      const folder = await copyTinyModel({ 'scheduler/scheduler_config.json': JSON.stringify(config) });
      const other = await loadTextToImagePipeline(folder, { threads: 1 });
      await expect(other.generate({ ...plain, scheduler })).rejects.toMatchObject({
        code: 'settings-invalid',
        field: 'scheduler',
        message: expect.stringMatching(/prediction_type.*"epsilon", "v_prediction"/),
      });
      await expect(other.generate(plain)).resolves.toBeDefined();
      await other.dispose();
    },
  );

  it('a textual inversion for another model', async () => {
    const bytes = writeTensors({ '<boat>': { dims: [1, 768], value: 1 } });
    const error: unknown = await pipeline.loadTextualInversion({ bytes }).catch((reason) => reason);
    expect(error).toBeInstanceOf(TextualInversionError);
    expect((error as Error).message).toMatch(/768.*32/);
  });
});

describe('refuses a file', () => {
  it.each<[string, () => Promise<Uint8Array>, code: string, message: RegExp]>([
    ['that is empty', async () => new Uint8Array(), 'picture-unreadable', /Give a PNG/],
    ['of text', async () => Buffer.from('a boat'), 'picture-unreadable', /Give a PNG/],
    ['of SVG', async () => Buffer.from('<svg width="9" height="9"/>'), 'picture-unreadable', /Save it as PNG/],
    [
      'that is a truncated JPEG',
      async () => (await createNoise(64).jpeg().toBuffer()).subarray(0, 900),
      'picture-unreadable',
      /Copy or save it again/,
    ],
    [
      'of 20000 × 20000 pixels',
      async () => createPngFile({ width: 20_000, height: 20_000 }, new Uint8Array(9)),
      'picture-too-large',
      /Scale it down/,
    ],
  ])('%s', async (_, create, code, message) => {
    const file = await create();
    await expect(readPicture(file)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    await expect(readMask(file)).rejects.toMatchObject({ code });
  });
});
