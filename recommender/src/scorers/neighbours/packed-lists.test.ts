import { expect, it } from 'vitest';
import { moveByNeighboursPlainly } from '../../kernels/plain-item-moves.ts';
import { HistoryMarks } from './history-marks.ts';
import type { KnnSettings } from './knn-parameters.ts';
import { createListedSimilarities } from './listed-similarities.ts';
import { MOST_PACKED_ITEMS, packEntries, unpackEntries } from './packed-lists.ts';

it('packs every half from 0 to 1 as it is', () => {
  const halves = Uint16Array.from({ length: 0x3c00 + 1 }, (_, bits) => bits);
  const similarities = Float32Array.from(new Float16Array(halves.buffer));
  const neighbours = Uint32Array.from(halves, (_, place) => (place * 7919) % MOST_PACKED_ITEMS);
  const offsets = Uint32Array.of(0, halves.length);
  const packed = { offsets: new Uint32Array(2), entries: new Uint32Array(halves.length) };
  packEntries({ offsets, neighbours, similarities }, packed);
  expect(packed.offsets).toEqual(offsets);
  expect(packed.entries.map((entry) => entry % MOST_PACKED_ITEMS)).toEqual(neighbours);
  expect(Uint16Array.from(packed.entries, (entry) => Math.floor(entry / MOST_PACKED_ITEMS))).toEqual(halves);
  const stored = { offsets, neighbours, similarities: new Float16Array(halves.buffer) };
  const again = { offsets: new Uint32Array(2), entries: new Uint32Array(halves.length) };
  packEntries(stored, again);
  expect(again).toEqual(packed);
  expect(unpackEntries(packed)).toEqual(stored);
});

it.each([MOST_PACKED_ITEMS, MOST_PACKED_ITEMS + 1])('moves the items of a catalogue of %i', (itemCount) => {
  const last = itemCount - 1;
  const offsets = new Uint32Array(itemCount + 1).fill(3, 1);
  offsets[itemCount] = 5;
  const lists = {
    offsets,
    neighbours: Uint32Array.of(2, last, 4, 4, 2),
    similarities: Float32Array.of(0.5, 0.25, 0.25, 0.75, 0.125),
  };
  const items = Uint32Array.of(4, last, 2);
  const residuals = Float64Array.of(1, -2, 0.5);
  const history = { columns: items, codes: new Uint8Array(3), start: 0, end: 3, bias: 0 };
  const settings = { neighbours: 2, minimumNeighbours: 1, damping: 0.5 } as KnnSettings;
  const moved = createListedSimilarities(lists, new HistoryMarks(itemCount)).moveItems(history, residuals, settings);
  expect([...moved]).toEqual(moveByNeighboursPlainly(lists, { items, residuals }, settings));
  expect(moved[0]).toBe((0.5 * 0.5 + 0.25 * 1) / (0.75 + 0.5));
});

it.each([MOST_PACKED_ITEMS, MOST_PACKED_ITEMS + 1])(
  'tells the nearest of an item of %i, and stores its list',
  (itemCount) => {
    const offsets = new Uint32Array(itemCount + 1).fill(3, 1);
    const nearest = [
      { item: 7, score: 1 },
      { item: itemCount - 1, score: 0.5 },
      { item: 2, score: 0.25 },
    ];
    const neighbours = Uint32Array.from(nearest, ({ item }) => item);
    const lists = { offsets, neighbours, similarities: Float32Array.from(nearest, ({ score }) => score) };
    const listed = createListedSimilarities(lists, new HistoryMarks(itemCount));
    expect(listed.findSimilarItems(0, 2)).toEqual(nearest.slice(0, 2));
    expect(listed.findSimilarItems(0, 9)).toEqual(nearest);
    expect(listed.findSimilarItems(1, 9)).toEqual([]);
    const stored = listed.toArrays();
    expect(stored.get('neighbours')?.values).toEqual(neighbours);
    expect(stored.get('similarities')?.values).toEqual(Float16Array.of(1, 0.5, 0.25));
  },
);
