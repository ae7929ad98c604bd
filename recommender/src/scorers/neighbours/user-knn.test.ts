import { describe, expect, it } from 'vitest';
import { describeScorer } from '../scorer.suite.ts';
import { plantedSplit } from '../test-scorer-data.ts';
import { buildCaseInteractions, expectPredictions, neighbourCases } from './test-neighbour-cases.ts';
import { userKnn } from './user-knn.ts';

const alternatives = [{ variant: 'centred' }, { variant: 'basic', damping: 0 }];
describeScorer(userKnn, { foldInTolerance: 0.2, alternatives });

const interactions = buildCaseInteractions();
const asInSurprise = { candidates: 0, searchedRatings: 0, damping: 0, shrinkage: 100 };

describe('user-knn beside the Surprise library', () => {
  it.each(neighbourCases.neighbours.filter(({ compared }) => compared === 'users'))(
    'predicts the same with $parameters',
    async ({ parameters, predictions }) => {
      const scorer = await userKnn.fit({ interactions }, { ...asInSurprise, ...parameters });
      expectPredictions(scorer, interactions, predictions);
    },
  );
});

describe('user-knn within bounds', () => {
  const split = plantedSplit();
  const { training } = split;

  it('scores items as it predicts them', async () => {
    for (const candidates of [0, 20]) {
      const scorer = await userKnn.fit(training, { candidates, neighbours: 10 });
      const scores = new Float32Array(training.interactions.itemCount);
      scorer.viewAs(5).scoreItems(scores);
      scores.forEach((score, item) => {
        const { rating, basis } = scorer.viewAs(5).predict(item);
        if (basis === 'user-and-item') expect(Math.min(Math.max(score, 0.5), 5)).toBeCloseTo(rating, 5);
      });
    }
  });

  it('asks no more users than it may', async () => {
    const scorer = await userKnn.fit(training, { candidates: 4 });
    const asked = new Set<number>();
    for (let item = 0; item < training.interactions.itemCount; item += 1) {
      for (const part of scorer.viewAs(2).explain(item).contributions) {
        if (part.kind === 'neighbour') asked.add(part.user);
      }
    }
    expect(asked.size).toBe(4);
    expect(asked.has(2)).toBe(false);
  });

  it('looks at rare items first when it may look at few ratings', async () => {
    const everything = await userKnn.fit(training, { searchedRatings: 0 });
    const enough = await userKnn.fit(training, { searchedRatings: 1_000_000_000 });
    const little = await userKnn.fit(training, { searchedRatings: 200 });
    const rate = (scorer: typeof little) => scorer.viewAs(7).predict(11).rating;
    expect(rate(enough)).toBe(rate(everything));
    expect(rate(little)).not.toBe(rate(everything));
  });

  it('finds similar items among people spread over those who rated one, when it may look at few ratings', async () => {
    const { byItem, byUser, itemCount } = training.interactions;
    const everything = await userKnn.fit(training, { searchedRatings: 0 });
    const enough = await userKnn.fit(training, { searchedRatings: 1_000_000_000 });
    const item = Array.from(byItem.offsets.subarray(0, itemCount).keys()).reduce((most, other) =>
      byItem.offsets[other + 1]! - byItem.offsets[other]! > byItem.offsets[most + 1]! - byItem.offsets[most]!
        ? other
        : most,
    );
    expect(enough.findSimilarItems(item, 10)).toEqual(everything.findSimilarItems(item, 10));
    // Of one person alone nothing but what that person rated can be alike.
    const [first] = byItem.columns.subarray(byItem.offsets[item]!);
    const one = await userKnn.fit(training, { searchedRatings: 1, shrinkage: 0, similarity: 'cosine' });
    const rated = new Set(byUser.columns.subarray(byUser.offsets[first!]!, byUser.offsets[first! + 1]!));
    const found = one.findSimilarItems(item, itemCount).map((similar) => similar.item);
    expect(found).toHaveLength(rated.size - 1);
    expect(found.every((similar) => rated.has(similar))).toBe(true);
  });
});
