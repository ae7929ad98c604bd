import { describe, expect, test } from 'vitest';
import { compareRating, describeRatings, halfStars } from './rating-histogram.ts';

const counts = (part: Readonly<Record<string, number>>) => halfStars.map((stars) => part[stars] ?? 0);

describe('what a film’s ratings say', () => {
  test.each([
    [counts({}), 'Nobody has rated this film yet.'],
    [counts({ 4: 1 }), '1 rating so far.'],
    [counts({ 4: 3 }), '3 ratings so far.'],
    [
      counts({ 0.5: 5, 2: 5, 4: 20, 5: 10 }),
      '40 ratings, most often 4 stars. 75 % are four stars or more, 25 % two stars or fewer.',
    ],
    [
      counts({ 0.5: 3000, 3: 1000 }),
      '4,000 ratings, most often half a star. 0 % are four stars or more, 75 % two stars or fewer.',
    ],
    [counts({ 1: 6 }), '6 ratings, most often one star. 0 % are four stars or more, 100 % two stars or fewer.'],
  ])('%j', (given, text) => {
    expect(describeRatings(given, false)).toBe(text);
  });

  test('says that nobody gave them', () => {
    expect(describeRatings(counts({ 4: 9 }), true)).toContain('9 simulated ratings');
  });
});

test.each([
  [5, counts({ 3: 8, 5: 2 }), 'You rate it higher than 80 % of them.'],
  [1, counts({ 3: 8, 5: 2 }), 'You rate it lower than 100 % of them.'],
  [3, counts({ 3: 8 }), 'You rate it as everyone does.'],
  [3, counts({ 2: 3, 3: 4, 4: 3 }), 'You rate it higher than 30 % of them.'],
  [3, counts({ 2: 1 }), ''],
  [undefined, counts({ 3: 8 }), ''],
])('%s beside the others: %s', (rating, given, text) => {
  expect(compareRating(rating, given)).toBe(text);
});
