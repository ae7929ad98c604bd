import {
  AnalyticsSection,
  type BenchmarkHistory,
  type DataSetStatistics,
  type GetAnalyticsResponse,
  type MovieMap,
} from '@starweave/contract';
import type { Problem } from '../../../api/describe-problem.ts';

/** One part of the page: on its way, there, or why not. What was there stays while a newer one is on its way. */
export interface AnalyticsPart<Value> {
  readonly value: Value | undefined;
  readonly isLoading: boolean;
  readonly problem: Problem | undefined;
}

export interface AnalyticsState {
  readonly dataSet: AnalyticsPart<DataSetStatistics>;
  readonly benchmarks: AnalyticsPart<BenchmarkHistory>;
  readonly map: AnalyticsPart<MovieMap>;
}

export type PartName = keyof AnalyticsState;
export const partNames: readonly PartName[] = ['dataSet', 'benchmarks', 'map'];

const SECTIONS: Readonly<Record<PartName, AnalyticsSection>> = {
  dataSet: AnalyticsSection.DATA_SET,
  benchmarks: AnalyticsSection.ALGORITHMS,
  map: AnalyticsSection.MAP,
};

const waiting = { value: undefined, isLoading: true, problem: undefined };

export const initialAnalyticsState: AnalyticsState = { dataSet: waiting, benchmarks: waiting, map: waiting };

/** What a part is called in a request. */
export function sectionOf(name: PartName): AnalyticsSection {
  return SECTIONS[name];
}

/** Marks parts as on their way; what went wrong before stays until they are there. */
export function awaitParts(state: AnalyticsState, names: readonly PartName[]): AnalyticsState {
  return changeParts(state, names, (part) => ({ ...part, isLoading: true }));
}

/** Puts an answer in its place. */
export function receivePart(state: AnalyticsState, { section }: GetAnalyticsResponse): AnalyticsState {
  if (section.case === undefined) return state;
  return { ...state, [section.case]: { value: section.value, isLoading: false, problem: undefined } };
}

/** Says why parts didn't come; those that the server can't send yet are still awaited. */
export function failParts(state: AnalyticsState, names: readonly PartName[], problem: Problem): AnalyticsState {
  return changeParts(state, names, (part) => ({ ...part, isLoading: problem.unreachable, problem }));
}

function changeParts(
  state: AnalyticsState,
  names: readonly PartName[],
  change: (part: AnalyticsPart<never>) => AnalyticsPart<never>,
): AnalyticsState {
  const changed = names.map((name) => [name, change(state[name] as AnalyticsPart<never>)]);
  return { ...state, ...Object.fromEntries(changed) };
}
