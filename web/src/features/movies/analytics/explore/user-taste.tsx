import type { GetTasteProfileResponse, TasteShare } from '@starweave/contract';
import { useEffect } from 'react';
import { useRequest } from '../../../../api/use-request.ts';
import { BarChart, computeBarChartHeight } from '../../../../design/charts/bar-chart.tsx';
import { ChartSkeleton } from '../../../../design/charts/chart-skeleton.tsx';
import { ColumnChart } from '../../../../design/charts/column-chart.tsx';
import { formatCount, formatPercent } from '../../../../design/charts/format-number.ts';
import { FactList } from '../../fact-list.tsx';
import { useFilmSession } from '../../film/film-context.ts';
import { ProblemNote } from '../../film/problem-note.tsx';
import { chooseShares, describeHabits, describeShares } from '../../taste/describe-taste.ts';
import { starNames } from '../describe-data-set.ts';

const percent = (share: number) => formatPercent(share);

export interface UserTasteProps {
  readonly userId: string;
  /** There is no such user. */
  readonly onMissing: (userId: string) => void;
}

/** What a user's ratings say about their taste, beside everyone's. */
export function UserTaste({ userId, onMissing }: UserTasteProps) {
  const { movies } = useFilmSession();
  const { answer, problem, retry } = useRequest(userId, (signal) => movies.getTasteProfile({ userId }, { signal }));
  const isMissing = problem?.notFound === true;
  useEffect(() => {
    if (isMissing) onMissing(userId);
  }, [isMissing, onMissing, userId]);
  if (problem !== undefined) return <ProblemNote problem={problem} onRetry={retry} />;
  if (answer === undefined) {
    return (
      <div className="grid gap-4 lg:grid-cols-2">
        <ChartSkeleton height={240} />
        <ChartSkeleton height={computeBarChartHeight(12, 2)} />
      </div>
    );
  }
  return <Taste profile={answer} />;
}

function Taste({ profile }: { readonly profile: GetTasteProfileResponse }) {
  const { ratingCount, meanRating, everyonesMeanRating, genres, decades } = profile;
  return (
    <>
      <FactList
        facts={[
          { name: 'films rated', value: formatCount(ratingCount) },
          { name: 'mean rating', value: ratingCount > 0 ? meanRating.toFixed(2) : '–' },
          { name: 'everyone’s mean', value: everyonesMeanRating.toFixed(2) },
        ]}
      />
      <div className="grid items-stretch gap-4 lg:grid-cols-2">
        <HabitsChart profile={profile} />
        <SharesChart
          title="Genres, beside everyone’s"
          categoryName="Genre"
          shares={chooseShares(genres)}
          all={genres}
          className="lg:row-span-2"
        />
        <ColumnChart
          title="Decades, beside everyone’s"
          summary={describeShares(decades)}
          categories={decades.map(({ name }) => name)}
          series={[
            { name: 'This user', values: decades.map(({ share }) => share) },
            { name: 'Everyone', values: decades.map(({ everyonesShare }) => everyonesShare) },
          ]}
          {...{ categoryName: 'Decade', valueName: 'Share', format: percent, formatTick: percent }}
        />
      </div>
    </>
  );
}

function HabitsChart({ profile }: { readonly profile: GetTasteProfileResponse }) {
  const { ratingCounts, everyonesRatingShares, ratingCount } = profile;
  const own = starNames.map((_, index) => (ratingCount > 0 ? (ratingCounts[index] ?? 0) / ratingCount : 0));
  return (
    <ColumnChart
      title="Ratings, beside everyone’s"
      summary={describeHabits(profile)}
      categories={starNames}
      series={[
        { name: 'This user', values: own },
        { name: 'Everyone', values: starNames.map((_, index) => everyonesRatingShares[index] ?? 0) },
      ]}
      {...{ categoryName: 'Stars', valueName: 'Share of ratings', format: percent, formatTick: percent }}
    />
  );
}

interface SharesChartProps {
  readonly title: string;
  readonly categoryName: string;
  readonly shares: readonly TasteShare[];
  /** What the sentence and the table are about; the drawing has room for some only. */
  readonly all: readonly TasteShare[];
  readonly className: string;
}

function SharesChart({ title, categoryName, shares, all, className }: SharesChartProps) {
  return (
    <BarChart
      title={title}
      summary={describeShares(all)}
      categories={shares.map(({ name }) => name)}
      series={[
        { name: 'This user', values: shares.map(({ share }) => share) },
        { name: 'Everyone', values: shares.map(({ everyonesShare }) => everyonesShare) },
      ]}
      {...{ categoryName, valueName: 'Share of films', format: percent, formatTick: percent, className }}
      table={{
        columns: [
          { name: categoryName },
          { name: 'Films', format: formatCount },
          { name: 'Mean rating', format: (value) => value.toFixed(2) },
          { name: 'Share', format: percent },
          { name: 'Everyone’s share', format: percent },
        ],
        rows: all.map(({ name, movieCount, meanRating, share, everyonesShare }) => [
          ...[name, movieCount, meanRating],
          ...[share, everyonesShare],
        ]),
      }}
    />
  );
}
