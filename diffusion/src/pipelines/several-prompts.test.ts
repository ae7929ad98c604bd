import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyTinyModel, removeModelCopies } from '../model-folder/test-model-folder.ts';
import { generateEnlarged } from '../upscaling/generate-enlarged.ts';
import { loadTextToImagePipeline } from './text-to-image.ts';
import type { TextToImagePipeline } from './text-to-image-pipeline.ts';
import type { TextToImageRequest } from './text-to-image-types.ts';

const texts = { prompt: ['a boat', 'a (castle:1.2) in fog'], negativePrompt: ['snow', 'a moon'] };
const request: TextToImageRequest = { ...texts, seed: 20, steps: 2, width: 32, height: 32 };
const single = { steps: 2, width: 32, height: 32 };

let pipeline: TextToImagePipeline;

beforeAll(async () => {
  pipeline = await loadTextToImagePipeline(await copyTinyModel({}), { executionProviders: ['cpu'], threads: 1 });
});

afterAll(async () => {
  await pipeline.dispose();
  await removeModelCopies();
});

describe('a request with several prompts', () => {
  it('paints each as a request of its own would, `count` times, one prompt after the other', async () => {
    const places: [number, number][] = [];
    const { images, settings, prompts, words } = await pipeline.generate({
      ...request,
      count: 2,
      onStep: ({ picture, pictures }) => {
        places.push([picture, pictures]);
      },
    });
    expect(images.map(({ seed }) => seed)).toEqual([20n, 21n, 22n, 23n]);
    for (const [picture, image] of images.entries()) {
      const index = picture >> 1;
      const [prompt, negativePrompt] = [texts.prompt[index]!, texts.negativePrompt[index]!];
      const alone = await pipeline.generate({ ...single, prompt, negativePrompt, seed: 20 + picture });
      expect(image.rgb).toEqual(alone.images[0]!.rgb);
      expect(prompts[index]!.words).toEqual(alone.words);
    }
    expect(words).toEqual(prompts[0]!.words);
    expect(settings).toMatchObject({ prompt: 'a boat', negativePrompt: 'snow', seed: 20n, count: 2 });
    expect(settings.seeds).toEqual([20n, 21n, 22n, 23n]);
    expect(settings.prompts[1]).toMatchObject({ prompt: 'a (castle:1.2) in fog', negativePrompt: 'a moon' });
    expect(new Set(places.map(([, pictures]) => pictures))).toEqual(new Set([4]));
    expect([...new Set(places.map(([picture]) => picture))]).toEqual([0, 1, 2, 3]);
  });

  it('takes seeds of its own, and one negative prompt for all', async () => {
    const seeds = [9n, 2n ** 62n];
    const { images } = await pipeline.generate({ ...request, negativePrompt: 'snow', seed: seeds });
    for (const [index, prompt] of texts.prompt.entries()) {
      const alone = await pipeline.generate({ ...single, prompt, negativePrompt: 'snow', seed: seeds[index]! });
      expect(images[index]!.rgb).toEqual(alone.images[0]!.rgb);
    }
  });

  it('is painted small and large with the same prompts and seeds', async () => {
    const enlargement = { strength: 0.5, steps: 4 };
    const { images } = await generateEnlarged(pipeline, { ...request, enlargement });
    for (const [index, prompt] of texts.prompt.entries()) {
      const own = { ...single, prompt, negativePrompt: texts.negativePrompt[index]!, seed: 20 + index };
      const alone = await generateEnlarged(pipeline, { ...own, enlargement });
      expect(images[index]!.rgb).toEqual(alone.images[0]!.rgb);
    }
  });

  it.each<[string, object, field: string, message: RegExp]>([
    ['no prompt at all', { prompt: [] }, 'prompt', /empty/],
    ['a number among the prompts', { prompt: ['a boat', 3] }, 'prompt', /must be a text/],
    [
      'one negative prompt too few',
      { negativePrompt: ['snow'] },
      'negativePrompt',
      /1 texts .* for 2 prompts.* list of 2/,
    ],
    ['two negative prompts for one', { prompt: 'a boat' }, 'negativePrompt', /2 texts .* for 1 prompt\./],
    ['one seed too many', { seed: [1, 2, 3] }, 'seed', /3 seeds .* for 2 pictures/],
    ['a seed below 0', { seed: [1, -2] }, 'seed', /-2/],
    ['no list as seeds', { seed: { first: 1 } }, 'seed', /no seeds/],
    [
      'seventeen prompts',
      { prompt: new Array(17).fill('a'), negativePrompt: '' },
      'prompt',
      /17 pictures.* at most 16/,
    ],
    ['nine pictures of each', { count: 9 }, 'count', /2 prompts with a count of 9 are 18 pictures/],
    ['latents for one picture only', { latents: new Float32Array(64) }, 'latents', /64 numbers.* 128 are needed/],
  ])('is refused with %s', async (_name, change, field, message) => {
    const error = await pipeline.generate({ ...request, ...change }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'settings-invalid', field, message: expect.stringMatching(message) });
  });
});
