import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { ImageRequestSchema, OutputFormat } from '@starweave/contract';
import { describe, expect, it } from 'vitest';
import { InvalidRequestError } from '../errors.ts';
import { type ResolveOptions, resolveImageRequest } from './resolve-request.ts';
import { createTestModel } from './test-models.ts';

const postcard = createTestModel({
  id: 'postcard',
  styles: ['flat', 'pixel art'],
  sizes: [{ width: 256, height: 256 }],
  defaults: { width: 256, height: 256, steps: 20, guidanceScale: 5, strength: 0.8, scheduler: 'DDIMScheduler' },
  vocabulary: { subjects: ['boat'] },
});
const open = createTestModel({
  id: 'open',
  unfitSchedulers: [{ name: 'HeunScheduler', reason: 'Too loud.' }],
});

function resolve(request: MessageInitShape<typeof ImageRequestSchema>, options: Partial<ResolveOptions> = {}) {
  const randomInteger = (limit: number) => limit - 1;
  return resolveImageRequest(create(ImageRequestSchema, request), {
    model: open,
    randomInteger,
    ...options,
  });
}

function findFaults(request: MessageInitShape<typeof ImageRequestSchema>, options: Partial<ResolveOptions> = {}) {
  try {
    resolve(request, options);
  } catch (error) {
    if (error instanceof InvalidRequestError) return error.violations;
    throw error;
  }
  return [];
}

describe('what is not sent', () => {
  it("takes the model's defaults", () => {
    expect(resolve({ prompt: ' a boat ' })).toEqual({
      prompt: 'a boat',
      negativePrompt: '',
      modelPrompt: 'a boat',
      modelNegativePrompt: '',
      model: 'open',
      modelHash: open.hash,
      width: 512,
      height: 512,
      steps: 20,
      guidanceScale: 7.5,
      scheduler: 'DDIMScheduler',
      style: '',
      seed: `${2 ** 31 - 18}`,
      count: 1,
      format: 'png',
    });
  });

  it('takes the default for what is empty by the plan: style, scheduler, format', () => {
    const settings = { style: '', scheduler: '' };
    const request = { prompt: 'a boat', settings, outputFormat: OutputFormat.UNSPECIFIED };
    expect(resolve(request)).toMatchObject({ style: '', scheduler: 'DDIMScheduler', format: 'png' });
  });
});

describe('an explicit value', () => {
  it('is kept at both ends of its range', () => {
    const low = { width: 8, height: 8, steps: 1, guidanceScale: 0, seed: 0 };
    const high = { width: 4096, height: 4096, steps: 1000, guidanceScale: 50, seed64: 2n ** 63n - 1n };
    expect(resolve({ prompt: 'x', count: 1, settings: low })).toMatchObject({ ...low, seed: '0' });
    expect(resolve({ prompt: 'x'.repeat(10_000), settings: high })).toMatchObject({ seed: '9223372036854775807' });
    expect(resolve({ prompt: 'x', count: 16 })).toMatchObject({ count: 16 });
  });

  it('is the same from JSON as from a float of gRPC', () => {
    const [json, grpc] = [7.1, Math.fround(7.1)].map((guidanceScale) =>
      resolve({ prompt: 'x', settings: { guidanceScale } }),
    );
    expect(json?.guidanceScale).toBe(7.1);
    expect(grpc).toEqual(json);
  });

  it('of seed_64 wins over seed', () => {
    expect(resolve({ prompt: 'x', settings: { seed: 1, seed64: 2n } }).seed).toBe('2');
  });
});

describe('a bad value is refused by its field, with what is allowed', () => {
  it.each([
    ['no prompt', {}, 'prompt', /1 to 10,000/],
    ['an empty prompt', { prompt: '' }, 'prompt', /1 to 10,000/],
    ['a blank prompt', { prompt: ' \n ' }, 'prompt', /1 to 10,000/],
    ['100 kB of prompt', { prompt: 'x'.repeat(100_000) }, 'prompt', /10,000 characters; this has 100,000/],
    ['a null character', { prompt: 'a\0boat' }, 'prompt', /null character/],
    ['half of a surrogate pair', { prompt: 'a \ud83d boat' }, 'prompt', /surrogate/],
    ['a null character to avoid', { prompt: 'x', negativePrompt: '\0' }, 'negative_prompt', /null character/],
    ['a width of 0', { prompt: 'x', settings: { width: 0 } }, 'settings.width', /8 to 4096 pixels in steps of 8/],
    ['a negative height', { prompt: 'x', settings: { height: -64 } }, 'settings.height', /8 to 4096/],
    ['a width of 100000', { prompt: 'x', settings: { width: 100_000 } }, 'settings.width', /this is 100000/],
    ['a width of 500', { prompt: 'x', settings: { width: 500 } }, 'settings.width', /steps of 8/],
    ['0 steps', { prompt: 'x', settings: { steps: 0 } }, 'settings.steps', /1 to 1000/],
    ['10000 steps', { prompt: 'x', settings: { steps: 10_000 } }, 'settings.steps', /1 to 1000/],
    ['NaN guidance', { prompt: 'x', settings: { guidanceScale: Number.NaN } }, 'settings.guidance_scale', /0 to 50/],
    ['endless guidance', { prompt: 'x', settings: { guidanceScale: Infinity } }, 'settings.guidance_scale', /0 to 50/],
    ['negative guidance', { prompt: 'x', settings: { guidanceScale: -1 } }, 'settings.guidance_scale', /0 to 50/],
    ['a negative seed', { prompt: 'x', settings: { seed: -1 } }, 'settings.seed', /0 to 2147483647/],
    ['a negative seed_64', { prompt: 'x', settings: { seed64: -1n } }, 'settings.seed_64', /0 to 2\^63 - 1/],
    [
      'a seed past the end',
      { prompt: 'x', count: 2, settings: { seed64: 2n ** 63n - 1n } },
      'settings.seed_64',
      /2\^63/,
    ],
    ['no pictures', { prompt: 'x', count: 0 }, 'count', /1 to 16/],
    ['17 pictures', { prompt: 'x', count: 17 }, 'count', /1 to 16/],
    ['an unknown style', { prompt: 'x', settings: { style: 'baroque' } }, 'settings.style', /Known styles: photo, /],
    [
      'a scheduler for other models',
      { prompt: 'x', settings: { scheduler: 'HeunScheduler' } },
      'settings.scheduler',
      /"open" doesn't paint with HeunScheduler\. Too loud\. Known schedulers: DDIMScheduler, /,
    ],
    ['an unknown scheduler', { prompt: 'x', settings: { scheduler: 'DDIM' } }, 'settings.scheduler', /DDIMScheduler, /],
    ['an unknown format', { prompt: 'x', outputFormat: 9 as OutputFormat }, 'output_format', /OUTPUT_FORMAT_PNG/],
  ] as const)('%s', (_, request, field, description) => {
    expect(findFaults(request)).toEqual([{ field, description: expect.stringMatching(description) }]);
  });

  it("a size that the model doesn't paint, with those that it does", () => {
    const faults = findFaults({ prompt: 'x', settings: { width: 512 } }, { model: postcard });
    expect(faults).toEqual([{ field: 'settings.width', description: expect.stringMatching(/It paints: 256x256/) }]);
  });

  it('several at once', () => {
    const faults = findFaults({ prompt: '', count: 99, settings: { steps: 0, width: 3 } });
    expect(faults.map(({ field }) => field)).toEqual(['prompt', 'count', 'settings.width', 'settings.steps']);
  });
});

describe('a style', () => {
  it("of a closed vocabulary is the model's own word, however it is spelled", () => {
    const settings = { style: 'Pixel-Art' };
    const resolved = resolve({ prompt: 'a boat', settings }, { model: postcard });
    expect(resolved).toMatchObject({ style: 'pixel art', prompt: 'a boat', modelPrompt: 'a boat, pixel art' });
    const [fault] = findFaults({ prompt: 'x', settings: { style: 'cinematic' } }, { model: postcard });
    expect(fault?.description).toContain('Known styles: flat, pixel art.');
  });

  it('that the prompt already says is not said twice', () => {
    const request = { prompt: 'a boat, in pixel art', settings: { style: 'pixel art' } };
    expect(resolve(request, { model: postcard }).modelPrompt).toBe('a boat, in pixel art');
  });

  it('of an open model brings its words for both prompts', () => {
    const resolved = resolve({ prompt: 'a boat', negativePrompt: 'rain', settings: { style: 'noir' } });
    expect(resolved.modelPrompt).toBe('a boat, film noir, black and white, hard shadows');
    expect(resolved.modelNegativePrompt).toBe('rain, color');
    expect(resolved.negativePrompt).toBe('rain');
  });
});
