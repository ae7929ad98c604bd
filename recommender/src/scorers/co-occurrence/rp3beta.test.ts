import { describe, expect, it } from 'vitest';
import { describeScorer } from '../scorer.suite.ts';
import { plantedSplit } from '../test-scorer-data.ts';
import { rp3beta } from './rp3beta.ts';
import { multiply, normalizeRows, toDense, transpose } from './test-dense-scores.ts';

describeScorer(rp3beta, { foldInTolerance: 1e-4 });

describe('rp3beta', () => {
  it('scores as the walk does when it is written down with whole matrices', async () => {
    const { training } = plantedSplit();
    const [alpha, beta] = [1.3, 0.4];
    const scorer = await rp3beta.fit(training, { alpha, beta, neighbours: 10_000 });
    const ratings = toDense(training.interactions);
    const power = (matrix: ReturnType<typeof toDense>) => matrix.map((row) => row.map((value) => value ** alpha));
    const steps = multiply(power(normalizeRows(transpose(ratings))), power(normalizeRows(ratings)));
    const popularity = transpose(ratings).map((row) => row.reduce((sum, value) => sum + value, 0));
    const walk = steps.map((row, from) =>
      row.map((value, to) => (from === to || value === 0 ? 0 : value / popularity[to]! ** beta)),
    );
    const expected = multiply(ratings, walk);
    for (const user of [0, 17, 149]) {
      const scores = new Float32Array(training.interactions.itemCount);
      scorer.viewAs(user).scoreItems(scores);
      const largest = Math.max(...expected[user]!);
      // Similarities are kept in half precision: eleven bits.
      scores.forEach((score, item) => {
        expect(Math.abs(score - expected[user]![item]!)).toBeLessThan(largest * 2 ** -10);
      });
    }
  });
});
