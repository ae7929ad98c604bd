import { describe, expect, it } from 'vitest';
import { ScorerParameterError } from '../../errors.ts';
import { countCoOccurrencesPlainly } from '../../kernels/plain-products.ts';
import { invertSymmetric } from '../../kernels/symmetric-solver.ts';
import { withPool } from '../../kernels/test-kernel-data.ts';
import { describeScorer } from '../scorer.suite.ts';
import { plantedSplit } from '../test-scorer-data.ts';
import { ease } from './ease.ts';
import { chooseEaseItems, type EaseSettings, estimateEaseBytes, fitEase } from './fit-ease.ts';

describeScorer(ease, { foldInTolerance: 1e-6 });

const { interactions } = plantedSplit().training;
const { itemCount, byItem } = interactions;

const roomy: EaseSettings = { regularization: 30, mostItems: 1000, storedWeights: 1000, memoryLimitBytes: 1e9 };

/** B as a dense matrix, row j column i, out of what was fitted. */
async function fitDense(settings: Partial<EaseSettings>) {
  const all = { ...roomy, ...settings };
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

  it('takes no more items than memory has room for, the most rated first', async () => {
    const countOf = (item: number) => byItem.offsets[item + 1]! - byItem.offsets[item]!;
    const chosen = [100_000, 200_000, 400_000].map((memoryLimitBytes) =>
      chooseEaseItems(interactions, { ...roomy, memoryLimitBytes }),
    );
    const sizes = chosen.map(({ length }) => length);
    expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => a - b));
    expect(sizes.at(-1)).toBeLessThan(itemCount);
    for (const items of chosen) {
      const others = Array.from({ length: itemCount }, (_, item) => item).filter((item) => !items.includes(item));
      expect(Math.max(...others.map(countOf))).toBeLessThanOrEqual(Math.min(...Array.from(items, countOf)));
    }
    await withPool({}, async (pool) => {
      const { offsets } = await fitEase(interactions, { ...roomy, memoryLimitBytes: 100_000 }, pool, {});
      const leading = Array.from({ length: itemCount }, (_, item) => item).filter(
        (item) => offsets[item + 1]! > offsets[item]!,
      );
      expect(leading).toEqual([...chosen[0]!]);
    });
  });

  it('stays within what it expects to take', async () => {
    const ratingCount = byItem.offsets[itemCount]!;
    const { userCount } = interactions;
    const expected = estimateEaseBytes({ itemCount, ratingCount, userCount, storedWeights: 50 });
    await withPool({}, async (pool) => {
      const { neighbours, similarities } = await fitEase(interactions, { ...roomy, storedWeights: 50 }, pool, {});
      expect(pool.memory.usedBytes + neighbours.byteLength + similarities.byteLength).toBeLessThan(1.1 * expected);
      expect(pool.memory.usedBytes).toBeGreaterThan(0.5 * expected);
    });
    // Of 10,000 items the matrix alone is 10,048² floats.
    const large = { itemCount: 10_000, ratingCount: 0, userCount: 0, storedWeights: 0 };
    expect(estimateEaseBytes(large)).toBe((10_048 ** 2 + 128 * 10_048 + 10_000) * 4);
  });

  it('says before it starts when memory has no room for two items', async () => {
    const crowded = { ...interactions, userCount: 2 ** 22 };
    expect(() => chooseEaseItems(crowded, { ...roomy, memoryLimitBytes: 1e6 })).toThrow(ScorerParameterError);
    const training = { interactions: crowded };
    await expect(ease.fit(training, { memoryLimitMb: 1 })).rejects.toThrow(/memoryLimitMb.*Give more than 1[67]\./);
  });
});
