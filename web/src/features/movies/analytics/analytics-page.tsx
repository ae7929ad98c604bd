import { MovieTaskKind, MovieTaskState } from '@starweave/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useDataSetSwitches, useFilmSession } from '../film/film-context.ts';
import { useAlgorithms } from '../model/use-algorithms.ts';
import { PageHeading } from '../page-heading.tsx';
import { useTasks } from '../tasks/use-tasks.ts';
import { AlgorithmsSection } from './algorithms-section.tsx';
import { type PartName, partNames } from './analytics-state.ts';
import { DataSetSection } from './data-set-section.tsx';
import { ExploreSection } from './explore/explore-section.tsx';
import { MapSection } from './map/map-section.tsx';
import { useAnalytics } from './use-analytics.ts';

const PARTS = [
  { id: 'data-set', name: 'Data set' },
  { id: 'algorithms', name: 'Algorithms' },
  { id: 'explore', name: 'Explore' },
  { id: 'map', name: 'Map' },
] as const;

/** What the ratings and the algorithms look like: every figure counted or measured, none written by hand. */
export function AnalyticsPage() {
  const { state, reload } = useAnalytics();
  const [version, setVersion] = useState(0);
  const switches = useDataSetSwitches();
  useFollowing(switches, reload);
  useTelling(state.dataSet.value?.dataSet?.id);
  const algorithms = useAlgorithms(version);
  const tasks = useTasks((task) => {
    if (task.state !== MovieTaskState.DONE) return;
    setVersion((count) => count + 1);
    reload(task.kind === MovieTaskKind.BENCHMARK ? ['benchmarks'] : ['dataSet', 'benchmarks', 'map']);
  });
  const known = algorithms.answer?.algorithms;
  const nameOf = useCallback((id: string) => known?.find((one) => one.id === id)?.name ?? id, [known]);
  return (
    <div className="grid gap-14">
      <div className="grid gap-5">
        <PageHeading title="Analytics" lead="What the ratings look like, and what the algorithms make of them." />
        <PartLinks />
      </div>
      <DataSetSection part={state.dataSet} onRetry={() => reload(['dataSet'])} />
      <AlgorithmsSection
        part={state.benchmarks}
        onRetry={() => reload(['benchmarks'])}
        {...{ tasks, nameOf, algorithms: known }}
      />
      <ExploreSection key={switches} algorithms={{ ...algorithms, answer: known }} nameOf={nameOf} />
      <MapSection part={state.map} onRetry={() => reload(['map'])} />
    </div>
  );
}

/** After a switch of data set every part is another one; what is shown stays until the new one is there. */
function useFollowing(switches: number, reload: (names: readonly PartName[]) => void): void {
  const followed = useRef(switches);
  useEffect(() => {
    if (followed.current === switches) return;
    followed.current = switches;
    reload(partNames);
  }, [switches, reload]);
}

/** Tells which data set is shown: a switch to another one is none for a page that doesn't know its own. */
function useTelling(dataSetId: string | undefined): void {
  const session = useFilmSession();
  useEffect(() => {
    if (dataSetId !== undefined) session.noteDataSet(dataSetId);
  }, [dataSetId, session]);
}

function PartLinks() {
  return (
    <nav aria-label="Parts of this page">
      <ul className="flex flex-wrap gap-2">
        {PARTS.map(({ id, name }) => (
          <li key={id}>
            <a
              href={`#${id}`}
              className="inline-flex min-h-9 items-center rounded-full border border-line bg-surface px-4 text-sm font-medium hover:border-line-strong"
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
