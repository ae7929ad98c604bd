import { NumpyRandomState } from '@starweave/numerics';
import { expect, it } from 'vitest';
import { meetItem } from './taste-profile.ts';
import type { TermMatrix } from './term-matrix.ts';
import { TermMoves } from './term-moves.ts';

it('moves every item as it is met by itself', () => {
  const random = new NumpyRandomState(5);
  const [itemCount, termCount] = [300, 90];
  const offsets = new Uint32Array(itemCount + 1);
  const columns: number[] = [];
  for (let item = 0; item < itemCount; item += 1) {
    // Every tenth item has no terms at all.
    random.rand(termCount).forEach((value, term) => {
      if (item % 10 !== 0 && value < 0.2) columns.push(term);
    });
    offsets[item + 1] = columns.length;
  }
  const matrix: TermMatrix = {
    terms: Array.from({ length: termCount }, (_, term) => `tag: ${term}`),
    offsets,
    columns: Uint32Array.from(columns),
    weights: Float32Array.from(random.rand(columns.length)),
  };
  // Two thirds of the terms were met.
  const profile = Float64Array.from(random.rand(2 * termCount), (value, place) =>
    place % 6 < 2 ? 0 : place % 2 === 0 ? value - 0.5 : value,
  );
  const met = Uint32Array.from({ length: termCount }, (_, term) => term).filter((term) => profile[2 * term + 1] !== 0);
  const moves = new TermMoves(matrix);
  for (const damping of [0, 2]) {
    const moved = moves.compute(profile, met, { slope: 0.7, damping });
    for (let item = 0; item < itemCount; item += 1) {
      const { opinion, likeness } = meetItem(matrix, profile, item);
      const expected = likeness === 0 ? 0 : (0.7 * opinion) / (likeness + damping);
      expect(moved[item]).toBeCloseTo(expected, 12);
    }
  }
});
