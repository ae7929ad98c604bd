import { create } from '@bufbuild/protobuf';
import { ContributionSchema } from '@starweave/contract';
import { describe, expect, test } from 'vitest';
import { formatAmount, layOutWhy } from './why-steps.ts';

const part = (kind: string, amount: number, label = kind) => create(ContributionSchema, { kind, amount, label });

describe('the walk from the mean to the total', () => {
  test('each bar begins where the one before ended, in parts of the whole way', () => {
    const chart = layOutWhy([part('mean', 3.5), part('item-bias', -0.5), part('user-bias', 0.25), part('rest', 1)]);
    expect(chart.start).toBe(3.5);
    expect(chart.steps.map(({ label, from, to }) => [label, from, to])).toEqual([
      ['rest', 0, 1],
      ['item-bias', 0.5, 1],
      ['user-bias', 0.5, 0.75],
    ]);
    expect([chart.startAt, chart.totalAt]).toEqual([0, 0.75]);
  });

  test('many small parts become one, and nothing is lost', () => {
    const parts = Array.from({ length: 30 }, (_, index) =>
      part('rated-item', index % 2 === 0 ? 0.1 : -0.03, `${index}`),
    );
    const { steps } = layOutWhy(parts);
    expect(steps).toHaveLength(8);
    expect(steps.at(-1)?.label).toBe('23 smaller parts together');
    expect(steps.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(15 * 0.1 - 15 * 0.03, 12);
  });

  test('nine parts are eight bars, eight are eight', () => {
    const parts = (count: number) => Array.from({ length: count }, () => part('term', 1));
    expect([layOutWhy(parts(8)).steps.length, layOutWhy(parts(9)).steps.length]).toEqual([8, 8]);
  });

  test('nothing at all has no bars and breaks nothing', () => {
    expect(layOutWhy([])).toEqual({ start: 0, steps: [], startAt: 0, totalAt: 0 });
    expect(layOutWhy([part('rest', 0)]).steps).toMatchObject([{ from: 0, to: 0 }]);
  });
});

test.each([
  [0.42, '+0.42'],
  [-1.1, '−1.10'],
  [0.034, '+0.034'],
  [-0.0012, '−0.0012'],
  [0.000001, '0'],
  [0, '0'],
])('%f is written %s', (amount, text) => {
  expect(formatAmount(amount)).toBe(text);
});
