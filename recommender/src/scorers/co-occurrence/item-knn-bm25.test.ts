import { describe, expect, it } from 'vitest';
import { describeScorer } from '../scorer.suite.ts';
import { plantedSplit } from '../test-scorer-data.ts';
import { itemKnnBm25 } from './item-knn-bm25.ts';
import { multiply, toDense, transpose } from './test-dense-scores.ts';

describeScorer(itemKnnBm25, { parameters: { shrinkage: 10 }, foldInTolerance: 1e-4 });

describe('item-knn-bm25', () => {
  it('finds the cosine of the BM25 weights when they are written down as a whole matrix', async () => {
    const { training } = plantedSplit();
    const [k1, b, shrinkage] = [1.5, 0.6, 3];
    const scorer = await itemKnnBm25.fit(training, { k1, b, shrinkage, neighbours: 10_000 });
    const ratings = toDense(training.interactions);
    const documents = transpose(ratings);
    const lengths = documents.map((row) => row.reduce((sum, value) => sum + value, 0));
    const meanLength = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    const idf = ratings.map((row) => Math.log(documents.length / (1 + row.reduce((sum, value) => sum + value, 0))));
    const weights = documents.map((row, item) =>
      row.map((frequency, user) => {
        const saturated = (frequency * (k1 + 1)) / (k1 * (1 - b + (b * lengths[item]!) / meanLength) + frequency);
        return saturated * idf[user]!;
      }),
    );
    const products = multiply(weights, transpose(weights));
    const norms = products.map((row, item) => Math.sqrt(row[item]!));
    for (const item of [0, 20, 77]) {
      const found = scorer.findSimilarItems(item, 200);
      expect(found.length).toBeGreaterThan(50);
      for (const { item: other, score } of found) {
        const expected = products[item]![other]! / (norms[item]! * norms[other]! + shrinkage);
        expect(Math.abs(score - expected)).toBeLessThan(expected * 2 ** -10);
      }
    }
  });
});
