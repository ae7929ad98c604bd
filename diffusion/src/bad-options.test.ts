import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelRunError } from './errors.ts';
import { copyTinyModel, removeModelCopies } from './model-folder/test-model-folder.ts';
import { findTinyNetwork } from './picture-networks/test-picture-networks.ts';
import { encodePicture, encodePreview } from './pictures/encode-picture.ts';
import { loadTextToImagePipeline } from './pipelines/text-to-image.ts';
import type { TextToImagePipeline } from './pipelines/text-to-image-pipeline.ts';
import type { Scheduler } from './schedulers/scheduler.ts';
import { createScheduler } from './schedulers/scheduler-registry.ts';
import { loadStyleNetwork } from './styles/load-style-network.ts';
import { loadDiffusionUpscaler } from './upscaling/load-diffusion-upscaler.ts';
import { loadUpscaler } from './upscaling/load-upscaler.ts';

// Options that no type allows, as JavaScript callers may give them: each is refused by name, with what to give instead.

const cpu = { executionProviders: ['cpu'], threads: 1 };
const plain = { prompt: 'a boat', seed: 1, steps: 4, width: 16, height: 16 };
const { steps: _, ...withoutSteps } = plain;
const image = { width: 2, height: 2, rgb: new Uint8Array(12) };
let folder: string;
let pipeline: TextToImagePipeline;

beforeAll(async () => {
  folder = await copyTinyModel({});
  pipeline = await loadTextToImagePipeline(folder, cpu);
});

afterAll(async () => {
  await pipeline.dispose();
  await removeModelCopies();
});

describe('a request', () => {
  const noise = /not with this one/;
  it.each<[string, object, field: string, message: RegExp]>([
    ['a text as timesteps', { ...withoutSteps, timesteps: '999' }, 'timesteps', /list of 1 to 1000 numbers/],
    ['null as timesteps', { ...withoutSteps, timesteps: null }, 'timesteps', /list of 1 to 1000 numbers/],
    ['no sigmas at all', { ...withoutSteps, sigmas: [] }, 'sigmas', /list of 1 to 1001 numbers/],
    ['an output that there is not', { ...plain, output: 'jpeg' }, 'output', /picture, latents/],
    ["EDM's scheduler by name", { ...plain, scheduler: 'EDMEulerScheduler' }, 'scheduler', noise],
    ['a scheduler that makes noise', { ...plain, scheduler: 'DDIMInverseScheduler' }, 'scheduler', /Known schedulers/],
    ['a scheduler that nobody knows', { ...plain, scheduler: 'Euler' }, 'scheduler', /Known schedulers/],
    [
      "flow matching's scheduler as an object",
      { ...plain, scheduler: createScheduler({ _class_name: 'FlowMatchEulerDiscreteScheduler' }) },
      'scheduler',
      noise,
    ],
  ])('with %s', async (_name, request, field, message) => {
    const error = await pipeline.generate(request as typeof plain).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'settings-invalid', field, message: expect.stringMatching(message) });
  });

  it('says which options of the scheduler had no effect', async () => {
    const scheduler = createScheduler({ _class_name: 'EulerDiscreteScheduler', unheard_of: 1, solver_order: 2 });
    const { ignoredSchedulerOptions } = await pipeline.generate({ ...plain, scheduler });
    expect(ignoredSchedulerOptions).toEqual(['unheard_of', 'solver_order']);
  });

  it.each(['HeunDiscreteScheduler', 'KDPM2AncestralDiscreteScheduler'])(
    'is refused where %s would begin beyond all pictures',
    async (className) => {
      const scheduler = createScheduler({
        _class_name: className,
        beta_schedule: 'squaredcos_cap_v2',
        prediction_type: 'v_prediction',
        timestep_spacing: 'trailing',
      });
      const error = await pipeline.generate({ ...plain, scheduler }).catch((reason: unknown) => reason);
      const message = expect.stringMatching(/begins at a noise level of 20291 .* Choose another scheduler/);
      expect(error).toMatchObject({ code: 'settings-invalid', field: 'scheduler', message });
    },
  );

  it('ends in a named error where the scheduler comes to values that are no numbers', async () => {
    const sound = createScheduler({ _class_name: 'EulerDiscreteScheduler' });
    const scheduler: Scheduler = {
      ...sound,
      start: (options) => {
        const run = sound.start(options);
        const step = run.step.bind(run);
        run.step = (...values) => ({ previous: step(...values).previous.fill(Number.NaN) });
        return run;
      },
    };
    const error = await pipeline.generate({ ...plain, scheduler }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ModelRunError);
    expect(error).toMatchObject({ component: 'unet', message: expect.stringMatching(/more steps, another scheduler/) });
  });
});

it.each<[string, () => Promise<unknown>, field: string]>([
  ['no execution provider', () => loadTextToImagePipeline(folder, { executionProviders: [] }), 'executionProviders'],
  ['a name alone', () => loadUpscaler('x', { executionProviders: 'cpu' as never }), 'executionProviders'],
  ['negative threads', () => loadTextToImagePipeline(folder, { ...cpu, threads: -1 }), 'threads'],
  ['half a thread', () => loadDiffusionUpscaler(folder, { threads: 0.5 }), 'threads'],
  ['another range', () => loadStyleNetwork('x', { valueRange: 'percent' as never }), 'valueRange'],
  ['another order', () => loadUpscaler('x', { channelOrder: 'grb' as never }), 'channelOrder'],
  ['a quality of 101', () => encodePicture(image, { format: 'jpeg', quality: 101 }), 'quality'],
  ['another format', () => encodePicture(image, { format: 'gif' as never }), 'format'],
  ['too few bytes', () => encodePicture({ ...image, width: 3 }, { format: 'png' }), 'image'],
  ['too few bytes of a preview', () => encodePreview({ ...image, width: 3 }, image), 'preview'],
])('is refused: %s', async (_name, call, field) => {
  await expect(call()).rejects.toMatchObject({ code: 'settings-invalid', field });
});

it('is refused: a seam of another shape', async () => {
  const upscaler = await loadUpscaler(findTinyNetwork('exact-x2'), cpu);
  const call = upscaler.upscale(image, { seam: 'abrupt' as never });
  await expect(call).rejects.toMatchObject({ code: 'settings-invalid', field: 'seam' });
  await upscaler.dispose();
});
