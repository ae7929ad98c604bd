import { describe, expect, it } from 'vitest';
import { buildCaseInteractions, expectPredictions, neighbourCases } from '../neighbours/test-neighbour-cases.ts';
import { describeScorer } from '../scorer.suite.ts';
import { createTable } from '../test-scorer-data.ts';
import { chooseItems } from './deviations.ts';
import { slopeOne } from './slope-one.ts';

describeScorer(slopeOne, { foldInTolerance: 1e-9 });

const interactions = buildCaseInteractions();

describe('slope-one', () => {
  it('predicts what the Surprise library predicts, which reads whole stars', async () => {
    const scorer = await slopeOne.fit({ interactions }, { variant: 'plain', wholeStars: true });
    expectPredictions(scorer, interactions, neighbourCases.slopeOne);
  });

  it('predicts the example of Lemire and Maclachlan', async () => {
    // Users A (item I: 1, item J: 1.5) and B (item I: 2): J is rated 0.5 above I, so B rates it 2.5.
    const { buildInteractions } = await import('../../interactions/build-interactions.ts');
    const { ExternalIdIndex } = await import('../../interactions/id-index.ts');
    const [users, items] = [new ExternalIdIndex(), new ExternalIdIndex()];
    const table = {
      ratingCount: 4,
      users,
      items,
      userIndexes: Uint32Array.from([1, 1, 2, 3], (id) => users.add(id)),
      itemIndexes: Uint32Array.from([1, 2, 1, 3], (id) => items.add(id)),
      codes: Uint8Array.of(2, 3, 4, 10),
      times: undefined,
    };
    for (const variant of ['plain', 'weighted']) {
      const scorer = await slopeOne.fit({ interactions: buildInteractions(table) }, { variant });
      expect(scorer.viewAs(1).predict(1).rating).toBeCloseTo(2.5, 12);
    }
  });

  it('lets others in after each of a few people with thousands of ratings', async () => {
    const [userCount, filmCount] = [4, 2100];
    const ratings = Array.from({ length: userCount * filmCount }, (_, row) => {
      return [row % userCount, Math.floor(row / userCount), 1 + (row % 10)] as const;
    });
    const { training } = createTable(ratings);
    const fractions: number[] = [];
    await slopeOne.fit(training, {}, { onProgress: ({ fraction }) => fractions.push(fraction) });
    expect(fractions).toEqual(expect.arrayContaining([0, 0.25, 0.5, 0.75, 1]));
    const controller = new AbortController();
    const stopAtOnce = ({ fraction }: { fraction: number }) => {
      expect(fraction).toBeLessThanOrEqual(0.25);
      if (fraction === 0.25) controller.abort(new Error('no longer wanted'));
    };
    const fitting = slopeOne.fit(training, {}, { signal: controller.signal, onProgress: stopAtOnce });
    await expect(fitting).rejects.toThrow('no longer wanted');
  });

  it('gives the most rated items a place, as many as fit the memory', async () => {
    const { offsets } = interactions.byItem;
    const chosen = chooseItems(interactions, 4 * 10 * 9);
    const counts = Array.from(chosen, (item) => offsets[item + 1]! - offsets[item]!);
    const others = Array.from({ length: interactions.itemCount }, (_, item) => item).filter(
      (item) => !chosen.includes(item),
    );
    expect(chosen).toHaveLength(10);
    expect(Math.max(...others.map((item) => offsets[item + 1]! - offsets[item]!))).toBeLessThanOrEqual(
      Math.min(...counts),
    );
    expect(chooseItems(interactions, 1e9)).toHaveLength(interactions.itemCount);
  });
});
