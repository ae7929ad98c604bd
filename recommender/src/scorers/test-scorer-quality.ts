import { expect, it } from 'vitest';
import type { Scorer, ScorerDefinition } from './scorer.ts';
import { historyOf, type PlantedSplit } from './test-scorer-data.ts';

/** How far predictions are from the held-out ratings, and from how far the mean would be. */
export function computeHeldOutErrors(scorer: Scorer, split: PlantedSplit) {
  const mean = split.heldOut.reduce((sum, { rating }) => sum + rating, 0) / split.heldOut.length;
  const root = (squares: readonly number[]) => Math.sqrt(squares.reduce((sum, one) => sum + one, 0) / squares.length);
  return {
    rmse: root(split.heldOut.map(({ user, item, rating }) => (scorer.viewAs(user).predict(item).rating - rating) ** 2)),
    rmseOfMean: root(split.heldOut.map(({ rating }) => (mean - rating) ** 2)),
  };
}

/** How often a held-out item comes before an item that the user didn't rate, averaged over users: 0.5 is chance. */
export function computeHeldOutAuc(scorer: Scorer, { training, heldOut }: PlantedSplit): number {
  const { interactions } = training;
  const shares: number[] = [];
  for (let user = 0; user < interactions.userCount; user += 1) {
    const wanted = new Set(heldOut.filter((one) => one.user === user).map(({ item }) => item));
    const seen = new Set(historyOf(interactions, user).items);
    const scores = new Float32Array(interactions.itemCount);
    scorer.viewAs(user).scoreItems(scores);
    const others = [...scores.keys()].filter((item) => !wanted.has(item) && !seen.has(item));
    if (wanted.size === 0 || others.length === 0) continue;
    for (const item of wanted) {
      const before = others.filter((other) => scores[item]! > scores[other]!).length;
      const level = others.filter((other) => scores[item]! === scores[other]!).length;
      shares.push((before + level / 2) / others.length);
    }
  }
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** That something was learnt: ratings or an order that holds out of sample. */
export function describeQuality(
  { objective }: ScorerDefinition,
  personal: boolean,
  get: () => { readonly split: PlantedSplit; readonly scorer: Scorer },
): void {
  it.runIf(personal && objective === 'stars')('predicts held-out ratings better than their mean', () => {
    const { rmse, rmseOfMean } = computeHeldOutErrors(get().scorer, get().split);
    // The planted biases alone explain over a third of the variance.
    expect(rmse).toBeLessThan(0.9 * rmseOfMean);
  });

  it.runIf(personal && objective === 'ranking')('ranks held-out items before others', () => {
    expect(computeHeldOutAuc(get().scorer, get().split)).toBeGreaterThan(0.6);
  });
}
