import { describe, expect, it } from 'vitest';
import { describeScorer } from '../scorer.suite.ts';
import { factorCases, largestDifference, predictCasePairs, readCaseInteractions } from '../test-factor-cases.ts';
import { baseline } from './baseline.ts';

describe('by alternating least squares', () => describeScorer(baseline, { foldInTolerance: 1e-12 }));
describe('by gradient', () => describeScorer(baseline, { parameters: { method: 'sgd', epochs: 30 } }));

describe('baseline against Surprise', () => {
  const interactions = readCaseInteractions();

  it.each([
    ['baseline_als', baseline.presets!.surprise!],
    ['baseline_sgd', { method: 'sgd', epochs: 20 }],
  ] as const)('predicts the same as %s to 1e-6', async (name, parameters) => {
    const scorer = await baseline.fit({ interactions }, parameters);
    const predictions = predictCasePairs(scorer, interactions);
    expect(largestDifference(predictions, factorCases.predictions[name])).toBeLessThan(1e-6);
  });
});
