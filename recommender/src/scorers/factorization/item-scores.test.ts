import { expect, it } from 'vitest';
import { scorePlainly } from '../../kernels/plain-scores.ts';
import { drawNormals, largestRelativeDifference } from '../../kernels/test-kernel-data.ts';
import { createFactorTable } from './factor-table.ts';
import { ItemScores } from './item-scores.ts';

// Halves below 6e-5 are subnormal: none of these numbers, some, and nearly all.
it.each([1, 1e-3, 1e-6])('scores factors in half precision of about %d', (size) => {
  const [rowCount, width] = [60, 12];
  const table = createFactorTable(drawNormals(rowCount * width, 7, size), width, 'half', rowCount);
  const vector = drawNormals(width, 8, 1 / size);
  const biases = drawNormals(rowCount, 9);
  const scores = new Float32Array(rowCount);
  new ItemScores(table, biases).score(vector, 0.5, scores);
  const rounded = { rowCount, width, values: Float32Array.from(table.values) };
  const expected = scorePlainly(rounded, vector, biases).map((score) => score + 0.5);
  // Floats have 24 bits, and the sums a dozen terms.
  expect(largestRelativeDifference(scores, expected)).toBeLessThan(1e-6);
});

it.each([
  [16, 'half', 1, true],
  [16, 'single', 1, true],
  // Rows are filled up to eight numbers.
  [12, 'half', 1, false],
  // Widened, because halves without an exponent are slow.
  [16, 'half', 1e-6, false],
] as const)('shares factors of width %d in %s precision of about %d: %s', (width, precision, size, isShared) => {
  const rowCount = 60;
  const table = createFactorTable(drawNormals(rowCount * width, 7, size), width, precision, rowCount);
  const shared = new ItemScores(table).share(table);
  expect(shared).toEqual(table);
  expect(shared !== table).toBe(isShared);
});
