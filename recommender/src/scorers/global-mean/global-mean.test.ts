import { expect, it } from 'vitest';
import { describeScorer } from '../scorer.suite.ts';
import { createTable } from '../test-scorer-data.ts';
import { globalMean } from './global-mean.ts';

describeScorer(globalMean, { foldInTolerance: 0, personal: false });

it('predicts the mean of the ratings for everybody', async () => {
  const { training } = createTable([
    [0, 0, 3],
    [0, 1, 8],
    [1, 0, 9],
  ]);
  const scorer = await globalMean.fit(training, {});
  expect(scorer.viewAs(0).predict(1)).toEqual({ rating: (1.5 + 4 + 4.5) / 3, basis: 'mean' });
});
