import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect';
import { AnalyticsSection, MovieService } from '@starweave/contract';
import { describe, expect, test } from 'vitest';
import { describeProblem } from '../../../api/describe-problem.ts';
import {
  type AnalyticsState,
  awaitParts,
  failParts,
  initialAnalyticsState,
  type PartName,
  partNames,
  receivePart,
} from './analytics-state.ts';
import { loadAnalytics } from './load-analytics.ts';

const { DATA_SET, ALGORITHMS, MAP } = AnalyticsSection;
const answers = {
  [DATA_SET]: { section: { case: 'dataSet', value: { topTenthShare: 0.4 } } },
  [ALGORITHMS]: { section: { case: 'benchmarks', value: {} } },
  [MAP]: { section: { case: 'map', value: { method: 'factors' } } },
  [AnalyticsSection.UNSPECIFIED]: {},
} as const;

/** A server that can't work out some sections, and what a page would make of its answers. */
async function load(broken: Partial<Record<AnalyticsSection, Code>>, names: readonly PartName[] = partNames) {
  const asked: AnalyticsSection[][] = [];
  const transport = createRouterTransport(({ service }) => {
    service(MovieService, {
      async *getAnalytics({ sections }) {
        asked.push(sections);
        for (const section of sections) {
          const code = broken[section];
          if (code !== undefined) throw new ConnectError(`No ${AnalyticsSection[section]}.`, code);
          yield answers[section];
        }
      },
    });
  });
  let state: AnalyticsState = initialAnalyticsState;
  const order = { names, wasReached: false, signal: new AbortController().signal };
  const thrown = await loadAnalytics(createClient(MovieService, transport), order, {
    onPart: (response) => {
      state = receivePart(state, response);
    },
    onRefused: (name, reason) => {
      state = failParts(state, [name], describeProblem(reason));
    },
  }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { state, asked, thrown };
}

describe('the parts of the analytics', () => {
  test('come in one stream', async () => {
    const { state, asked, thrown } = await load({});
    expect(asked).toEqual([[DATA_SET, ALGORITHMS, MAP]]);
    expect(thrown).toBeUndefined();
    expect(state.dataSet.value?.topTenthShare).toBeCloseTo(0.4, 6);
    expect(state.map).toMatchObject({ value: { method: 'factors' }, isLoading: false, problem: undefined });
  });

  test('one that fails hides no other', async () => {
    const { state, thrown } = await load({ [ALGORITHMS]: Code.Internal });
    expect(thrown).toBeUndefined();
    expect(state.dataSet.value).toBeDefined();
    expect(state.map.value).toBeDefined();
    expect(state.benchmarks).toMatchObject({
      value: undefined,
      isLoading: false,
      problem: { message: 'No ALGORITHMS.' },
    });
  });

  test('one that is not there yet says so where it will stand, and is still awaited', async () => {
    const { state, thrown } = await load({ [MAP]: Code.Unavailable });
    expect(thrown).toBeUndefined();
    expect(state.map).toMatchObject({ value: undefined, isLoading: true, problem: { message: 'No MAP.' } });
    expect([state.dataSet.isLoading, state.benchmarks.isLoading]).toEqual([false, false]);
  });

  test('a server that has nothing yet is for the caller to ask again', async () => {
    const away = { [DATA_SET]: Code.Unavailable, [ALGORITHMS]: Code.Unavailable, [MAP]: Code.Unavailable };
    const { state, thrown } = await load(away);
    expect(describeProblem(thrown).unreachable).toBe(true);
    expect(state).toEqual(initialAnalyticsState);
  });

  test('what was there stays while it is asked for again, and when that fails', () => {
    const there = receivePart(initialAnalyticsState, {
      $typeName: 'starweave.GetAnalyticsResponse',
      section: { case: 'map', value: { $typeName: 'starweave.MovieMap', method: 'old', algorithm: '', points: [] } },
    });
    const awaited = awaitParts(there, ['map']);
    expect(awaited.map).toMatchObject({ value: { method: 'old' }, isLoading: true });
    const problem = { message: 'Gone.', unreachable: true, notFound: false };
    expect(failParts(awaited, ['map'], problem).map).toMatchObject({
      value: { method: 'old' },
      isLoading: true,
      problem,
    });
    expect(failParts(awaited, ['map'], { ...problem, unreachable: false }).map.isLoading).toBe(false);
  });
});
