import { describe, expect, it } from 'vitest';
import { describeScorer } from '../scorer.suite.ts';
import { itemKnn } from './item-knn.ts';
import { buildCaseInteractions, expectPredictions, neighbourCases } from './test-neighbour-cases.ts';

const alternatives = [{ variant: 'centred' }, { variant: 'basic', damping: 0 }];
describeScorer(itemKnn, { foldInTolerance: 0.2, alternatives });

const interactions = buildCaseInteractions();
const asInSurprise = { storedNeighbours: 0, damping: 0, shrinkage: 100 };

describe('item-knn beside the Surprise library', () => {
  it.each(neighbourCases.neighbours.filter(({ compared }) => compared === 'items'))(
    'predicts the same with $parameters',
    async ({ parameters, predictions }) => {
      const scorer = await itemKnn.fit({ interactions }, { ...asInSurprise, ...parameters });
      expectPredictions(scorer, interactions, predictions);
    },
  );
});

describe('item-knn with lists of bounded size', () => {
  it('predicts the same when the lists hold all neighbours that are asked', async () => {
    const bounded = await itemKnn.fit({ interactions }, { storedNeighbours: 36 });
    const exact = await itemKnn.fit({ interactions }, { storedNeighbours: 0 });
    for (let user = 0; user < interactions.userCount; user += 1) {
      for (let item = 0; item < interactions.itemCount; item += 1) {
        const difference = bounded.viewAs(user).predict(item).rating - exact.viewAs(user).predict(item).rating;
        // Half precision keeps eleven bits of a similarity.
        expect(Math.abs(difference)).toBeLessThan(2e-3);
      }
    }
  });

  it('keeps the best of each list', async () => {
    const three = await itemKnn.fit({ interactions }, { storedNeighbours: 3 });
    const all = await itemKnn.fit({ interactions }, { storedNeighbours: 36 });
    for (let item = 0; item < interactions.itemCount; item += 1) {
      expect(three.findSimilarItems(item, 9)).toEqual(all.findSimilarItems(item, 3));
    }
    expect(three.sizeBytes).toBeLessThan(all.sizeBytes);
  });

  it('takes fewer and distant neighbours less seriously when damped', async () => {
    const plain = await itemKnn.fit({ interactions }, { damping: 0 });
    const damped = await itemKnn.fit({ interactions }, { damping: 1e3 });
    const { contributions } = damped.viewAs(0).explain(0);
    const fromItems = contributions.filter(({ kind }) => kind === 'rated-item');
    expect(fromItems.length).toBeGreaterThan(0);
    expect(Math.max(...fromItems.map(({ amount }) => Math.abs(amount)))).toBeLessThan(0.01);
    expect(plain.viewAs(0).predict(0).rating).not.toBe(damped.viewAs(0).predict(0).rating);
  });
});

describe('item-knn’s scores of all items', () => {
  const choices = [0, 5, 36].flatMap((storedNeighbours) =>
    [2, 40].map((neighbours) => ({ storedNeighbours, neighbours })),
  );

  it.each([...choices, { storedNeighbours: 36, neighbours: 40, minimumNeighbours: 6 }])(
    'are its predictions, each by itself, with %j',
    async (parameters) => {
      const scorer = await itemKnn.fit({ interactions }, parameters);
      const scores = new Float32Array(interactions.itemCount);
      for (let user = 0; user < interactions.userCount; user += 1) {
        const view = scorer.viewAs(user);
        view.scoreItems(scores);
        scores.forEach((score, item) => {
          const { total } = view.explain(item);
          expect(Math.min(5, Math.max(0.5, score))).toBeCloseTo(total, 6);
        });
      }
    },
  );
});
