import type { ImageToImageRequest, RgbImage, TextToImagePipeline, TextToImageRequest } from '@starweave/diffusion';
import { readCaptions } from '../benchmarks/postcard/read-captions.ts';
import type { SheetRow } from './lay-out-sheet.ts';

type Settings = Omit<TextToImageRequest, 'prompt' | 'seed'> & { readonly seed?: number };

const firstLook = [
  'a lighthouse under a full moon, watercolor',
  'a red sun over blue mountains',
  'a dog on the left, in the meadow, by day',
  'a red boat and a white lighthouse, at sea, at sunset',
  'a foggy red lighthouse, left, at dusk',
  'a purple castle in the hills under a rainbow',
  'an astronaut in the desert, with a planet, at night',
  'a black cat in the city at night, neon',
  'a green dragon over mountains, aurora, comic',
  'a yellow car in the desert, pixel art',
  'a ghost in the forest, in the fog, at night',
  'a rocket under the stars, blueprint',
  'a western film',
  'a noir film scene in the rain',
  'a fantasy film with a dragon',
  'a romance film at sunset',
  'a whale at sea in a storm',
  'a horse to the right, in a meadow, at dawn, line drawing',
  'an owl and a rabbit, in the snow',
  'a train in front of mountains, vintage',
  'a pink heart in a meadow, pop art',
  'a windmill on green hills, in the wind',
  'a snowman in a snowfield, in falling snow',
  'a plane over the city, overcast, noir',
];
const steadyPrompts = ['a red boat at sea at sunset', 'a dog in a meadow', 'a castle under a full moon, watercolor'];
const guidanceScales = [1, 1.5, 2, 3, 4, 5, 6, 8];
const strengths = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
const variationStrengths = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1];
const stepCounts = [2, 4, 6, 8, 12, 20, 30, 50];
const negatives: readonly (readonly [string, string])[] = [
  ['a house in the hills', 'aurora'],
  ['a boat at sea', 'overcast'],
  ['a castle under a full moon, watercolor', 'aurora'],
  ['a dog in a meadow', 'overcast'],
  ['a tree in a meadow, in the snow', 'snow'],
  ['a red car in the city', 'red'],
  ['a castle', 'night'],
];
const subjectColumns = 8;

/** Every sheet of the card, by name; all pictures from fixed seeds, none chosen. */
export const sheets: Readonly<Record<string, readonly SheetRow[]>> = {
  samples: inRows(
    firstLook.map((prompt) => paint(prompt)),
    6,
  ),
  subjects: inRows(
    (readCaptions().concepts.subject ?? []).slice(1).map((subject) => paint(`a ${subject}`)),
    subjectColumns,
  ),
  styles: ['a red house on hills, with a sun, by day', 'a cat in the city, under a full moon, at night'].map((prompt) =>
    (readCaptions().concepts.style ?? []).map((style) => paint(`${prompt}, ${style}`)),
  ),
  skies: ['a boat at sea', 'a windmill in a meadow'].flatMap((prompt) => [
    [...(readCaptions().concepts.sky ?? []).map((sky) => paint(`${prompt}, ${sky}`))],
    [...(readCaptions().concepts.weather ?? []).map((weather) => paint(`${prompt}, by day, ${weather}`))],
  ]),
  guidance: steadyPrompts.map((prompt) => guidanceScales.map((guidanceScale) => paint(prompt, { guidanceScale }))),
  steps: steadyPrompts.map((prompt) => stepCounts.map((steps) => paint(prompt, { steps }))),
  seeds: steadyPrompts.map((prompt) => Array.from({ length: 8 }, (_, seed) => paint(prompt, { seed }))),
  variations: steadyPrompts.map((prompt) =>
    variationStrengths.map((strength) => paint(prompt, { variation: { strength, seed: 99 } })),
  ),
  strength: [
    strengths.map((strength) => repaint('a red boat at sea by day', 'a red boat at sea at night', strength)),
    strengths.map((strength) => repaint('a dog in a meadow', 'a cat in a meadow', strength)),
    strengths.map((strength) => repaint('a castle on hills', 'a castle on hills, watercolor', strength)),
  ],
  negatives: [
    negatives.map(([prompt]) => paint(prompt)),
    negatives.map(([prompt, negativePrompt]) => paint(prompt, { negativePrompt })),
  ],
  unchosen: inRows(
    readCaptions()
      .captions.slice(0, 40)
      .map(({ text }, seed) => paint(text, { seed })),
    subjectColumns,
  ),
};

function inRows(cells: SheetRow, columns: number): SheetRow[] {
  return Array.from({ length: Math.ceil(cells.length / columns) }, (_, row) =>
    cells.slice(row * columns, (row + 1) * columns),
  );
}

function paint(prompt: string, settings: Settings = {}): SheetRow[number] {
  return (pipeline) => paintOne(pipeline, { prompt, seed: 7, ...settings });
}

/** Paint `from`, then paint `to` out of that picture. */
function repaint(from: string, to: string, strength: number): SheetRow[number] {
  return async (pipeline) => {
    const source = await paintOne(pipeline, { prompt: from, seed: 7 });
    return await paintOne(pipeline, { prompt: to, seed: 7, source, strength });
  };
}

async function paintOne(
  pipeline: TextToImagePipeline,
  request: TextToImageRequest | ImageToImageRequest,
): Promise<RgbImage> {
  const { images } = await pipeline.generate(request);
  return images[0] as RgbImage;
}
