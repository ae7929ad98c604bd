import { NumpyRandomState } from '@starweave/numerics';
import { expect, it } from 'vitest';
import { computeGramPlainly } from '../../kernels/plain-products.ts';
import { addOuterProducts } from './outer-products.ts';

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
