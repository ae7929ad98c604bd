import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  createScheduler,
  encodePreview,
  type Scheduler,
  type TextToImagePipeline,
  type TextToImageRequest,
} from '@starweave/diffusion';
import { createCell, type PaintRows, paintRow, type UnpaintedCell } from './sheet-cell.ts';
import type { LabelledPicture, SheetRow } from './sheet-page.ts';

const prompts = [
  'a lighthouse under a full moon, watercolor',
  'a red sun over blue mountains',
  'a cat in the city at night, neon',
  'a castle on hills in the snow',
  'a rocket under the stars, blueprint',
  'a windmill in a meadow by day, pixel art',
  'a boat at sea in a storm, noir',
  'a cactus in the desert at sunset, vintage',
];
const steady = 'a red boat at sea at sunset';
const previewedSteps = [1, 2, 4, 6, 8, 12, 16, 20];
const longPrompt = `${'a sea and a boat, '.repeat(20)}at night, in the snow, under a full moon`;

type Paint = (settings: Partial<TextToImageRequest>) => UnpaintedCell[1];

/** Pictures from noise: prompts, schedulers, steps, weights, variations, batches, previews. */
export const paintNoiseRows: PaintRows = async (pipeline) => {
  const paint: Paint = (settings) => async () =>
    (await pipeline.generate({ prompt: steady, seed: 7, ...settings })).images[0];
  const schedulers = pipeline.facts.schedulers.map(
    (scheduler) => [scheduler.replace(/Scheduler$/, ''), paint({ scheduler })] as const,
  );
  const heun = pipeline.facts.unfitSchedulers.filter(({ name }) => name === 'HeunDiscreteScheduler');
  const slowly = heun.map(
    ({ name }) =>
      [
        `${name.replace(/Scheduler$/, '')}, Karras’ levels`,
        paint({ scheduler: withKarrasLevels(pipeline, name) }),
      ] as const,
  );
  return [
    await paintRow(
      'Text to image: 20 steps, guidance 4, seed 7',
      prompts.map((prompt) => [prompt, paint({ prompt })]),
    ),
    await paintRow(`Every scheduler: ${steady}`, schedulers.slice(0, 8)),
    await paintRow('Heun and KDPM2Ancestral are refused with this model’s own noise levels; Heun paints with Karras’', [
      ...schedulers.slice(8),
      ...slowly,
    ]),
    await paintRow('Steps, guidance, schedules of one’s own', listSettings(paint)),
    await paintRow('Prompts: weights, negative, long', listPrompts(paint)),
    await paintRow(
      `Variations towards seed 99: ${steady}`,
      [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1].map((strength) => [
        `strength ${strength}`,
        paint({ variation: { strength, seed: 99 } }),
      ]),
    ),
    await paintBatch(pipeline),
    await paintPreviews(pipeline),
  ];
};

function listSettings(paint: Paint): readonly UnpaintedCell[] {
  return [
    ['4 steps', paint({ steps: 4 })],
    ['50 steps', paint({ steps: 50 })],
    ['guidance 1', paint({ guidanceScale: 1 })],
    ['guidance 8', paint({ guidanceScale: 8 })],
    ['guidance 8, guidanceRescale 0.7', paint({ guidanceScale: 8, guidanceRescale: 0.7 })],
    ['timesteps 999, 850, 700 … 100', paint({ timesteps: [999, 850, 700, 550, 400, 250, 100] })],
    [
      'sigmas 80 … 0.1, 0 (Euler)',
      paint({ scheduler: 'EulerDiscreteScheduler', sigmas: [80, 20, 8, 4, 2, 1, 0.5, 0.1, 0] }),
    ],
    ['DDIM, eta 1', paint({ scheduler: 'DDIMScheduler', eta: 1 })],
  ];
}

function listPrompts(paint: Paint): readonly UnpaintedCell[] {
  return [
    ['a boat at sea at night', paint({ prompt: 'a boat at sea at night' })],
    ['a boat at sea at (night:0.3)', paint({ prompt: 'a boat at sea at (night:0.3)' })],
    ['a (boat:1.6) at sea at night', paint({ prompt: 'a (boat:1.6) at sea at night' })],
    ['a [[[[boat]]]] at sea at night', paint({ prompt: 'a [[[[boat]]]] at sea at night' })],
    ['negative: night', paint({ prompt: 'a boat at sea at night', negativePrompt: 'night' })],
    ['negative: sea', paint({ prompt: 'a boat at sea at night', negativePrompt: 'sea' })],
    ['plain: a boat at sea at (night:0.3)', paint({ prompt: 'a boat at sea at (night:0.3)', promptSyntax: 'plain' })],
    ['a boat 20 times, then night: cut off', paint({ prompt: longPrompt })],
  ];
}

/** A scheduler with the model's options and noise levels that go down slowly from where they begin. */
function withKarrasLevels({ facts }: TextToImagePipeline, className: string): Scheduler {
  const config = JSON.parse(readFileSync(path.join(facts.folder, 'scheduler/scheduler_config.json'), 'utf8'));
  return createScheduler({ ...config, _class_name: className, use_karras_sigmas: true });
}

async function paintBatch(pipeline: TextToImagePipeline): Promise<SheetRow> {
  const prompt = 'a house in a meadow by day';
  const { images } = await pipeline.generate({ prompt, seed: 20, count: 8 });
  const pictures = await Promise.all(images.map((image) => createCell(`seed ${image.seed}`, image)));
  return { title: `A batch of eight: ${prompt}`, pictures };
}

async function paintPreviews(pipeline: TextToImagePipeline): Promise<SheetRow> {
  const pictures: LabelledPicture[] = [];
  await pipeline.generate({
    prompt: steady,
    seed: 7,
    onStep: async ({ step, preview }) => {
      if (preview === undefined || !previewedSteps.includes(step)) return;
      const file = await encodePreview(preview, { width: 256, height: 256 });
      pictures.push({ label: `step ${step}`, file, type: 'image/jpeg' });
    },
  });
  return { title: `Previews by the table: ${steady}`, pictures };
}
