import { NumpyRandomState } from '@starweave/numerics';
import { describe, expect, it } from 'vitest';
import { computeGramPlainly } from '../../kernels/plain-products.ts';
import { factorizeCholesky } from '../../kernels/symmetric-solver.ts';
import { addOuterProducts, factorizeNormal } from './normal-equations.ts';

const random = new NumpyRandomState(9);

// Odd and even widths; fewer rows than are taken at once, and more than go into the kernel's memory at once.
it.each([
  [1, 1],
  [1, 7],
  [2, 3],
  [5, 0],
  [12, 4],
  [101, 9],
  [101, 1000],
  [192, 700],
])('adds up products of rows %i wide, %i of them', (width, count) => {
  const features = Float64Array.from(random.randn(count * width));
  const matrix = Float64Array.from(random.randn(width * width));
  const before = matrix.slice();
  const gram = computeGramPlainly({ rowCount: count, width, values: features }).values;
  addOuterProducts(features, width, matrix);
  let worst = 0;
  for (let a = 0; a < width; a += 1) {
    for (let b = 0; b < width; b += 1) {
      const expected = before[a * width + b]! + (b >= a ? gram[a * width + b]! : 0);
      worst = Math.max(worst, Math.abs(matrix[a * width + b]! - expected));
    }
  }
  // A thousand doubles, added in another order.
  expect(worst).toBeLessThan(1e-11);
});

describe('factorizeNormal', () => {
  it.each([1, 2, 3, 5, 12, 101, 192])('gives the bits of the plain version, %i wide', (width) => {
    const features = Float64Array.from(random.randn(2 * width * width));
    const { values } = computeGramPlainly({ rowCount: 2 * width, width, values: features });
    const [factor, expected] = [Float64Array.from(values), Float64Array.from(values)];
    expect(factorizeCholesky(expected, width)).toBe(true);
    expect(factorizeNormal(factor, width)).toBe(true);
    const upper = (matrix: Float64Array) => matrix.filter((_, at) => at % width >= Math.floor(at / width));
    expect(upper(factor)).toEqual(upper(expected));
  });

  it.each([
    ['of a lower rank', [4, 2, 2, 1]],
    ['with a negative number', [1, 0, 0, -1]],
    ['with what is no number', [1, Number.NaN, Number.NaN, 1]],
  ])('says that a matrix %s has no factor, and leaves it', (_, entries) => {
    const matrix = Float64Array.from(entries);
    expect(factorizeNormal(matrix, 2)).toBe(false);
    expect([...matrix]).toEqual(entries);
  });
});
