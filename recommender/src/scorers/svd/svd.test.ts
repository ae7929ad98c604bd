import { describe, expect, it } from 'vitest';
import { describeScorer } from '../scorer.suite.ts';
import { plantedSplit } from '../test-scorer-data.ts';
import { computeHeldOutErrors } from '../test-scorer-quality.ts';
import { svd } from './svd.ts';

describeScorer(svd, { foldInTolerance: 1e-9 });
describe('without components', () => describeScorer(svd, { parameters: { components: 0 }, foldInTolerance: 1e-9 }));

describe('svd', () => {
  const split = plantedSplit();
  const computeError = async (parameters: Record<string, number | string>) =>
    computeHeldOutErrors(await svd.fit(split.training, parameters, { threads: 1 }), split).rmse;

  it('predicts better with the planted tastes than with the baseline alone', async () => {
    expect(await computeError({ components: 4 })).toBeLessThan((await computeError({ components: 0 })) - 0.01);
  });

  it('gives back the ratings when nothing is left out', async () => {
    const { interactions } = split.training;
    const { byUser, itemCount } = interactions;
    const whole = await svd.fit(split.training, { components: itemCount, precision: 'single' }, { threads: 1 });
    for (let user = 0; user < 20; user += 1) {
      const view = whole.viewAs(user);
      for (let rating = byUser.offsets[user]!; rating < byUser.offsets[user + 1]!; rating += 1) {
        expect(view.predict(byUser.columns[rating]!).rating).toBeCloseTo(byUser.codes[rating]! / 2, 3);
      }
    }
  });

  it('loses less than 0.0005 stars of RMSE by half precision', async () => {
    const [half, single] = [await computeError({ precision: 'half' }), await computeError({ precision: 'single' })];
    expect(Math.abs(half - single)).toBeLessThan(0.0005);
  });
});
