import { NumpyRandomState } from '@starweave/numerics';
import { describe, expect, it } from 'vitest';
import { ScorerParameterError } from '../../errors.ts';
import { describeScorer } from '../scorer.suite.ts';
import { findScorer } from '../scorer-registry.ts';
import { historyOf, plantedSplit } from '../test-scorer-data.ts';
import { computeHeldOutErrors } from '../test-scorer-quality.ts';
import { readView } from '../test-scorer-views.ts';
import { createHybrid } from './hybrid.ts';
import type { HybridScorer } from './hybrid-scorer.ts';
import { PairDifferences, standardize } from './ranking-blend.ts';
import { computeFeatures, StackingSums, weighParts } from './stacking.ts';
import { subsetInteractions } from './subset-interactions.ts';

const hybrid = createHybrid(findScorer);
const small = { parts: 'item-knn,content,user-knn', folds: 2 };

describeScorer(hybrid, { parameters: small });

const split = plantedSplit();
const { interactions } = split.training;

describe('a subset of ratings', () => {
  it('keeps the numbers and holds just the ratings that stay', () => {
    const subset = subsetInteractions(interactions, (position) => position % 3 !== 0);
    for (let user = 0; user < interactions.userCount; user += 1) {
      const start = interactions.byUser.offsets[user]!;
      const all = historyOf(interactions, user);
      const left = historyOf(subset, user);
      expect([...left.items]).toEqual([...all.items].filter((_, index) => (start + index) % 3 !== 0));
    }
    expect(subset.byItem.codes).toHaveLength(subset.ratingCount);
  });
});

describe('stacking', () => {
  const support = { userRatings: 30, itemRatings: 200 };
  const about = (rating: number) => ({ rating, basis: 'user-and-item' as const });

  it('finds the weights that planted targets were made with', () => {
    const random = new NumpyRandomState(3);
    const sums = new StackingSums(2);
    for (let row = 0; row < 4000; row += 1) {
      const [a, b, noise] = random.randn(3);
      const [users, items] = random.rand(2).map((value) => Math.exp(value * 6));
      const place = { userRatings: users!, itemRatings: items! };
      const features = computeFeatures([about(3 + a!), about(3 + b!)], 3, place);
      const weights = weighParts(Float64Array.of(0.5, 0.3, 0, 0.2, 0, -0.1), place);
      sums.add(features, weights[0]! * a! + weights[1]! * b! + 0.3 * noise!);
    }
    [0.5, 0.3, 0, 0.2, 0, -0.1].forEach((weight, place) => {
      expect(Math.abs(sums.solve([true, true])[place]! - weight)).toBeLessThan(0.05);
    });
  });

  it('solves for the parts that are there', () => {
    const sums = new StackingSums(2);
    // Two parts that say the same: one alone takes over the whole weight.
    for (const departure of [-1, 0.5, 2]) {
      sums.add(computeFeatures([about(3 + departure), about(3 + departure)], 3, support), departure);
    }
    const both = weighParts(sums.solve([true, true]), support);
    const alone = weighParts(sums.solve([true, false]), support);
    expect(both[0]! + both[1]!).toBeCloseTo(1, 2);
    expect(alone[0]).toBeCloseTo(1, 2);
    expect(alone[1]).toBe(0);
  });
});

describe('the blend for ranking', () => {
  it('weighs parts as logistic regression does', () => {
    // A pair is in the right order with Pr = 1 / (1 + e^(−2d)): the weight to find is 2 for the first part, 0 for the other.
    const random = new NumpyRandomState(8);
    const pairs = new PairDifferences(2);
    for (let pair = 0; pair < 20_000; pair += 1) {
      const [first, second] = random.randn(2);
      const isRight = random.rand(1)[0]! < 1 / (1 + Math.exp(-2 * Math.abs(first!)));
      const scores = [Float32Array.of(isRight ? Math.abs(first!) : -Math.abs(first!), 0), Float32Array.of(second!, 0)];
      pairs.add(scores, 0, 1);
    }
    const [telling, noise] = pairs.fitWeights();
    expect(Math.abs(telling! - 2)).toBeLessThan(0.15);
    expect(Math.abs(noise!)).toBeLessThan(0.1);
  });

  it('finds the lowest point where most pairs lie far apart, beyond which a whole step of Newton’s method leads', () => {
    const random = new NumpyRandomState(5);
    const count = 3000;
    const pairs = new PairDifferences(2);
    const differences: number[][] = [];
    for (let pair = 0; pair < count; pair += 1) {
      const [first, second, flip] = random.randn(3);
      // One pair in twenty is the wrong way round, and all of them are far apart: heavy tails, as popularity has them.
      const sign = flip! > 1.64 ? -1 : 1;
      const own = [sign * (8 + 4 * Math.abs(first!)), sign * (6 + 5 * second!)];
      differences.push(own.map((value) => Math.fround(value)));
      pairs.add([Float32Array.of(own[0]!, 0), Float32Array.of(own[1]!, 0)], 0, 1);
    }
    const weights = [...pairs.fitWeights()];
    // The slope of the loss: 0 at the lowest point of a convex function, and only there.
    const slope = weights.map((weight, k) =>
      differences.reduce(
        (sum, own) => {
          const along = own[0]! * weights[0]! + own[1]! * weights[1]!;
          return sum - own[k]! / (1 + Math.exp(along));
        },
        1e-3 * count * weight,
      ),
    );
    for (const value of slope) expect(Math.abs(value) / count).toBeLessThan(1e-6);
  });

  it('standardises scores', () => {
    const scores = Float32Array.of(1, 2, 3, 4);
    standardize(scores);
    const deviation = Math.sqrt(1.25);
    [-1.5, -0.5, 0.5, 1.5].forEach((value, item) => {
      expect(scores[item]).toBeCloseTo(value / deviation, 6);
    });
    const equal = Float32Array.of(7, 7);
    standardize(equal);
    expect([...equal]).toEqual([0, 0]);
  });
});

describe('hybrid', () => {
  it('is better than its best part', async () => {
    const parts = ['item-knn', 'content', 'bayesian-mf'];
    const blend = await hybrid.fit(split.training, { parts: parts.join(','), folds: 3 });
    const errors = await Promise.all(
      parts.map(async (id) => computeHeldOutErrors(await findScorer(id)!.fit(split.training, {}), split).rmse),
    );
    expect(computeHeldOutErrors(blend, split).rmse).toBeLessThan(Math.min(...errors));
  });

  it('does without a part that the data is nothing for, and says so', async () => {
    const blend = (await hybrid.fit({ interactions }, small)) as HybridScorer;
    expect(blend.presentParts).toEqual(['item-knn', 'user-knn']);
    expect(blend.missingParts).toEqual(['content']);
    const spoke = blend
      .viewAs(0)
      .explain(0)
      .contributions.flatMap((part) => (part.kind === 'part' ? [part.part] : []));
    expect(spoke.sort()).toEqual(['item-knn', 'user-knn']);
  });

  it('shares models that are in memory, and does without those that are not', async () => {
    const itemKnn = await findScorer('item-knn')!.fit(split.training, {});
    const shared = { ...split.training, parts: new Map([['item-knn', itemKnn] as const]) };
    const blend = (await hybrid.fit(shared, small)) as HybridScorer;
    const content = blend.toModelFile();
    expect([...content.arrays.keys()].some((name) => name.startsWith('item-knn/'))).toBe(false);
    const again = hybrid.load(content, shared) as HybridScorer;
    const without = hybrid.load(content, split.training) as HybridScorer;
    expect(again.viewAs(3).predict(4)).toEqual(blend.viewAs(3).predict(4));
    expect(without.missingParts).toEqual(['item-knn']);
    const { rmse, rmseOfMean } = computeHeldOutErrors(without, split);
    expect(rmse).toBeLessThan(0.9 * rmseOfMean);
  });

  it('ranks by a part that hardly counts where those that count are missing', async () => {
    const itemKnn = await findScorer('item-knn')!.fit(split.training, {});
    const { arrays, metadata } = (
      await hybrid.fit(
        { ...split.training, parts: new Map([['item-knn', itemKnn]]) },
        { parts: 'item-knn,content', folds: 2 },
      )
    ).toModelFile();
    const weights = new Map([
      ...arrays,
      ['ranking_weights', { shape: [2], values: Float64Array.of(1, 0.01) }] as const,
    ]);
    const [left, own] = [hybrid.load({ arrays: weights, metadata }, split.training), findScorer('content')!];
    const content = await own.fit(split.training, {});
    const [scores, expected] = [left, content].map((scorer) => readView(scorer.viewAs(3), split).scores);
    const order = (values: Float32Array) => [...values.keys()].sort((a, b) => values[b]! - values[a]! || a - b);
    expect(order(scores!).slice(0, 10)).toEqual(order(expected!).slice(0, 10));
  });

  it('tells how a part explains an item by itself', async () => {
    const itemKnn = await findScorer('item-knn')!.fit(split.training, {});
    const data = { ...split.training, parts: new Map([['item-knn', itemKnn] as const]) };
    const view = (await hybrid.fit(data, small)).viewAs(2);
    expect(view.explainPart?.('item-knn', 5)).toEqual(itemKnn.viewAs(2).explain(5));
    expect(view.explainPart?.('ease', 5)).toBeUndefined();
  });

  it('learns on a sample of people where there are many ratings, and does nearly as well', async () => {
    const all = await hybrid.fit(split.training, small);
    const blendRatings = Math.round(interactions.ratingCount / 2);
    const sampled = await hybrid.fit(split.training, { ...small, blendRatings });
    const [better, worse] = [all, sampled].map((blend) => computeHeldOutErrors(blend, split).rmse);
    expect(worse).not.toBe(better);
    expect(worse).toBeLessThan(1.02 * better!);
  });

  it.each([
    ['nothing', 'names "nothing", which is no method that can be blended. There are global-mean, baseline'],
    ['hybrid', 'names "hybrid"'],
    ['', 'names ""'],
    ['content,content', 'names a method twice'],
  ])('refuses the parts "%s", and says which there are', async (parts, message) => {
    const fitting = hybrid.fit(split.training, { parts });
    await expect(fitting).rejects.toThrow(ScorerParameterError);
    await expect(fitting).rejects.toThrow(message);
  });
});
