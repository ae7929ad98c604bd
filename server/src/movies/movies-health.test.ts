import { describe, expect, it } from 'vitest';
import type { AlgorithmStatus, EngineStatus } from './engine/engine-status.ts';
import type { FilmEngine } from './engine/film-engine.ts';
import { describeMoviesHealth } from './movies-health.ts';

const describeStates = async (states: readonly AlgorithmStatus['state'][]) => {
  const algorithms = states.map((state, place) => ({ state, name: `M${place}`, id: `m${place}`, isStandard: true }));
  const servingCount = states.filter((state) => state === 'serving').length;
  const status = { algorithms, servingCount, totalCount: states.length } as unknown as EngineStatus;
  const [films] = await describeMoviesHealth({
    engine: { getStatus: async () => status } as FilmEngine,
    health: () => ({ state: 'serving', reason: '', summary: undefined, processId: 1 }),
  });
  return films;
};

describe('the films’ health', () => {
  it.each([
    [['serving', 'serving'], 'serving', ''],
    [['serving', 'not-loaded'], 'serving', '1 of 2 algorithms serve, 1 more once they are asked for.'],
    [
      ['serving', 'not-loaded', 'broken'],
      'degraded',
      '1 of 3 algorithms serve, 1 more once they are asked for; not: M2.',
    ],
    [['does-not-fit', 'serving'], 'degraded', '1 of 2 algorithms serve; not: M0.'],
    [['broken', 'broken'], 'not-serving', '0 of 2 algorithms serve; not: M0, M1.'],
  ] as const)('with models that are %j is %s', async (states, status, reason) => {
    expect(await describeStates(states)).toMatchObject({ name: 'films', status, reason });
  });
});
