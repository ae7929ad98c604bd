import { describe, expect, it } from 'vitest';
import { ScorerParameterError } from '../../errors.ts';
import { describeScorer } from '../scorer.suite.ts';
import { factorCases, largestDifference, predictCasePairs, readCaseInteractions } from '../test-factor-cases.ts';
import { plantedSplit } from '../test-scorer-data.ts';
import { computeHeldOutErrors } from '../test-scorer-quality.ts';
import { svdBiased } from './svd-biased.ts';

// Half precision has 11 bits, and the users' part is solved for in single precision: some thousandths of a star.
describeScorer(svdBiased, { parameters: { factors: 12, epochs: 20 }, foldInTolerance: 0.01 });
describe('without factors', () => describeScorer(svdBiased, { parameters: { factors: 0, epochs: 5 } }));
describe('without biases', () => {
  describeScorer(svdBiased, { parameters: { biased: false, factors: 8, learningRate: 0.05 } });
});

describe('svd-biased', () => {
  it('predicts what Surprise does with its preset and its random numbers', async () => {
    const interactions = readCaseInteractions();
    const parameters = { ...svdBiased.presets!.surprise!, factors: factorCases.factors };
    const scorer = await svdBiased.fit({ interactions }, parameters, { seed: factorCases.seed, threads: 1 });
    // Surprise computes in double precision, the kernels in single: 32,000 steps of rounding 6e-8 each.
    expect(largestDifference(predictCasePairs(scorer, interactions), factorCases.predictions.svd)).toBeLessThan(2e-5);
  });

  it('says when the descent diverges, instead of answering NaN', async () => {
    const fitting = svdBiased.fit(plantedSplit().training, { learningRate: 0.5, rateDecay: 1, regularization: 0 });
    await expect(fitting).rejects.toThrow(ScorerParameterError);
  });

  it('loses less than 0.0005 stars of RMSE by half precision', async () => {
    const split = plantedSplit();
    const errors = await Promise.all(
      ['half', 'single'].map(async (precision) => {
        return computeHeldOutErrors(await svdBiased.fit(split.training, { precision }, { threads: 1 }), split).rmse;
      }),
    );
    expect(Math.abs(errors[0]! - errors[1]!)).toBeLessThan(0.0005);
  });
});
