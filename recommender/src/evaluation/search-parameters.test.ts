import { describe, expect, it } from 'vitest';
import { type SearchSettings, searchParameters } from './search-parameters.ts';

const space: SearchSettings['space'] = {
  rate: { minimum: 0.001, maximum: 1, scale: 'logarithmic' },
  factors: { minimum: 1, maximum: 8, integer: true },
  variant: { choices: ['a', 'b'] },
};
/** Best at rate 0.01, 5 factors, variant b. */
const loss = async (parameters: Readonly<Record<string, unknown>>) =>
  Math.abs(Math.log10(parameters.rate as number) + 2) +
  Math.abs((parameters.factors as number) - 5) +
  (parameters.variant === 'b' ? 0 : 1);

describe('searchParameters', () => {
  it('draws inside the ranges, the same for a seed, and sorts by loss', async () => {
    const trials = await searchParameters({ space, seed: 1, trialCount: 200 }, loss);
    expect(trials).toEqual(await searchParameters({ space, seed: 1, trialCount: 200 }, loss));
    expect(trials.map((trial) => trial.loss)).toEqual(trials.map((trial) => trial.loss).sort((a, b) => a - b));
    expect(trials[0]!.loss).toBeLessThan(0.6);
    expect(trials[0]!.parameters).toMatchObject({ factors: 5, variant: 'b' });
    expect(new Set(trials.map(({ parameters }) => parameters.factors)).size).toBe(8);
    const belowTenth = trials.filter(({ parameters }) => (parameters.rate as number) < 0.1).length;
    expect(belowTenth / 200).toBeGreaterThan(0.55);
    for (const { parameters } of trials) {
      expect(parameters.rate).toBeGreaterThanOrEqual(0.001);
      expect(parameters.rate).toBeLessThanOrEqual(1);
    }
  });

  it('tries first what it is told to, and nothing twice', async () => {
    const few: SearchSettings['space'] = { factors: { choices: [1, 2, 3] }, variant: { choices: ['a', 'b'] } };
    const first = [{ variant: 'b', factors: 3 }];
    const tried: unknown[] = [];
    const trials = await searchParameters({ space: few, seed: 4, trialCount: 50, first }, async (parameters) => {
      tried.push(parameters);
      return loss({ ...parameters, rate: 0.01 });
    });
    expect(tried[0]).toEqual(first[0]);
    expect(tried).toHaveLength(6);
    expect(
      new Set(
        tried.map((one) =>
          Object.entries(one as object)
            .sort()
            .join(),
        ),
      ).size,
    ).toBe(6);
    expect(trials[0]!.parameters).toEqual({ variant: 'b', factors: 3 });
  });

  it('halves: only the better half is tried with more effort', async () => {
    const efforts: number[] = [];
    const trials = await searchParameters(
      { space, seed: 2, trialCount: 16, efforts: [0.25, 0.5, 1] },
      (drawn, effort) => {
        efforts.push(effort);
        return loss(drawn);
      },
    );
    expect([0.25, 0.5, 1].map((effort) => efforts.filter((one) => one === effort).length)).toEqual([16, 8, 4]);
    expect(trials).toHaveLength(16);
    expect(trials.slice(0, 4).map(({ effort }) => effort)).toEqual([1, 1, 1, 1]);
    expect(trials[0]!.loss).toBe(Math.min(...trials.map((trial) => trial.loss)));
  });

  it('stops at its time, yet tries once', async () => {
    let nowMs = 0;
    const clock = () => nowMs;
    const slow = async (parameters: Readonly<Record<string, unknown>>) => {
      nowMs += 100;
      return loss(parameters);
    };
    expect(await searchParameters({ space, seed: 0, budgetMs: 350, clock }, slow)).toHaveLength(4);
    expect(await searchParameters({ space, seed: 0, budgetMs: 0, clock }, slow)).toHaveLength(1);
  });

  it('puts a loss that is no number last, and refuses what has no end', async () => {
    const trials = await searchParameters({ space, seed: 0, trialCount: 3 }, async ({ variant }) =>
      variant === 'a' ? Number.NaN : 1,
    );
    expect(trials.at(-1)!.loss).toBe(Number.POSITIVE_INFINITY);
    await expect(searchParameters({ space, seed: 0 }, loss)).rejects.toThrow('needs a budget');
    await expect(searchParameters({ space: { x: { choices: [] } }, seed: 0, trialCount: 1 }, loss)).rejects.toThrow(
      'no choices',
    );
    await expect(
      searchParameters({ space: { x: { minimum: 2, maximum: 1 } }, seed: 0, trialCount: 1 }, loss),
    ).rejects.toThrow('smaller must come first');
  });
});
