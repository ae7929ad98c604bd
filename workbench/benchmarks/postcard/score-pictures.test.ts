import { expect, it } from 'vitest';
import { computeMeanDistance, shrinkPicture } from './judge.ts';
import type { CaptionSet, HeldOutCaption } from './read-captions.ts';
import { readCaptions } from './read-captions.ts';
import {
  rateByChance,
  rateConcepts,
  rateEverything,
  rateGenres,
  ratePairs,
  rateValues,
  rateWholeCaptions,
  scoreCaption,
} from './score-pictures.ts';

const set: CaptionSet = {
  seed: 1,
  concepts: {
    subject: ['none', 'dog', 'boat'],
    second: ['none', 'dog', 'boat'],
    subject_colour: ['red', 'blue'],
    second_colour: ['red', 'blue'],
    placement: ['left', 'centre', 'right', 'pair'],
    ground: ['sea', 'city'],
    style: ['flat', 'noir'],
  },
  genres: { noir: { subjects: ['dog'], grounds: ['city'] } },
  captions: [],
};
const concepts = Object.keys(set.concepts);

function ask(asked: Readonly<Record<string, number>>, rest: Partial<HeldOutCaption> = {}): HeldOutCaption {
  return { text: '', unseenPair: '', genre: '', asked: concepts.map((name) => asked[name] ?? -1), ...rest };
}

/** A red dog on the left, a blue boat on the right, in the city, noir. */
const redDogBlueBoat = [1, 2, 0, 1, 3, 1, 1];

it('counts only what a caption asks for', () => {
  const scored = [
    scoreCaption(ask({ subject: 1, subject_colour: 0 }), redDogBlueBoat, concepts),
    scoreCaption(ask({ subject: 1, subject_colour: 1, style: 1 }), redDogBlueBoat, concepts),
  ];
  expect(rateEverything(scored)).toEqual({ right: 4, count: 5 });
  expect(rateWholeCaptions(scored)).toEqual({ right: 1, count: 2 });
  expect(rateConcepts(scored, concepts).get('subject_colour')).toEqual({ right: 1, count: 2 });
  expect(rateConcepts(scored, concepts).get('ground')).toEqual({ right: 0, count: 0 });
});

it('takes two subjects in either order, with the colours that belong to them', () => {
  const boatAndDog = ask({ subject: 2, subject_colour: 1, second: 1, second_colour: 0 });
  expect(rateEverything([scoreCaption(boatAndDog, redDogBlueBoat, concepts)])).toEqual({ right: 4, count: 4 });
  const blueDogRedBoat = ask({ subject: 1, subject_colour: 1, second: 2, second_colour: 0 });
  expect(rateEverything([scoreCaption(blueDogRedBoat, redDogBlueBoat, concepts)])).toEqual({ right: 2, count: 4 });
});

it('two subjects whose sides are asked for must stand there', () => {
  const boatLeft = ask({ subject: 2, second: 1, placement: 3 });
  expect(rateConcepts([scoreCaption(boatLeft, redDogBlueBoat, concepts)], concepts).get('placement')).toEqual({
    right: 0,
    count: 1,
  });
  const dogLeft = ask({ subject: 1, second: 2, placement: 3 });
  expect(rateConcepts([scoreCaption(dogLeft, redDogBlueBoat, concepts)], concepts).get('placement')).toEqual({
    right: 1,
    count: 1,
  });
});

it('a subject counts wherever it is asked for', () => {
  const scored = [
    scoreCaption(ask({ subject: 2 }), redDogBlueBoat, concepts),
    scoreCaption(ask({ subject: 1, second: 2 }), redDogBlueBoat, concepts),
  ];
  const rates = rateValues(scored, set, ['subject', 'second']);
  expect(rates.get('boat')).toEqual({ right: 1, count: 2 });
  expect(rates.get('dog')).toEqual({ right: 1, count: 1 });
  expect(rates.has('none')).toBe(false);
});

it('a pair is right when both halves are', () => {
  const scored = [
    scoreCaption(ask({ subject: 1, style: 1 }, { unseenPair: 'style' }), redDogBlueBoat, concepts),
    scoreCaption(ask({ subject: 2, style: 1 }, { unseenPair: 'style' }), redDogBlueBoat, concepts),
    scoreCaption(ask({ subject: 1, style: 0 }), redDogBlueBoat, concepts),
    scoreCaption(ask({ subject: 1, subject_colour: 0 }, { unseenPair: 'colour' }), redDogBlueBoat, concepts),
  ];
  expect(ratePairs(scored, concepts, 'style')).toEqual({
    unseen: { right: 1, count: 2 },
    seen: { right: 0, count: 1 },
  });
});

it('a genre needs its subject and its ground', () => {
  const noir = ask({}, { genre: 'noir' });
  const atSea = [1, 0, 0, 0, 0, 0, 1];
  const scored = [redDogBlueBoat, atSea].map((judged) => scoreCaption(noir, judged, concepts));
  expect(rateGenres(scored, set)).toEqual({ right: 1, count: 2 });
});

it('chance holds every picture against the next caption', () => {
  const blueBoat = [2, 0, 1, 0, 0, 0, 0];
  const scored = [
    scoreCaption(ask({ subject: 1, style: 1 }), redDogBlueBoat, concepts),
    scoreCaption(ask({ subject: 2, style: 1 }), blueBoat, concepts),
  ];
  expect(rateEverything(scored)).toEqual({ right: 3, count: 4 });
  expect(rateByChance(scored, concepts)).toEqual({ right: 1, count: 4 });
});

it('averages boxes of a picture down to what the judge sees', () => {
  const rgb = new Uint8Array(256 * 256 * 3);
  rgb.set([255, 0, 0, 255, 0, 0]);
  const shrunk = shrinkPicture({ width: 256, height: 256, rgb });
  expect(shrunk).toHaveLength(3 * 128 * 128);
  expect(shrunk[0]).toBeCloseTo(Math.floor(510 / 4) / 127.5 - 1, 6);
  expect(shrunk[1]).toBe(-1);
  expect(shrinkPicture({ width: 256, height: 256, rgb }, 64)[0]).toBeCloseTo(Math.floor(510 / 16) / 127.5 - 1, 6);
  expect(() => shrinkPicture({ width: 200, height: 128, rgb })).toThrow(RangeError);
});

it('the distance of pictures is their root-mean-square difference in levels', () => {
  const grey = (level: number) => ({ width: 64, height: 64, rgb: new Uint8Array(64 * 64 * 3).fill(level) });
  expect(computeMeanDistance([grey(10), grey(40)])).toBeCloseTo(30, 3);
  expect(computeMeanDistance([grey(10), grey(10), grey(40)])).toBeCloseTo(20, 3);
});

it('the held-out captions ask for values that exist', () => {
  const { captions, concepts: known, genres } = readCaptions();
  const sizes = Object.values(known).map((values) => values.length);
  expect(captions).toHaveLength(2000);
  for (const { text, asked, genre } of captions) {
    expect(text).not.toBe('');
    expect(asked.every((value, concept) => value >= -1 && value < (sizes[concept] as number))).toBe(true);
    if (genre !== '') expect(genres).toHaveProperty(genre);
  }
});
