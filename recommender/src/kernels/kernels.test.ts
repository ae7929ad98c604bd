import { describe, expect, it } from 'vitest';
import { transposeRows } from '../interactions/build-interactions.ts';
import type { CompressedRows } from '../interactions/compressed-rows.ts';
import type { KernelMemory } from './kernel-memory.ts';
import type { KernelBuild } from './kernel-module.ts';
import { solveRowsPlainly } from './plain-least-squares.ts';
import {
  computeGramPlainly,
  countCoOccurrencesPlainly,
  multiplyPlainly,
  multiplySparsePlainly,
} from './plain-products.ts';
import { scorePlainly, selectTopPlainly } from './plain-scores.ts';
import { factorizeImplicitPlainly, factorizePlainly } from './plain-stochastic-gradient.ts';
import { createSparseRows, drawNormals, largestRelativeDifference, withPool } from './test-kernel-data.ts';

// Floats have 24 bits: 6e-8 relative. Sums of some hundred terms in another order stay within a few hundred of that.
const tolerance = 2e-5;
const builds: readonly KernelBuild[] = ['plain', 'relaxed'];
// Widths that leave a rest of the unrolled loops, and ones that don't.
const widths = [4, 12, 20, 32, 68, 100];
const sparse = createSparseRows(37, 23, 5);

function copyRows(memory: KernelMemory, { offsets, columns, codes }: CompressedRows) {
  return [memory.copy(offsets), memory.copy(columns), memory.copy(codes)] as const;
}

describe.each(builds)('%s kernels', (build) => {
  it.each(widths)('multiplyRows and computeGram, %i wide', async (width) => {
    const rowCount = 45;
    const y = { rowCount, width, values: drawNormals(rowCount * width, 1) };
    const square = { rowCount: width, width, values: drawNormals(width * width, 2) };
    await withPool({ build }, async (pool) => {
      const pointer = pool.memory.copy(y.values);
      const product = pool.memory.allocate(Float32Array, rowCount * width);
      const matrix = pool.memory.copy(square.values);
      const parameters = [10, rowCount, pointer, width, matrix, width, product];
      await pool.run({ kernel: 'multiplyRows', blocks: 5, parameters });
      expect(largestRelativeDifference(product, multiplyPlainly(y, square).values)).toBeLessThan(tolerance);
      const grams = pool.memory.allocate(Float32Array, 5 * width * width);
      await pool.run({ kernel: 'computeGram', blocks: 5, parameters: [10, rowCount, pointer, width, grams] });
      const gram = Float64Array.from({ length: width * width }, (_, k) =>
        [0, 1, 2, 3, 4].reduce((sum, block) => sum + grams[block * width * width + k]!, 0),
      );
      expect(largestRelativeDifference(gram, computeGramPlainly(y).values)).toBeLessThan(tolerance);
    });
  });

  it.each(widths)('multiplySparseRows, %i wide', async (width) => {
    const dense = { rowCount: 23, width, values: drawNormals(23 * width, 3) };
    const shifts = { rows: drawNormals(37, 4), columns: drawNormals(23, 5) };
    await withPool({ build }, async (pool) => {
      const { memory } = pool;
      const out = memory.allocate(Float32Array, 37 * width);
      const [rowShifts, columnShifts, values] = [shifts.rows, shifts.columns, dense.values].map((part) =>
        memory.copy(part),
      );
      const parameters = [8, 37, ...copyRows(memory, sparse), rowShifts!, columnShifts!, values!, width, out];
      await pool.run({ kernel: 'multiplySparseRows', blocks: 5, parameters });
      expect(largestRelativeDifference(out, multiplySparsePlainly(sparse, shifts, dense).values)).toBeLessThan(
        tolerance,
      );
    });
  });

  describe.each([true, false])('rows by least squares, with shifts: %s', (shifted) => {
    const weights = Float32Array.from([0, 0, 0, 1, 1, 1, 1.5, 2, 2.5, 3, 4]);
    const shifts = shifted ? { rows: drawNormals(37, 6), columns: drawNormals(23, 7) } : undefined;

    it.each([
      ['solveRowsByCholesky', 20],
      ['solveRowsByCholesky', 68],
      ['solveRowsByConjugateGradient', 20],
      ['solveRowsByConjugateGradient', 68],
    ] as const)('%s, %i wide', async (kernel, width) => {
      const factors = { rowCount: 23, width, values: drawNormals(23 * width, 8) };
      const gram = computeGramPlainly(factors).values.map((value) => value * 0.1);
      const regularizations = drawNormals(37, 9).map((value) => 2 + Math.abs(value));
      await withPool({ build }, async (pool) => {
        const { memory } = pool;
        const solutions = memory.allocate(Float32Array, 37 * width);
        const parameters = [
          ...[5, 37, ...copyRows(memory, sparse), memory.copy(weights)],
          ...(shifts ? [memory.copy(shifts.rows), memory.copy(shifts.columns)] : [0, 0]),
          ...[memory.copy(factors.values), solutions, width],
          ...[memory.copy(Float32Array.from(gram)), memory.copy(regularizations)],
          ...(kernel === 'solveRowsByConjugateGradient' ? [60] : []),
        ];
        await pool.run({ kernel, blocks: 8, parameters, scratchBytes: (width + 64) * width * 4 });
        const expected = solveRowsPlainly(sparse, factors, { weights, shifts, gram, regularizations });
        // The condition number of these systems, a few hundred, multiplies the rounding.
        expect(largestRelativeDifference(solutions, expected)).toBeLessThan(2e-4);
      });
    });
  });

  it.each([12, 36])('factorizeCell, %i factors', async (width) => {
    const start = (scale: number) => ({
      userFactors: drawNormals(37 * width, 11, scale),
      itemFactors: drawNormals(23 * width, 12, scale),
      userBiases: drawNormals(37, 13, scale),
      itemBiases: drawNormals(23, 14, scale),
    });
    const byRow = sparse.columns.map((_, rating) => sparse.offsets.findIndex((end) => end > rating) - 1);
    // At the end the same item by two people in turn, and the same pair twice.
    const users = Uint32Array.of(...byRow, 5, 6, 6, 6, 7);
    const items = Uint32Array.of(...sparse.columns, 3, 3, 3, 9, 9);
    const codes = Uint8Array.of(...sparse.codes, 9, 2, 7, 4, 10);
    const steps = {
      userBias: { rate: 0.02, regularization: 0.03 },
      itemBias: { rate: 0.02, regularization: 0.05 },
      user: { rate: 0.04, regularization: 0.06 },
      item: { rate: 0.04, regularization: 0.07 },
    };
    const plain = Object.entries(start(0.2)).map(([name, values]) => [name, Float64Array.from(values)]);
    const expected = { width, ...(Object.fromEntries(plain) as Record<keyof ReturnType<typeof start>, Float64Array>) };
    const squares = factorizePlainly({ users, items, codes }, expected, 3.1, steps);
    await withPool({ build }, async (pool) => {
      const { memory } = pool;
      const { userFactors, itemFactors, userBiases, itemBiases } = start(0.2);
      const arrays = [userFactors, itemFactors, userBiases, itemBiases].map((values) => memory.copy(values));
      const half = 100;
      const cells = [memory.copy(Uint32Array.of(0, 1)), memory.copy(Uint32Array.of(0, half, codes.length))];
      const settings = memory.copy(Float32Array.of(3.1, 0.02, 0.03, 0.05, 0.04, 0.06, 0.07));
      const errors = memory.allocate(Float64Array, 2);
      const ratings = [memory.copy(users), memory.copy(items), memory.copy(codes)];
      const parameters = [...cells, ...ratings, ...arrays, width, settings, errors];
      await pool.run({ kernel: 'factorizeCell', blocks: 2, inOrder: true, parameters });
      const names = ['userFactors', 'itemFactors', 'userBiases', 'itemBiases'] as const;
      names.forEach((name, place) => {
        expect(largestRelativeDifference(arrays[place]!, expected[name])).toBeLessThan(tolerance);
      });
      expect(errors[0]! + errors[1]!).toBeCloseTo(squares, 3);
    });
  });

  it('factorizeImplicitUsers', async () => {
    const width = 12;
    const lengths = { userFactors: 37 * width, itemFactors: 23 * width, impliedFactors: 23 * width };
    const start = Object.values({ ...lengths, userBiases: 37, itemBiases: 23 }).map((length, place) =>
      drawNormals(length, 20 + place, 0.2),
    );
    const rates = [0.02, 0.03, 0.04, 0.05, 0.06];
    const regularizations = [0.07, 0.08, 0.09, 0.1, 0.11];
    const step = (place: number) => ({ rate: rates[place]!, regularization: regularizations[place]! });
    const steps = { userBias: step(0), itemBias: step(1), user: step(2), item: step(3), implied: step(4) };
    const [userFactors, itemFactors, impliedFactors, userBiases, itemBiases] = start.map((part) =>
      Float64Array.from(part),
    );
    const expected = [userFactors!, itemFactors!, impliedFactors!, userBiases!, itemBiases!] as const;
    const [p, q, y, bu, bi] = expected;
    const factors = { width, userFactors: p, itemFactors: q, impliedFactors: y, userBiases: bu, itemBiases: bi };
    const squares = factorizeImplicitPlainly(sparse, factors, 3.1, steps);
    await withPool({ build }, async (pool) => {
      const { memory } = pool;
      const arrays = start.map((values) => memory.copy(values));
      const settings = memory.copy(Float32Array.of(3.1, ...rates, ...regularizations));
      const errors = memory.allocate(Float64Array, 4);
      const parameters = [10, 37, ...copyRows(memory, sparse), ...arrays, width, settings, errors];
      const scratchBytes = width * 8;
      await pool.run({ kernel: 'factorizeImplicitUsers', blocks: 4, inOrder: true, parameters, scratchBytes });
      expected.forEach((values, place) => {
        expect(largestRelativeDifference(arrays[place]!, values)).toBeLessThan(tolerance);
      });
      expect(errors.reduce((sum, value) => sum + value)).toBeCloseTo(squares, 3);
    });
  });

  it('countCoOccurrences', async () => {
    const byItem = transposeRows(sparse);
    await withPool({ build }, async (pool) => {
      const [offsets, columns] = copyRows(pool.memory, sparse);
      const [itemOffsets, itemRows] = copyRows(pool.memory, byItem);
      const counts = pool.memory.allocate(Float32Array, 23 * 64);
      const parameters = [4, 23, itemOffsets, itemRows, offsets, columns, counts, 64];
      await pool.run({ kernel: 'countCoOccurrences', blocks: 6, parameters });
      const expected = countCoOccurrencesPlainly(sparse).values;
      for (let a = 0; a < 23; a += 1) {
        for (let b = 0; b <= a; b += 1) expect(counts[a * 64 + b]).toBe(expected[a * 23 + b]);
      }
    });
  });

  it.each([8, 24, 104])('scoreRows and scoreHalfRows, %i wide', async (width) => {
    const vector = drawNormals(width, 31);
    const biases = drawNormals(50, 32);
    // Powers of ten from 1 to 1e-7 reach into the subnormal halves.
    const halves = Float16Array.from(drawNormals(50 * width, 33), (value, place) => value * 10 ** -(place % 8));
    const rounded = { rowCount: 50, width, values: Float32Array.from(halves) };
    await withPool({ build }, async (pool) => {
      const { memory } = pool;
      const [vectorPlace, biasesPlace] = [memory.copy(vector), memory.copy(biases)];
      const scores = memory.allocate(Float32Array, 50);
      const run = (kernel: 'scoreRows' | 'scoreHalfRows', factors: { byteOffset: number; buffer: ArrayBufferLike }) =>
        pool.run({ kernel, blocks: 5, parameters: [10, 50, factors, width, vectorPlace, biasesPlace, scores] });
      const expected = scorePlainly(rounded, vector, biases);
      await run('scoreRows', memory.copy(rounded.values));
      expect(largestRelativeDifference(scores, expected)).toBeLessThan(tolerance);
      await run('scoreHalfRows', memory.copy(halves));
      expect(largestRelativeDifference(scores, expected)).toBeLessThan(tolerance);
    });
  });

  it('selectTop, with ties by the smaller index and without what is no number', async () => {
    // Rounded to tenths, so that many scores tie.
    const scores = drawNormals(400, 41).map((value) => Math.round(value * 10) / 10);
    scores[3] = Number.NEGATIVE_INFINITY;
    scores[5] = Number.NaN;
    const comparable = scores.map((score) => (Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score));
    await withPool({ build }, ({ memory, kernels }) => {
      const place = memory.copy(scores);
      for (const count of [1, 10, 57, 398, 500]) {
        const indexes = memory.allocate(Uint32Array, count);
        const values = memory.allocate(Float32Array, count);
        const found = kernels.selectTop(place.byteOffset, 400, count, indexes.byteOffset, values.byteOffset);
        const expected = selectTopPlainly(comparable, count);
        expect(found).toBe(expected.length);
        expect([...indexes.subarray(0, found)]).toEqual(expected);
        expect([...values.subarray(0, found)]).toEqual(expected.map((index) => scores[index]));
      }
    });
  });
});
