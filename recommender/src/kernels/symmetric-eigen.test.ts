import { describe, expect, it } from 'vitest';
import { computeSymmetricEigen } from './symmetric-eigen.ts';
import { drawNormals } from './test-kernel-data.ts';

function createSymmetric(size: number, seed: number): Float64Array {
  const draws = drawNormals(size * size, seed);
  return Float64Array.from(draws, (value, at) => value + draws[(at % size) * size + Math.floor(at / size)]!);
}

/** ‖A V − V Λ‖ and ‖V'V − 1‖, each by its largest entry. */
function measure(matrix: Float64Array, size: number) {
  const { values, vectors } = computeSymmetricEigen(matrix, size);
  const at = (row: number, column: number) => vectors[row * size + column]!;
  let residual = 0;
  let overlap = 0;
  for (let k = 0; k < size; k += 1) {
    for (let row = 0; row < size; row += 1) {
      let image = 0;
      let product = 0;
      for (let inner = 0; inner < size; inner += 1) {
        image += matrix[row * size + inner]! * at(inner, k);
        product += at(inner, row) * at(inner, k);
      }
      residual = Math.max(residual, Math.abs(image - values[k]! * at(row, k)));
      overlap = Math.max(overlap, Math.abs(product - (row === k ? 1 : 0)));
    }
  }
  return { residual, overlap, values };
}

describe('computeSymmetricEigen', () => {
  it.each([1, 2, 3, 7, 40, 112])('solves A v = λ v with orthonormal v, size %i', (size) => {
    const { residual, overlap, values } = measure(createSymmetric(size, size), size);
    expect(residual).toBeLessThan(1e-12 * size * 10);
    expect(overlap).toBeLessThan(1e-12 * size);
    expect([...values]).toEqual([...values].sort((a, b) => b - a));
  });

  it('knows the eigenvalues of the second difference', () => {
    const size = 9;
    const matrix = new Float64Array(size * size);
    for (let k = 0; k < size; k += 1) {
      matrix[k * (size + 1)] = 2;
      if (k + 1 < size) matrix[k * size + k + 1] = matrix[(k + 1) * size + k] = -1;
    }
    const expected = Array.from({ length: size }, (_, k) => 2 - 2 * Math.cos(((size - k) * Math.PI) / (size + 1)));
    measure(matrix, size).values.forEach((value, k) => {
      expect(value).toBeCloseTo(expected[k]!, 12);
    });
  });

  it.each([
    ['zeros', new Float64Array(25), [0, 0, 0, 0, 0]],
    ['ones', new Float64Array(25).fill(1), [5, 0, 0, 0, 0]],
  ])('takes matrices of low rank: %s', (_, matrix, expected) => {
    const { residual, overlap, values } = measure(matrix, 5);
    expect(residual).toBeLessThan(1e-12);
    expect(overlap).toBeLessThan(1e-12);
    values.forEach((value, k) => {
      expect(value).toBeCloseTo(expected[k]!, 12);
    });
  });
});
