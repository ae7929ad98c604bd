import { describe, expect, it } from 'vitest';
import type { CompressedRows } from '../../interactions/compressed-rows.ts';
import { solveRowsPlainly } from '../../kernels/plain-least-squares.ts';
import { computeGramPlainly } from '../../kernels/plain-products.ts';
import { largestRelativeDifference, withPool } from '../../kernels/test-kernel-data.ts';
import { describeScorer } from '../scorer.suite.ts';
import { plantedSplit } from '../test-scorer-data.ts';
import { computeHeldOutAuc } from '../test-scorer-quality.ts';
import { fitImplicitAls } from './fit-implicit-als.ts';
import { chooseRegularization, ials } from './ials.ts';

// Half precision has 11 bits.
describeScorer(ials, { parameters: { factors: 12, epochs: 6 }, foldInTolerance: 0.02 });
describe('by conjugate gradients, likes only', () => {
  describeScorer(ials, { parameters: { factors: 8, epochs: 6, conjugateSteps: 3, minimumRating: 3.5 } });
});

describe('fitImplicitAls', () => {
  const { interactions } = plantedSplit().training;
  const settings = {
    ...{ factors: 8, epochs: 4, regularization: 0.02, regularizationExponent: 0.8, unobservedWeight: 0.2 },
    ...{ initialDeviation: 0.3, conjugateSteps: 0, minimumCode: 6 },
  };
  const fit = (changes: Partial<typeof settings>) =>
    withPool({}, async (pool) => {
      const { userFactors, itemFactors } = await fitImplicitAls(interactions, { ...settings, ...changes }, pool, {
        seed: 2,
      });
      return { userFactors: userFactors.slice(), itemFactors: itemFactors.slice() };
    });

  /** The obvious version: form and solve every row's normal equations, in double precision. */
  function solveSide(rows: CompressedRows, others: Float64Array, otherCount: number): Float64Array {
    const factors = { rowCount: otherCount, width: 8, values: others };
    const regularizations = Float64Array.from({ length: rows.rowCount }, (_, row) => {
      const codes = rows.codes.subarray(rows.offsets[row]!, rows.offsets[row + 1]!);
      return 0.02 * (codes.filter((code) => code >= 6).length + 0.2 * otherCount) ** 0.8;
    });
    const gram = computeGramPlainly(factors).values.map((value) => 0.2 * value);
    const weights = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
    return solveRowsPlainly(rows, factors, { weights, shifts: undefined, gram, regularizations });
  }

  it('is what the obvious version computes', async () => {
    const { byUser, byItem, userCount, itemCount } = interactions;
    let users = Float64Array.from((await fit({ epochs: 0 })).userFactors);
    let items = Float64Array.from((await fit({ epochs: 0 })).itemFactors);
    for (let epoch = 0; epoch < 4; epoch += 1) {
      users = Float64Array.from(solveSide(byUser, items, itemCount));
      items = Float64Array.from(solveSide(byItem, users, userCount));
    }
    users = Float64Array.from(solveSide(byUser, items, itemCount));
    const fitted = await fit({});
    expect(largestRelativeDifference(fitted.itemFactors, items)).toBeLessThan(1e-3);
    expect(largestRelativeDifference(fitted.userFactors, users)).toBeLessThan(1e-3);
  });

  it('comes to the same by conjugate gradients with many steps', async () => {
    const [exact, close] = [await fit({}), await fit({ conjugateSteps: 30 })];
    expect(largestRelativeDifference(close.itemFactors, exact.itemFactors)).toBeLessThan(1e-3);
  });
});

describe('ials', () => {
  it('regularises as was published for three data sets where nothing is said, by their users times items', async () => {
    const split = plantedSplit();
    const { interactions } = split.training;
    const chosenFor = (userCount: number, itemCount: number) => chooseRegularization({ userCount, itemCount });
    // Rendle et al. 2021, https://github.com/google-research/google-research/tree/master/ials, rounded as there.
    expect(chosenFor(6040, 3706)).toBeCloseTo(0.007, 6);
    expect(chosenFor(136_677, 20_108)).toBeCloseTo(0.003, 3);
    expect(chosenFor(571_355, 41_140)).toBeCloseTo(0.002, 3);
    const fitted = await ials.fit(split.training, { factors: 4, epochs: 1 });
    expect(fitted.parameters.regularization).toBe(chooseRegularization(interactions));
    const given = await ials.fit(split.training, { factors: 4, epochs: 1, regularization: 0.5 });
    expect(given.parameters.regularization).toBe(0.5);
  });

  it('orders the same in half precision', async () => {
    const split = plantedSplit();
    const [half, single] = await Promise.all(
      ['half', 'single'].map(async (precision) =>
        computeHeldOutAuc(await ials.fit(split.training, { precision }), split),
      ),
    );
    expect(Math.abs(half! - single!)).toBeLessThan(0.001);
  });
});
