import { expect } from 'vitest';
import type { Scorer, UserView } from './scorer.ts';
import type { ScorerTestData } from './test-scorer-data.ts';

/** All that a view says about ratings and scores. */
export function readView(view: UserView, { training }: ScorerTestData) {
  const { itemCount } = training.interactions;
  const scores = new Float32Array(itemCount);
  view.scoreItems(scores);
  return { scores, ratings: Array.from(scores, (_, item) => view.predict(item).rating) };
}

/** Finite, on the scale, and honest about what it rests on. `user` is undefined for somebody without ratings. */
export function expectSanePredictions(view: UserView, data: ScorerTestData, user: number | undefined): void {
  const { scores, ratings } = readView(view, data);
  expect(scores.every((score) => Number.isFinite(score))).toBe(true);
  expect(ratings.every((rating) => rating >= 0.5 && rating <= 5)).toBe(true);
  const { byItem } = data.training.interactions;
  ratings.forEach((_, item) => {
    const { basis } = view.predict(item);
    expect(['user-and-item', 'user', 'item', 'mean']).toContain(basis);
    if (user === undefined) expect(['item', 'mean']).toContain(basis);
    const isRated = byItem.offsets[item + 1]! > byItem.offsets[item]!;
    if (!isRated && data.training.sideInformation?.items[item] === undefined) expect(['user', 'mean']).toContain(basis);
  });
  const unknown = view.predict(undefined);
  expect(unknown.rating).toBeGreaterThanOrEqual(0.5);
  expect(unknown.rating).toBeLessThanOrEqual(5);
  expect(user === undefined ? ['mean'] : ['user', 'mean']).toContain(unknown.basis);
}

/** Parts that add up to the rating or the score that the view gives; of every so-manieth item, and of those without ratings. */
export function expectSaneExplanations(view: UserView, data: ScorerTestData, tolerance: number): void {
  const { scores, ratings } = readView(view, data);
  const { offsets } = data.training.interactions.byItem;
  const step = Math.max(1, Math.floor(scores.length / 23));
  const isUnrated = (item: number) => offsets[item + 1]! === offsets[item]!;
  for (const item of [...scores.keys()].filter((one) => one % step === 0 || isUnrated(one))) {
    const { of, total, contributions } = view.explain(item);
    const amounts = contributions.map(({ amount }) => amount);
    expect(amounts.every((amount) => Number.isFinite(amount))).toBe(true);
    const sizes = amounts.map(Math.abs);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    const allowed = tolerance * Math.max(1, ...sizes);
    const sum = amounts.reduce((all, amount) => all + amount, 0);
    expect(Math.abs(sum - total)).toBeLessThanOrEqual(allowed);
    expect(Math.abs(total - (of === 'rating' ? ratings[item]! : scores[item]!))).toBeLessThanOrEqual(allowed);
  }
}

/** Sorted, without the item itself, no more than there are. */
export function expectSaneSimilarItems(scorer: Scorer, item: number, { training }: ScorerTestData): void {
  const { itemCount } = training.interactions;
  const found = scorer.findSimilarItems(item, 10);
  expect(found.length).toBeLessThanOrEqual(Math.min(10, itemCount - 1));
  expect(found.every(({ score }) => Number.isFinite(score))).toBe(true);
  expect(found.map((one) => one.item)).not.toContain(item);
  expect(new Set(found.map((one) => one.item)).size).toBe(found.length);
  expect(found).toEqual([...found].sort((a, b) => b.score - a.score || a.item - b.item));
  expect(scorer.findSimilarItems(item, 3)).toEqual(found.slice(0, 3));
  expect(scorer.findSimilarItems(item, 0)).toEqual([]);
}
