import { NumpyRandomState } from '@starweave/numerics';
import { describe, expect, it } from 'vitest';
import { moveByNeighboursPlainly } from '../../kernels/plain-item-moves.ts';
import type { KnnSettings } from './knn-parameters.ts';
import { ListedMoves } from './listed-moves.ts';
import type { NeighbourLists } from './neighbour-lists.ts';

const ITEMS = 5000;
const random = new NumpyRandomState(3);

/** Lists of 0 to 150 items, most of them among the first hundred; similarities fall in steps, so that many are equal. */
function drawLists(): NeighbourLists {
  const offsets = new Uint32Array(ITEMS + 1);
  const neighbours: number[] = [];
  const similarities: number[] = [];
  for (let row = 0; row < ITEMS; row += 1) {
    const length = Math.floor(random.rand(1)[0]! * 150);
    const drawn = random.rand(length * 2);
    const own = new Set(
      Array.from({ length }, (_, place) => Math.floor(drawn[place]! * (place % 3 === 0 ? ITEMS : 100))),
    );
    own.delete(row);
    const values = Float64Array.from(own, (_, place) => Math.ceil(drawn[length + place]! * 30) / 32)
      .sort()
      .reverse();
    neighbours.push(...own);
    similarities.push(...values);
    offsets[row + 1] = neighbours.length;
  }
  return { offsets, neighbours: Uint32Array.from(neighbours), similarities: Float32Array.from(similarities) };
}

function drawHistory(length: number) {
  const items = new Uint32Array([
    ...new Set(Array.from(random.rand(length), (value) => Math.floor(value ** 3 * ITEMS))),
  ]);
  const residuals = Float64Array.from(random.randn(items.length));
  const row = { columns: items, codes: new Uint8Array(items.length), start: 0, end: items.length, bias: 0 };
  return { items, residuals, row };
}

describe('what moves all items by their lists of neighbours', () => {
  const lists = drawLists();
  const moves = new ListedMoves(lists);
  // From people whose few lists turned round are added up to those for whom every list is walked down.
  const histories = [0, 1, 7, 60, 400, 2500, 20_000].map(drawHistory);
  const settings: Partial<KnnSettings>[] = [
    { neighbours: 1 },
    { neighbours: 25 },
    { neighbours: 3, minimumNeighbours: 3 },
    { neighbours: 25, minimumNeighbours: 6 },
    { neighbours: 5000 },
  ];

  it.each(settings)('is what sorting each list gives, with %j', (given) => {
    const full = { neighbours: 25, minimumNeighbours: 1, damping: 0.5, ...given } as KnnSettings;
    for (const { items, residuals, row } of histories) {
      const expected = moveByNeighboursPlainly(lists, { items, residuals }, full);
      const moved = moves.compute(row, residuals, full);
      const worst = expected.reduce((most, value, item) => Math.max(most, Math.abs(value - moved[item]!)), 0);
      // Up to 5000 doubles added in another order.
      expect(worst).toBeLessThan(1e-12);
      expect(items.length < 20 || expected.some((value) => value !== 0)).toBe(true);
    }
  });
});
