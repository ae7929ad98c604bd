import type { DataSet, DataSetStatistics } from '@starweave/contract';
import { computeBarChartHeight } from '../../../design/charts/bar-chart.tsx';
import { ChartSkeleton } from '../../../design/charts/chart-skeleton.tsx';
import { formatCount, formatPercent } from '../../../design/charts/format-number.ts';
import { Skeleton } from '../../../design/skeleton.tsx';
import { FactList } from '../fact-list.tsx';
import { SimulatedBadge } from '../film/simulated-badge.tsx';
import { SectionFrame } from '../section-frame.tsx';
import type { AnalyticsPart } from './analytics-state.ts';
import { DataSetCharts } from './data-set-charts.tsx';
import { PartView } from './part-view.tsx';

const factNames = [
  'films',
  'users',
  'ratings',
  'mean rating',
  'of all pairs rated',
  'of ratings go to the most rated tenth of films',
];

export interface DataSetSectionProps {
  readonly part: AnalyticsPart<DataSetStatistics>;
  readonly onRetry: () => void;
}

/** What the ratings in use look like. */
export function DataSetSection({ part, onRetry }: DataSetSectionProps) {
  return (
    <SectionFrame id="data-set" title="The data set" lead="What the ratings in use look like.">
      <PartView part={part} onRetry={onRetry} skeleton={<DataSetSkeleton />}>
        {(statistics) => (
          <>
            {statistics.dataSet !== undefined && (
              <Origin name={statistics.dataSet.name} simulated={statistics.dataSet.simulated} />
            )}
            <DataSetFacts statistics={statistics} />
            <DataSetCharts statistics={statistics} />
          </>
        )}
      </PartView>
    </SectionFrame>
  );
}

function Origin({ name, simulated }: Pick<DataSet, 'name' | 'simulated'>) {
  return (
    <p className="max-w-3xl">
      {simulated && <SimulatedBadge className="mr-2" />}
      {simulated
        ? `${name}: the films are real, the ratings are simulated by a documented model. No person gave them.`
        : `${name}: counted over all of its ratings.`}
    </p>
  );
}

function DataSetFacts({ statistics }: { readonly statistics: DataSetStatistics }) {
  const { dataSet, topTenthShare } = statistics;
  if (dataSet === undefined) return null;
  const values = [
    formatCount(dataSet.movieCount),
    formatCount(dataSet.userCount),
    formatCount(dataSet.ratingCount),
    dataSet.meanRating.toFixed(2),
    formatPercent(dataSet.density, 2),
    formatPercent(topTenthShare),
  ];
  return <FactList facts={factNames.map((name, index) => ({ name, value: values[index] }))} />;
}

/** As much text as the built-in films have, and the facts' names, so that nothing moves when they come. */
function DataSetSkeleton() {
  return (
    <>
      <div aria-hidden="true" className="relative max-w-3xl">
        <div className="invisible">
          <Origin name="Built-in films" simulated />
        </div>
        <Skeleton className="absolute inset-x-0 inset-y-1" />
      </div>
      <div aria-hidden="true">
        <FactList facts={factNames.map((name) => ({ name, value: <Skeleton className="my-1 h-6 w-16" /> }))} />
      </div>
      <div className="grid gap-4 lg:grid-cols-2">
        {[240, 240, computeBarChartHeight(19), computeBarChartHeight(19), 240, 240].map((height, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: places without content.
          <ChartSkeleton key={index} height={height} />
        ))}
      </div>
    </>
  );
}
