import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readPicture } from '@starweave/diffusion';
import { expect, it } from 'vitest';
import { openJudge } from './judge.ts';
import { readCaptions } from './read-captions.ts';

/** Held-out painted scenes (seed 77, numbers 215, 29 and 60) and what the painter was told to paint. */
const painted = {
  'tree-and-train.png': {
    ...{ subject: 'tree', second: 'train', subject_colour: 'green', second_colour: 'red', placement: 'pair' },
    ...{ ground: 'meadow', sky: 'day', weather: 'clear', celestial: 'sun', style: 'flat' },
  },
  'desert-at-night.png': {
    ...{ subject: 'none', second: 'none', ground: 'desert', sky: 'night', weather: 'wind', celestial: 'planet' },
    style: 'flat',
  },
  'rabbit-in-noir.png': {
    ...{ subject: 'rabbit', second: 'none', placement: 'left', ground: 'meadow', sky: 'dawn', weather: 'rain' },
    ...{ celestial: 'none', style: 'noir' },
  },
};

it('names what the painter painted', async () => {
  const { concepts } = readCaptions();
  const judge = await openJudge(concepts);
  const pictures = await Promise.all(
    Object.keys(painted).map(async (name) =>
      readPicture(await readFile(path.join(import.meta.dirname, 'fixtures', name))),
    ),
  );
  const judged = await judge(pictures);
  const seen = judged.map((numbers) =>
    Object.fromEntries(
      Object.entries(concepts).map(([concept, values], index) => [concept, values[numbers[index] as number]]),
    ),
  );
  expect(seen).toMatchObject(Object.values(painted));
});
