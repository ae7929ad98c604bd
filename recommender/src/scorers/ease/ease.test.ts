import { describe, expect, it } from 'vitest';
import { KernelMemoryError } from '../../errors.ts';
import { countCoOccurrencesPlainly } from '../../kernels/plain-products.ts';
import { invertSymmetric } from '../../kernels/symmetric-solver.ts';
import { withPool } from '../../kernels/test-kernel-data.ts';
import { describeScorer } from '../scorer.suite.ts';
import { plantedSplit } from '../test-scorer-data.ts';
import { ease } from './ease.ts';
import { estimateEaseBytes, fitEase } from './fit-ease.ts';

describeScorer(ease, { foldInTolerance: 1e-6 });

const { interactions } = plantedSplit().training;
const { itemCount, byItem } = interactions;

/** B as a dense matrix, row j column i, out of what was fitted. */
async function fitDense(settings: { mostItems?: number; storedWeights?: number; regularization?: number }) {
  const all = { regularization: 30, mostItems: 1000, storedWeights: 1000, ...settings };
  const { offsets, neighbours, similarities } = await withPool({}, (pool) => fitEase(interactions, all, pool, {}));
  const dense = new Float64Array(itemCount * itemCount);
  for (let from = 0; from < itemCount; from += 1) {
    for (let at = offsets[from]!; at < offsets[from + 1]!; at += 1) {
      dense[from * itemCount + neighbours[at]!] = similarities[at]!;
    }
  }
  return dense;
}

/** The obvious version: the whole matrix inverted in double precision. */
function computePlainly(regularization: number): Float64Array {
  const gram = Float64Array.from(countCoOccurrencesPlainly(interactions.byUser).values);
  for (let item = 0; item < itemCount; item += 1) gram[item * (itemCount + 1)]! += regularization;
  const inverse = invertSymmetric(gram, itemCount)!;
  return inverse.map((value, at) => {
    const [from, to] = [Math.floor(at / itemCount), at % itemCount];
    return from === to ? 0 : -value / inverse[to * (itemCount + 1)]!;
  });
}

describe('fitEase', () => {
  it('is what the obvious version computes', async () => {
    const [fitted, expected] = [await fitDense({}), computePlainly(30)];
    // Weights are stored in half precision: 11 bits of at most 0.3.
    fitted.forEach((weight, at) => {
      expect(Math.abs(weight - expected[at]!)).toBeLessThan(2e-4);
    });
    expect(Math.max(...expected)).toBeGreaterThan(0.05);
  });

  it('keeps the largest weights of every item', async () => {
    const [few, all] = [await fitDense({ storedWeights: 5 }), await fitDense({})];
    for (let to = 0; to < itemCount; to += 1) {
      const column = (matrix: Float64Array) =>
        Array.from({ length: itemCount }, (_, from) => matrix[from * itemCount + to]!);
      const kept = column(few).filter((weight) => weight !== 0);
      const sizes = column(all)
        .map(Math.abs)
        .sort((a, b) => b - a);
      expect(kept.map(Math.abs).sort((a, b) => b - a)).toEqual(sizes.slice(0, kept.length));
      if (byItem.offsets[to + 1]! > byItem.offsets[to]!) expect(kept).toHaveLength(5);
    }
  });

  it('leaves items beyond the most rated ones out', async () => {
    const fitted = await fitDense({ mostItems: 40 });
    const taking = Array.from({ length: itemCount }, (_, item) => item).filter((item) =>
      fitted.subarray(item * itemCount, (item + 1) * itemCount).some((weight) => weight !== 0),
    );
    expect(taking).toHaveLength(40);
    const countOf = (item: number) => byItem.offsets[item + 1]! - byItem.offsets[item]!;
    const least = Math.min(...taking.map(countOf));
    const others = Array.from({ length: itemCount }, (_, item) => item).filter((item) => !taking.includes(item));
    expect(Math.max(...others.map(countOf))).toBeLessThanOrEqual(least);
  });

  it('says before it starts when the matrix cannot be addressed', async () => {
    expect(estimateEaseBytes(10_000)).toBe((10_048 ** 2 + 128 * 10_048) * 4);
    const huge = { ...interactions, ratingCount: 2 ** 30 };
    const settings = { regularization: 30, mostItems: 1000, storedWeights: 10 };
    await withPool({}, async (pool) => {
      await expect(fitEase(huge, settings, pool, {})).rejects.toThrow(KernelMemoryError);
    });
  });
});
