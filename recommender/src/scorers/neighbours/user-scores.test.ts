import { NumpyRandomState } from '@starweave/numerics';
import { expect, it } from 'vitest';
import type { CompressedRows } from '../../interactions/compressed-rows.ts';
import type { KnnSettings } from './knn-parameters.ts';
import { UserScores } from './user-scores.ts';

const random = new NumpyRandomState(12);
const ITEMS = 300;
const RATINGS = 40;

/** Users who rated forty of three hundred items each, most of them popular ones. */
function drawRatings(userCount: number): CompressedRows {
  const rows = Array.from({ length: userCount }, () => {
    const drawn = random.rand(4 * RATINGS);
    return [...new Set(Array.from(drawn, (value) => Math.floor(value ** 2 * ITEMS)))].slice(0, RATINGS);
  });
  const offsets = new Uint32Array(userCount + 1);
  rows.forEach((row, user) => {
    offsets[user + 1] = offsets[user]! + row.length;
  });
  const codes = Uint8Array.from(random.rand(offsets[userCount]!), (value) => 1 + Math.floor(10 * value));
  return { rowCount: userCount, columnCount: ITEMS, offsets, columns: Uint32Array.from(rows.flat()), codes };
}

// Of nobody, of a few, of more people than are handed over at once, and of more ratings.
it.each([
  [0, 25],
  [7, 3],
  [2100, 25],
  [2100, 5000],
])('averages the first ratings of every item by %i neighbours, %i at most', (userCount, neighbours) => {
  const byUser = drawRatings(userCount);
  const { offsets, columns, codes } = byUser;
  const expectation = {
    variant: 'baseline' as const,
    constant: 3.5,
    rows: Float64Array.from(random.randn(userCount)),
    columns: Float64Array.from(random.randn(ITEMS)),
  };
  const users = Uint32Array.from({ length: userCount }, (_, place) => (place * 1009) % userCount);
  const similarities = Float64Array.from(random.rand(userCount)).sort().reverse();
  const scorer = new UserScores(byUser, expectation);
  const scores = new Float32Array(ITEMS);
  for (const minimumNeighbours of [1, 4]) {
    const settings = { neighbours, minimumNeighbours, damping: 0.5 } as KnnSettings;
    scorer.score({ found: { users, similarities }, settings, base: 3.25 }, scores);
    scores.forEach((score, item) => {
      const rated = Array.from(users, (user, rank) => {
        const place = columns.subarray(offsets[user]!, offsets[user + 1]!).indexOf(item);
        const residual =
          codes[offsets[user]! + place]! / 2 - 3.5 - expectation.rows[user]! - expectation.columns[item]!;
        return { isRated: place >= 0, similarity: similarities[rank]!, residual };
      }).filter(({ isRated }) => isRated);
      const asked = rated.slice(0, neighbours);
      const weights = asked.reduce((sum, { similarity }) => sum + similarity, 0);
      const weighted = asked.reduce((sum, { similarity, residual }) => sum + similarity * residual, 0);
      const moved = asked.length >= minimumNeighbours && weights > 0 ? weighted / (weights + 0.5) : 0;
      expect(score).toBeCloseTo(3.25 + expectation.columns[item]! + moved, 5);
    });
  }
});
