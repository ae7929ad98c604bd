import { NumpyRandomState } from '@starweave/numerics';
import { expect, it } from 'vitest';
import { BlendScores } from './blend-scores.ts';
import { standardize } from './ranking-blend.ts';

const random = new NumpyRandomState(8);

it.each([1, 2, 3, 4, 7, 101])('adds up the standardised scores of %i items', (itemCount) => {
  const parts = [
    { weight: 0.7, scores: Float32Array.from(random.randn(itemCount), (value) => 3.5 + 0.1 * value) },
    { weight: 3, scores: new Float32Array(itemCount).fill(2.25) },
    { weight: -0.2, scores: Float32Array.from(random.randn(itemCount), (value) => 1000 * value) },
  ];
  const blend = new BlendScores(itemCount);
  // What somebody else got before is forgotten.
  blend.add({ scoreItems: (scores) => scores.set(parts[2]!.scores) }, 5);
  blend.clear();
  const expected = new Float64Array(itemCount);
  for (const { weight, scores } of parts) {
    blend.add({ scoreItems: (own) => own.set(scores) }, weight);
    const standardized = scores.slice();
    standardize(standardized);
    standardized.forEach((score, item) => {
      expected[item]! += weight * score;
    });
  }
  const added = new Float32Array(itemCount);
  blend.read(added);
  added.forEach((score, item) => {
    expect(score).toBeCloseTo(expected[item]!, 5);
  });
});
