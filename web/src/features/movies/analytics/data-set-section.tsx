import type { DataSetStatistics } from '@starweave/contract';
import { computeBarChartHeight } from '../../../design/charts/bar-chart.tsx';
import { ChartSkeleton } from '../../../design/charts/chart-skeleton.tsx';
import { formatCount, formatPercent } from '../../../design/charts/format-number.ts';
import { FactList } from '../fact-list.tsx';
import { SimulatedBadge } from '../film/simulated-badge.tsx';
import { SectionFrame } from '../section-frame.tsx';
import type { AnalyticsPart } from './analytics-state.ts';
import { DataSetCharts } from './data-set-charts.tsx';
import { PartView } from './part-view.tsx';

export interface DataSetSectionProps {
  readonly part: AnalyticsPart<DataSetStatistics>;
  readonly onRetry: () => void;
}

/** What the ratings in use look like. */
export function DataSetSection({ part, onRetry }: DataSetSectionProps) {
  const dataSet = part.value?.dataSet;
  return (
    <SectionFrame
      id="data-set"
      title="The data set"
      lead={
        dataSet === undefined ? 'What the ratings in use look like.' : describeOrigin(dataSet.name, dataSet.simulated)
      }
      aside={dataSet?.simulated === true && <SimulatedBadge />}
    >
      <PartView part={part} onRetry={onRetry} skeleton={<DataSetSkeleton />}>
        {(statistics) => (
          <>
            <DataSetFacts statistics={statistics} />
            <DataSetCharts statistics={statistics} />
          </>
        )}
      </PartView>
    </SectionFrame>
  );
}

function describeOrigin(name: string, simulated: boolean): string {
  return simulated
    ? `${name}: the films are real, the ratings are simulated by a documented model. No person gave them.`
    : `${name}: counted over all of its ratings.`;
}

function DataSetFacts({ statistics }: { readonly statistics: DataSetStatistics }) {
  const { dataSet, topTenthShare } = statistics;
  if (dataSet === undefined) return null;
  return (
    <FactList
      facts={[
        { name: 'films', value: formatCount(dataSet.movieCount) },
        { name: 'users', value: formatCount(dataSet.userCount) },
        { name: 'ratings', value: formatCount(dataSet.ratingCount) },
        { name: 'mean rating', value: dataSet.meanRating.toFixed(2) },
        { name: 'of all pairs rated', value: formatPercent(dataSet.density, 2) },
        { name: 'of ratings go to the most rated tenth of films', value: formatPercent(topTenthShare) },
      ]}
    />
  );
}

function DataSetSkeleton() {
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      {[240, 240, computeBarChartHeight(19), computeBarChartHeight(19), 240, 240].map((height, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: places without content.
        <ChartSkeleton key={index} height={height} />
      ))}
    </div>
  );
}
