import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadTextToImagePipeline, type RgbImage, type TextToImagePipeline } from '@starweave/diffusion';
import type { Benchmark, Figure } from '../figures.ts';
import { computeMeanDistance } from './judge.ts';
import { paintCaptions } from './paint-captions.ts';
import { type CaptionSet, readCaptions } from './read-captions.ts';
import {
  type Rate,
  rateByChance,
  rateConcepts,
  rateEverything,
  rateGenres,
  ratePairs,
  rateValues,
  rateWholeCaptions,
  type ScoredCaption,
} from './score-pictures.ts';

const modelFolder = path.resolve(import.meta.dirname, '../../../models/postcard');
const fewSteps = 8;
/** The first captions, painted once more in few steps; enough to see a difference of 3 points. */
const fewStepCaptions = 500;
const diversitySeeds = 64;

/** What `python -m postcard measure` wrote down beside the painter, which isn't here. */
interface Recorded {
  readonly paintedScenes: number;
  readonly trainingScenes: number;
  readonly roundTrips: number;
  readonly judgeOnAllPainted: number;
  readonly judgeOnPainted: Readonly<Record<string, number>>;
  readonly judgeOnPaintedSubjects: Readonly<Record<string, number>>;
  readonly judgeSeesUnasked: Readonly<Record<'subject' | 'second' | 'celestial' | 'value', number>>;
  readonly judgeOnRoundTrip: Readonly<Record<string, number>>;
  readonly roundTripDecibel: number;
  readonly painterDistance: Readonly<Record<string, number>>;
  readonly nearestTrainingPicture: Readonly<Record<'ofPainted' | 'ofModel', Readonly<Record<string, number>>>>;
}

export const postcardBenchmark: Benchmark = {
  name: 'postcard',
  summary: 'what Postcard paints of what 2,000 held-out captions ask for (half an hour)',
  run: measurePostcard,
};

async function measurePostcard(): Promise<Figure[]> {
  const set = readCaptions();
  const pipeline = await loadTextToImagePipeline(modelFolder, { executionProviders: ['cpu'] });
  try {
    const { steps } = pipeline.facts.defaults;
    const scored = await paintCaptions(set, set.captions.length, steps);
    const few = await paintCaptions(set, fewStepCaptions, fewSteps);
    const recorded: Recorded = JSON.parse(readFileSync(path.join(import.meta.dirname, 'recorded.json'), 'utf8'));
    return [
      ...listTotals({ scored, few, set, steps }),
      ...listConcepts(scored, set, recorded),
      ...listWorstValues(scored, set),
      ...listPairs(scored, set),
      ...(await measureDiversity(pipeline, recorded)),
      ...listRecorded(recorded),
    ];
  } finally {
    await pipeline.dispose();
  }
}

interface Totals {
  readonly scored: readonly ScoredCaption[];
  readonly few: readonly ScoredCaption[];
  readonly set: CaptionSet;
  readonly steps: number;
}

function listTotals({ scored, few, set, steps }: Totals): Figure[] {
  const concepts = Object.keys(set.concepts);
  const [full, sameFull, short] = [scored, scored.slice(0, few.length), few].map(rateEverything) as [Rate, Rate, Rate];
  const how = `${scored.length} held-out captions (seed ${set.seed}), one picture each, picture i from seed i, default settings (${steps} steps)`;
  return [
    { name: 'Concepts that are right', value: formatRate(full), bar: '≥ 90 %', how },
    {
      name: 'Captions with everything right',
      value: formatRate(rateWholeCaptions(scored)),
      how: 'of the same pictures',
    },
    {
      name: 'Concepts that are right by chance',
      value: formatRate(rateByChance(scored, concepts)),
      how: 'each picture held against the next caption: what the judge grants unasked',
    },
    {
      name: `Concepts that are right in ${fewSteps} steps`,
      value: `${formatRate(short)} (${formatPoints(share(short) - share(sameFull))} points)`,
      bar: 'within 3 points',
      how: `the first ${few.length} captions with the same seeds, ${fewSteps} steps; ${formatRate(sameFull)} in ${steps}`,
    },
  ];
}

function listConcepts(scored: readonly ScoredCaption[], set: CaptionSet, recorded: Recorded): Figure[] {
  const bars: Record<string, string> = {
    subject_colour: '≥ 80 %',
    second_colour: '≥ 80 %',
    ground_colour: '≥ 80 %',
    celestial_colour: '≥ 80 %',
  };
  const rates = [...rateConcepts(scored, Object.keys(set.concepts))];
  return [
    ...rates.map(([concept, rate]) => {
      const ceiling = formatShare(recorded.judgeOnRoundTrip[concept] ?? 0);
      const painted = formatShare(recorded.judgeOnPainted[concept] ?? 0);
      const how = `recorded at training: ${ceiling} on painted scenes through the autoencoder (the ceiling), ${painted} on the scenes themselves`;
      return { name: concept.replace('_', ' '), value: formatRate(rate), bar: bars[concept] ?? '≥ 90 %', how };
    }),
    {
      name: 'film genre',
      value: formatRate(rateGenres(scored, set)),
      how: 'captions that name a genre; right with one of its subjects on one of its grounds',
    },
  ];
}

function listWorstValues(scored: readonly ScoredCaption[], set: CaptionSet): Figure[] {
  const groups = [
    { name: 'Each style', concepts: ['style'], bar: 'each ≥ 85 %' },
    { name: 'Each sky', concepts: ['sky'], bar: 'each ≥ 85 %' },
    { name: 'Each subject', concepts: ['subject', 'second'], bar: 'each ≥ 75 %' },
  ];
  return groups.map(({ name, concepts, bar }) => {
    const rates = [...rateValues(scored, set, concepts)].sort(([, a], [, b]) => share(a) - share(b));
    const all = rates.map(([value, rate]) => `${value} ${Math.round(100 * share(rate))}`).join(', ');
    const [worst] = rates;
    return {
      name,
      value: worst ? `worst: ${worst[0]}, ${formatRate(worst[1])}` : 'none',
      bar,
      how: `per cent: ${all}`,
    };
  });
}

function listPairs(scored: readonly ScoredCaption[], set: CaptionSet): Figure[] {
  const concepts = Object.keys(set.concepts);
  const names = { colour: 'subject and colour', style: 'subject and style', neighbour: 'two subjects' } as const;
  const found = (['colour', 'style', 'neighbour'] as const).map((kind) => ({
    kind,
    ...ratePairs(scored, concepts, kind),
  }));
  const sum = (rates: readonly Rate[]): Rate => ({
    right: rates.reduce((total, { right }) => total + right, 0),
    count: rates.reduce((total, { count }) => total + count, 0),
  });
  return [
    {
      name: 'Unseen pairs',
      value: formatRate(sum(found.map(({ unseen }) => unseen))),
      bar: '≥ 75 %',
      how: `both right, of pairs that never occur together in training; of all others ${formatRate(sum(found.map(({ seen }) => seen)))}`,
    },
    ...found.map(({ kind, unseen, seen }) => ({
      name: `Unseen pairs: ${names[kind]}`,
      value: formatRate(unseen),
      how: `of all others ${formatRate(seen)}`,
    })),
  ];
}

async function measureDiversity(pipeline: TextToImagePipeline, recorded: Recorded): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [prompt, painter] of Object.entries(recorded.painterDistance)) {
    const pictures: RgbImage[] = [];
    for (let seed = 0; seed < diversitySeeds; seed += 1)
      pictures.push(...(await pipeline.generate({ prompt, seed })).images);
    const distance = computeMeanDistance(pictures);
    figures.push({
      name: `Diversity: “${prompt}”`,
      value: `${distance.toFixed(1)} (${formatShare(distance / painter)} of the painter’s)`,
      how: `mean distance of ${diversitySeeds} seeds’ pictures, in levels of 255 at 64 × 64; ${painter} between as many paintings of it`,
    });
  }
  return figures;
}

function listRecorded(recorded: Recorded): Figure[] {
  const { roundTripDecibel, roundTrips, trainingScenes, nearestTrainingPicture } = recorded;
  const { ofPainted, ofModel } = nearestTrainingPicture;
  return [
    ...listJudge(recorded),
    {
      name: 'Autoencoder, there and back',
      value: `${roundTripDecibel} dB`,
      how: `recorded at training, ${roundTrips} held-out painted scenes`,
    },
    {
      name: 'Nearest training picture, median',
      value: `${ofModel.median}`,
      how: `recorded at training: distance in levels at 32 × 32 of 100 pictures to the nearest of ${trainingScenes}, least ${ofModel.least}; of 100 new paintings median ${ofPainted.median}, least ${ofPainted.least}`,
    },
  ];
}

/** How good the judge itself is, on new painted scenes. */
function listJudge(recorded: Recorded): Figure[] {
  const { paintedScenes, judgeOnAllPainted, judgeOnPaintedSubjects, judgeSeesUnasked: unasked } = recorded;
  const subjects = Object.entries(judgeOnPaintedSubjects).sort(([, a], [, b]) => a - b);
  const [worst] = subjects;
  return [
    {
      name: 'The judge on painted scenes',
      value: formatShare(judgeOnAllPainted),
      bar: '≥ 98 %',
      how: `recorded at training, all concepts of ${paintedScenes} held-out painted scenes`,
    },
    {
      name: 'The judge on each painted subject',
      value: worst ? `worst: ${worst[0]}, ${formatShare(worst[1])}` : 'none',
      how: `recorded at training, ${paintedScenes} held-out painted scenes; per cent: ${subjects.map(([name, right]) => `${name} ${Math.round(100 * right)}`).join(', ')}`,
    },
    {
      name: 'What the judge sees though it isn’t there',
      value: `${formatShare(unasked.value)} of the time`,
      how: `recorded at training: mean over all values that a painted scene doesn’t show; a subject in ${formatShare(unasked.subject)} of the scenes without one, a second in ${formatShare(unasked.second)}, a thing in the sky in ${formatShare(unasked.celestial)}`,
    },
  ];
}

const share = ({ right, count }: Rate): number => (count === 0 ? 0 : right / count);
const formatShare = (value: number): string => `${(100 * value).toFixed(1)} %`;
const formatRate = (rate: Rate): string => `${formatShare(share(rate))} of ${rate.count}`;
const formatPoints = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(100 * value).toFixed(1)}`;
