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

// Subnormal ones beside one that can't be lifted are widened.
it.each([
  [1, 0],
  [1e-6, 0],
  [1e-6, 100],
])('finds items whose factors of about %d make the smallest angle, one factor being %d', (size, outlier) => {
  const [rowCount, width] = [60, 12];
  const values = drawNormals(rowCount * width, 7, size);
  values[3 * width] = outlier;
  const table = createFactorTable(values, width, 'half', rowCount);
  const row = (item: number) => Array.from(table.values.subarray(item * width, (item + 1) * width));
  const dot = (one: readonly number[], other: readonly number[]) => one.reduce((sum, x, k) => sum + x * other[k]!, 0);
  const cosine = (other: number) => dot(row(5), row(other)) / Math.hypot(...row(5)) / Math.hypot(...row(other));
  const others = Array.from({ length: rowCount }, (_, item) => item).filter((item) => item !== 5);
  const expected = others.map((item) => ({ item, score: cosine(item) })).sort((a, b) => b.score - a.score);
  const found = new ItemScores(table).findNearest(5, 8);
  expect(found.map(({ item }) => item)).toEqual(expected.slice(0, 8).map(({ item }) => item));
  for (const [rank, { score }] of found.entries()) expect(score).toBeCloseTo(expected[rank]!.score, 5);
});

it.each([
  [16, 'half', 1, true],
  [16, 'single', 1, true],
  // Rows are filled up to eight numbers.
  [12, 'half', 1, false],
  // Lifted, because halves without an exponent are slow.
  [16, 'half', 1e-6, false],
] as const)('shares factors of width %d in %s precision of about %d: %s', (width, precision, size, isShared) => {
  const rowCount = 60;
  const table = createFactorTable(drawNormals(rowCount * width, 7, size), width, precision, rowCount);
  const shared = new ItemScores(table).share(table);
  expect(shared).toEqual(table);
  expect(shared !== table).toBe(isShared);
});
