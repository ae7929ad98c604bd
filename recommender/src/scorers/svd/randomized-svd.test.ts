import { describe, expect, it } from 'vitest';
import { withPool } from '../../kernels/test-kernel-data.ts';
import { factorCases, readCaseInteractions } from '../test-factor-cases.ts';
import { plantedSplit } from '../test-scorer-data.ts';
import { type CentredRatings, computeTruncatedSvd } from './randomized-svd.ts';

const interactions = readCaseInteractions();
const { userCount, itemCount, byItem } = interactions;
const plain: CentredRatings = {
  interactions,
  userShifts: new Float32Array(userCount),
  itemShifts: new Float32Array(itemCount),
};
const columnMeans = Float64Array.from({ length: itemCount }, (_, item) => {
  const codes = byItem.codes.subarray(byItem.offsets[item]!, byItem.offsets[item + 1]!);
  return codes.reduce((sum, code) => sum + code / 2, 0) / userCount;
});

const compute = (matrix: CentredRatings, powerIterations: number, threads = 1) =>
  withPool({ threads }, (pool) => {
    const settings = { components: factorCases.factors, oversampling: 10, powerIterations };
    return computeTruncatedSvd(matrix, settings, pool, { seed: 1 });
  });

describe('computeTruncatedSvd', () => {
  it.each([
    ['plain', plain],
    ['column_centred', { ...plain, columnCentres: columnMeans }],
  ] as const)('finds the singular values that ARPACK or LAPACK find: %s', async (name, matrix) => {
    const { singularValues } = await compute(matrix, 20);
    factorCases.singular_values[name].forEach((expected, k) => {
      expect(Math.abs(singularValues[k]! / expected - 1)).toBeLessThan(1e-5);
    });
  });

  it('gives orthonormal vectors v with |A v| = σ', async () => {
    const { singularValues, itemVectors } = await compute(plain, 8);
    const width = factorCases.factors;
    for (let k = 0; k < width; k += 1) {
      for (let other = 0; other <= k; other += 1) {
        let product = 0;
        for (let item = 0; item < itemCount; item += 1) {
          product += itemVectors[item * width + k]! * itemVectors[item * width + other]!;
        }
        expect(product).toBeCloseTo(k === other ? 1 : 0, 5);
      }
      let square = 0;
      for (let user = 0; user < userCount; user += 1) {
        let image = 0;
        for (
          let rating = interactions.byUser.offsets[user]!;
          rating < interactions.byUser.offsets[user + 1]!;
          rating += 1
        ) {
          const item = interactions.byUser.columns[rating]!;
          image += (interactions.byUser.codes[rating]! / 2) * itemVectors[item * width + k]!;
        }
        square += image * image;
      }
      expect(Math.sqrt(square)).toBeCloseTo(singularValues[k]!, 4);
    }
  });

  it('gives the same bits on 1 and 3 threads', async () => {
    expect(await compute(plain, 3, 3)).toEqual(await compute(plain, 3));
  });

  it('leaves zeros where there are fewer singular values than asked for', async () => {
    const { training } = plantedSplit();
    const size = training.interactions;
    const nothing = {
      interactions: size,
      userShifts: new Float32Array(size.userCount),
      itemShifts: new Float32Array(size.itemCount),
    };
    const { singularValues, itemVectors } = await withPool({}, (pool) =>
      computeTruncatedSvd(nothing, { components: 200, oversampling: 10, powerIterations: 4 }, pool, {}),
    );
    expect(itemVectors.every((value) => Number.isFinite(value))).toBe(true);
    expect(singularValues[size.itemCount]).toBe(0);
    expect(singularValues[0]).toBeGreaterThan(0);
  });
});
