import { NumpyRandomState } from '@starweave/numerics';
import { describe, expect, it } from 'vitest';
import { gatherRows } from './gather-rows.ts';
import { invertOrder, shuffle } from './rating-grid.ts';

describe('gatherRows', () => {
  it.each([1, 4, 100])('takes each row of %i numbers from its source, and back by the inverse order', (width) => {
    for (const rowCount of [0, 1, 2, 257]) {
      const sources = shuffle(rowCount, new NumpyRandomState(rowCount + width));
      const start = Float32Array.from({ length: rowCount * width }, (_, index) => index);
      const values = start.slice();
      gatherRows(values, width, sources);
      const expected = [...sources].flatMap((row) => [...start.subarray(row * width, (row + 1) * width)]);
      expect([...values]).toEqual(expected);
      gatherRows(values, width, invertOrder(sources));
      expect(values).toEqual(start);
    }
  });
});
