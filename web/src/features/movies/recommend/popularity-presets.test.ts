import { expect, test } from 'vitest';
import { choosePopularityPresets } from './popularity-presets.ts';

test.each([
  [100_836n, 9724, 20, 3],
  [32_000_204n, 84_432, 800, 100],
  [10n, 1000, 1, 1],
  [1_362_000n, 1362, 2000, 300],
])('%d ratings of %d films: well known from %d, little known up to %d', (ratingCount, movieCount, from, to) => {
  expect(choosePopularityPresets({ ratingCount, movieCount })).toEqual([
    { name: 'Any' },
    { name: 'Well known', from },
    { name: 'Little known', to },
  ]);
});

test('without a data set there is nothing to choose', () => {
  expect(choosePopularityPresets(undefined)).toHaveLength(1);
  expect(choosePopularityPresets({ ratingCount: 0n, movieCount: 0 })).toHaveLength(1);
});
