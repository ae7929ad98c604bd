import { NumpyRandomState } from '@starweave/numerics';
import { describe, expect, it } from 'vitest';
import { baseline } from '../baseline/baseline.ts';
import { subsetInteractions } from '../hybrid/subset-interactions.ts';
import { describeScorer } from '../scorer.suite.ts';
import type { Scorer, TrainingData } from '../scorer.ts';
import { plantedSplit } from '../test-scorer-data.ts';
import { computeHeldOutErrors } from '../test-scorer-quality.ts';
import { bayesianMf } from './bayesian-mf.ts';
import { describeItems, describeUsers } from './describe-entities.ts';
import { drawGamma } from './draw-gamma.ts';
import { FeatureBlockBuilder } from './feature-block.ts';
import { GibbsSampler } from './gibbs-sampler.ts';
import { PosteriorMean } from './posterior-mean.ts';

const small = { factors: 4, sweeps: 40, burnIn: 10, rank: 8 };

describeScorer(bayesianMf, { parameters: small, explanationTolerance: 1e-3 });

const split = plantedSplit();

it('keeps groups of features apart, however many attributes people have', () => {
  const builder = new FeatureBlockBuilder(2);
  builder.addIdentities('user');
  for (let attribute = 0; attribute < 300; attribute += 1) builder.addTexts(`attribute ${attribute}`, () => ['same']);
  const { groups, groupNames } = builder.build();
  expect(groupNames).toHaveLength(301);
  expect([...groups]).toEqual([0, 0, ...Array.from({ length: 300 }, (_, attribute) => attribute + 1)]);
});

describe('gamma draws', () => {
  it.each([
    [1, 1],
    [1.5, 4],
    [50, 0.5],
  ])('with shape %f and rate %f have their mean and variance', (shape, rate) => {
    const random = new NumpyRandomState(11);
    const draws = Array.from({ length: 20_000 }, () => drawGamma(random, shape, rate));
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length;
    // Five standard errors of a mean, and a generous share of a variance, of 20,000 draws.
    expect(Math.abs(mean - shape / rate)).toBeLessThan((5 * Math.sqrt(shape)) / rate / Math.sqrt(20_000));
    expect(Math.abs(variance / (shape / rate ** 2) - 1)).toBeLessThan(0.1);
  });
});

describe('the sampler', () => {
  const choice = { implied: true, sideInformation: true };
  const blocks = { users: describeUsers(split.training, choice), items: describeItems(split.training, choice) };
  const { byUser, userCount, itemCount } = split.training.interactions;

  it('keeps its errors and sums true to its coefficients', () => {
    const sampler = new GibbsSampler(byUser, blocks, { factors: 3 }, new NumpyRandomState(1));
    for (let sweep = 0; sweep < 5; sweep += 1) sampler.sweep();
    expect(sampler.findDrift()).toBeLessThan(1e-9);
  });

  it('draws a linear model around the ridge solution', () => {
    // Without factors and with only identities the posterior of a bias is normal; its mean is what ridge regression gives.
    const plain = { implied: false, sideInformation: false };
    const linear = { users: describeUsers(split.training, plain), items: describeItems(split.training, plain) };
    const sampler = new GibbsSampler(byUser, linear, { factors: 0 }, new NumpyRandomState(2));
    const average = new PosteriorMean(userCount, itemCount);
    for (let sweep = 0; sweep < 600; sweep += 1) {
      sampler.sweep();
      if (sweep >= 100) average.add(sampler);
    }
    const { mean, userBiases, itemBiases } = average.compress(0, new NumpyRandomState(3));
    const errors = new Float64Array(byUser.codes.length);
    for (let user = 0; user < userCount; user += 1) {
      for (let index = byUser.offsets[user]!; index < byUser.offsets[user + 1]!; index += 1) {
        errors[index] = byUser.codes[index]! / 2 - mean - userBiases[user]! - itemBiases[byUser.columns[index]!]!;
      }
    }
    // At the ridge solution each user's errors add up to penalty × bias; the penalty is noise variance / variance of biases.
    const noise = errors.reduce((sum, error) => sum + error * error, 0) / errors.length;
    const spread = userBiases.reduce((sum, bias) => sum + bias * bias, 0) / userCount;
    for (let user = 0; user < userCount; user += 1) {
      const own = errors.subarray(byUser.offsets[user], byUser.offsets[user + 1]);
      const gap = own.reduce((sum, error) => sum + error, 0) - (noise / spread) * userBiases[user]!;
      // The mean of a user's errors is then known to a few hundredths of a star.
      expect(Math.abs(gap / own.length)).toBeLessThan(0.08);
    }
  });

  it('averages draws exactly when the rank holds all of them', () => {
    const sampler = new GibbsSampler(byUser, blocks, { factors: 2 }, new NumpyRandomState(4));
    const average = new PosteriorMean(userCount, itemCount);
    const expected = new Float64Array(userCount * itemCount);
    for (let draw = 0; draw < 3; draw += 1) {
      sampler.sweep();
      average.add(sampler);
      expected.forEach((_, at) => {
        const [user, item] = [Math.floor(at / itemCount), at % itemCount];
        const [u, i] = [sampler.users.sums, sampler.items.sums];
        let rating = sampler.mean + u[0]![user]! + i[0]![item]!;
        for (const factor of [1, 2]) rating += u[factor]![user]! * i[factor]![item]!;
        expected[at]! += rating / 3;
      });
    }
    const got = average.compress(6, new NumpyRandomState(5));
    expected.forEach((rating, at) => {
      const [user, item] = [Math.floor(at / itemCount), at % itemCount];
      let sum = got.mean + got.userBiases[user]! + got.itemBiases[item]!;
      for (let k = 0; k < 6; k += 1) sum += got.userFactors[user * 6 + k]! * got.itemFactors[item * 6 + k]!;
      expect(Math.abs(sum - rating)).toBeLessThan(1e-4);
    });
  });
});

describe('films without ratings', () => {
  const all = split.training.interactions;
  const unrated = (item: number) => item % 6 === 1;
  const interactions = subsetInteractions(all, (position) => !unrated(all.byUser.columns[position]!));
  const heldOut = split.heldOut.filter(({ item }) => unrated(item));
  const meanOf = (item: number) => {
    const codes = all.byItem.codes.subarray(all.byItem.offsets[item], all.byItem.offsets[item + 1]);
    return codes.reduce((sum, code) => sum + code / 2, 0) / Math.max(1, codes.length);
  };
  // A genre that tells what ratings would have told.
  const items = split.training.sideInformation!.items.map((features, item) => {
    return features && { ...features, genres: [meanOf(item) > 3.4 ? 'Liked' : 'Disliked'] };
  });
  const sideInformation = { items, users: [] };
  // Without what was rated at all: these films lost their ratings here, and would be taken for films that hardly anybody wants.
  const fit = (data: TrainingData) => bayesianMf.fit(data, { ...small, sweeps: 120, implied: false });
  const errorOf = (model: Scorer) => {
    const errors = heldOut.map(({ user, item, rating }) => model.viewAs(user).predict(item).rating - rating);
    return Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
  };

  it('are predicted from what is known about them', async () => {
    const [told, untold] = [await fit({ interactions, sideInformation }), await fit({ interactions })];
    const bases = heldOut.map(({ user, item }) => told.viewAs(user).predict(item).basis);
    expect(new Set(bases)).toEqual(new Set(['user-and-item']));
    expect(heldOut.length).toBeGreaterThan(100);
    expect(errorOf(told)).toBeLessThan(errorOf(untold));
  });

  it('are what a film is on average where nothing is known, and say so', async () => {
    const untold = await fit({ interactions });
    const view = untold.viewAs(0);
    expect(view.predict(1)).toEqual(view.predict(undefined));
    expect(view.predict(1).basis).toBe('user');
    const ratings = Array.from({ length: all.itemCount }, (_, item) => item)
      .filter((item) => interactions.byItem.offsets[item + 1]! > interactions.byItem.offsets[item]!)
      .map((item) => view.predict(item).rating);
    const mean = ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length;
    // The ends of the scale clip some.
    expect(Math.abs(view.predict(1).rating - mean)).toBeLessThan(0.05);
    // Nor does somebody unknown move it: the same film is then what people think of it on average.
    expect(untold.viewAs(undefined).predict(1).basis).toBe('mean');
  });
});

it('predicts planted ratings better than biases alone', async () => {
  const [model, biases] = await Promise.all([
    bayesianMf.fit(split.training, { ...small, sweeps: 120 }),
    baseline.fit(split.training, {}),
  ]);
  const ours = computeHeldOutErrors(model, split).rmse;
  expect(ours).toBeLessThan(0.97 * computeHeldOutErrors(biases, split).rmse);
});
