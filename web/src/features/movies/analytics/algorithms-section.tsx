import {
  type Algorithm,
  type Benchmark,
  type BenchmarkHistory,
  MovieTaskKind,
  MovieTaskState,
} from '@starweave/contract';
import { useState } from 'react';
import { Button } from '../../../design/button.tsx';
import { ChartSkeleton } from '../../../design/charts/chart-skeleton.tsx';
import { computeIntervalChartHeight } from '../../../design/charts/interval-chart.tsx';
import { Select } from '../../../design/select.tsx';
import { SimulatedBadge } from '../film/simulated-badge.tsx';
import { SectionFrame } from '../section-frame.tsx';
import { isFinalTask } from '../tasks/describe-task.ts';
import { TaskProgress } from '../tasks/task-progress.tsx';
import type { Tasks } from '../tasks/use-tasks.ts';
import type { AnalyticsPart } from './analytics-state.ts';
import { BenchmarkCharts } from './benchmark-charts.tsx';
import { BenchmarkComparison } from './benchmark-comparison.tsx';
import { BenchmarkDialog } from './benchmark-dialog.tsx';
import type { AlgorithmNames } from './describe-benchmark.ts';
import { nameBenchmark } from './name-benchmark.ts';
import { PartView } from './part-view.tsx';
import { ProtocolCards } from './protocol-cards.tsx';

export interface AlgorithmsSectionProps {
  readonly part: AnalyticsPart<BenchmarkHistory>;
  readonly onRetry: () => void;
  readonly tasks: Tasks;
  readonly algorithms: readonly Algorithm[] | undefined;
  readonly nameOf: AlgorithmNames;
}

/** What the algorithms can do, measured on ratings that they did not learn from. */
export function AlgorithmsSection({ part, onRetry, tasks, algorithms, nameOf }: AlgorithmsSectionProps) {
  const [isChoosing, setChoosing] = useState(false);
  const isRunning = tasks.tasks?.some((task) => task.kind === MovieTaskKind.BENCHMARK && !isFinalTask(task)) ?? false;
  return (
    <SectionFrame
      id="algorithms"
      title="The algorithms"
      lead="Measured on ratings that they did not learn from. Lines are 95 % confidence intervals."
      aside={
        <Button
          variant="primary"
          icon="chart"
          busy={isRunning}
          disabled={algorithms === undefined}
          onClick={() => setChoosing(true)}
        >
          Run a benchmark
        </Button>
      }
    >
      <BenchmarkTasks tasks={tasks} />
      <PartView part={part} onRetry={onRetry} skeleton={<AlgorithmsSkeleton />}>
        {({ benchmarks }) =>
          benchmarks.length === 0 ? (
            <NothingMeasured isRunning={isRunning} />
          ) : (
            <BenchmarkView benchmarks={benchmarks} nameOf={nameOf} />
          )
        }
      </PartView>
      {isChoosing && algorithms !== undefined && (
        <BenchmarkDialog algorithms={algorithms} center={tasks.center} onClose={() => setChoosing(false)} />
      )}
    </SectionFrame>
  );
}

/** The benchmark that is under way, or the last one where it failed. */
function BenchmarkTasks({ tasks: { tasks = [], center } }: { readonly tasks: Tasks }) {
  const ours = tasks.filter(({ kind }) => kind === MovieTaskKind.BENCHMARK);
  const shown = ours.filter(
    (task, index) => !isFinalTask(task) || (index === 0 && task.state === MovieTaskState.FAILED),
  );
  return shown.map((task) => (
    <TaskProgress
      key={task.id}
      task={task}
      center={center}
      hint="You can leave this page: it goes on, and its result is kept."
    />
  ));
}

function NothingMeasured({ isRunning }: { readonly isRunning: boolean }) {
  return (
    <div className="rounded-2xl border border-dashed border-line-strong p-6 sm:p-8">
      <p className="font-medium">
        {isRunning
          ? 'The first benchmark of this data set is under way.'
          : 'Nothing has been measured on this data set yet.'}
      </p>
      <p className="mt-1 max-w-2xl text-ink-soft">
        Starweave shows no figure that it did not measure itself. A benchmark sets a part of the ratings aside, trains
        each algorithm on the rest, and holds its answers against the part.
      </p>
    </div>
  );
}

interface BenchmarkViewProps {
  readonly benchmarks: readonly Benchmark[];
  readonly nameOf: AlgorithmNames;
}

function BenchmarkView({ benchmarks, nameOf }: BenchmarkViewProps) {
  const [chosenId, setChosenId] = useState<string>();
  const benchmark = benchmarks.find(({ id }) => id === chosenId) ?? benchmarks[0]!;
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <label className="flex min-w-0 flex-wrap items-center gap-2 text-sm text-ink-soft">
          Benchmark
          <Select
            value={benchmark.id}
            onChange={(event) => setChosenId(event.target.value)}
            className="min-h-9 rounded-full pl-3.5"
          >
            {benchmarks.map((one) => (
              <option key={one.id} value={one.id}>
                {nameBenchmark(one)}
              </option>
            ))}
          </Select>
        </label>
        {benchmark.simulated && <SimulatedBadge />}
      </div>
      <BenchmarkCharts key={benchmark.id} benchmark={benchmark} nameOf={nameOf} />
      <ProtocolCards benchmark={benchmark} nameOf={nameOf} />
      {benchmarks.length > 1 && <BenchmarkComparison benchmarks={benchmarks} benchmark={benchmark} nameOf={nameOf} />}
    </div>
  );
}

function AlgorithmsSkeleton() {
  return (
    <div className="grid gap-4 md:grid-cols-2 xl:grid-cols-3">
      {[0, 1, 2].map((index) => (
        <ChartSkeleton key={index} height={computeIntervalChartHeight(6)} />
      ))}
    </div>
  );
}
