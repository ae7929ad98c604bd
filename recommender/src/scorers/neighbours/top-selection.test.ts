import { NumpyRandomState } from '@starweave/numerics';
import { expect, it } from 'vitest';
import { NeighbourChoice } from './neighbour-choice.ts';
import { TopSelection } from './top-selection.ts';

const random = new NumpyRandomState(5);
// Coarse, so that there are many ties.
const scores = Array.from(random.randn(400), (value) => Math.round(value * 4) / 4);
const sorted = scores.map((score, key) => ({ key, score })).sort((a, b) => b.score - a.score || a.key - b.key);
const shuffled = [...sorted].sort((a, b) => ((a.key * 7919) % 401) - ((b.key * 7919) % 401));

it.each([0, 1, 2, 7, 399, 400, 500])('keeps the best %i, as sorting everything would', (capacity) => {
  const selection = new TopSelection(capacity);
  for (const { key, score } of shuffled) selection.offer(key, score);
  const { keys, scores: kept } = selection.take();
  expect([...keys]).toEqual(sorted.slice(0, capacity).map(({ key }) => key));
  expect([...kept]).toEqual(sorted.slice(0, capacity).map(({ score }) => score));
  expect(selection.take().keys).toHaveLength(0);
});

it.each([1, 5, 50])('chooses the %i most similar, of equals the first', (limit) => {
  const positive = sorted.filter(({ score }) => score > 0);
  const choice = new NeighbourChoice(limit);
  for (const { key, score } of shuffled) if (score > 0) choice.offer(key, score);
  expect([...choice.positions.subarray(0, choice.count)]).toEqual(positive.slice(0, limit).map(({ key }) => key));
  expect(choice.threshold).toBe(choice.count < limit ? 0 : positive[limit - 1]!.score);
});
