import { describe, expect, it } from 'vitest';
import { ScorerParameterError } from '../../errors.ts';
import { describeScorer } from '../scorer.suite.ts';
import { factorCases, largestDifference, predictCasePairs, readCaseInteractions } from '../test-factor-cases.ts';
import { plantedSplit } from '../test-scorer-data.ts';
import { computeHeldOutErrors } from '../test-scorer-quality.ts';
import { svdPlusPlus } from './svd-plus-plus.ts';

describeScorer(svdPlusPlus, { parameters: { factors: 12, epochs: 20 } });
describe('without factors', () => describeScorer(svdPlusPlus, { parameters: { factors: 0, epochs: 5 } }));

describe('svd-plus-plus', () => {
  it('predicts what Surprise does with its preset and its random numbers', async () => {
    const interactions = readCaseInteractions();
    const parameters = { ...svdPlusPlus.presets!.surprise!, factors: factorCases.factors };
    const scorer = await svdPlusPlus.fit({ interactions }, parameters, { seed: factorCases.seed, threads: 1 });
    const predictions = predictCasePairs(scorer, interactions);
    // Surprise computes in double precision, the kernels in single: 32,000 steps of rounding 6e-8 each.
    expect(largestDifference(predictions, factorCases.predictions.svd_plus_plus)).toBeLessThan(2e-5);
  });

  it('says when the descent diverges, instead of answering NaN', async () => {
    const fitting = svdPlusPlus.fit(plantedSplit().training, { learningRate: 0.5, rateDecay: 1, regularization: 0 });
    await expect(fitting).rejects.toThrow(ScorerParameterError);
  });

  it('loses less than 0.0005 stars of RMSE by half precision', async () => {
    const split = plantedSplit();
    const errors = await Promise.all(
      ['half', 'single'].map(async (precision) => {
        return computeHeldOutErrors(await svdPlusPlus.fit(split.training, { precision }, { threads: 1 }), split).rmse;
      }),
    );
    expect(Math.abs(errors[0]! - errors[1]!)).toBeLessThan(0.0005);
  });
});
