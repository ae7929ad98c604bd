import type { DataSetStatistics, GroupStatistics } from '@starweave/contract';
import { useMemo } from 'react';
import { BarChart } from '../../../design/charts/bar-chart.tsx';
import type { ChartTable } from '../../../design/charts/chart-table.ts';
import { ColumnChart } from '../../../design/charts/column-chart.tsx';
import { formatCount, formatQuantity } from '../../../design/charts/format-number.ts';
import { IntervalChart } from '../../../design/charts/interval-chart.tsx';
import { LineChart } from '../../../design/charts/line-chart.tsx';
import { ScatterChart } from '../../../design/charts/scatter-chart.tsx';
import {
  describeActivity,
  describeCombinations,
  describeDecades,
  describeGenres,
  describeMeans,
  describePopularity,
  describeRatings,
  describeYears,
  orderByMean,
  orderByMovies,
  starNames,
} from './describe-data-set.ts';
import { colorOfGenre } from './genre-color.ts';

const STAR_DOMAIN = [0.5, 5] as const;
const twoDigits = (value: number) => value.toFixed(2);

/** The charts of a data set. */
export function DataSetCharts({ statistics }: { readonly statistics: DataSetStatistics }) {
  const { decades, ratingCounts, userActivity } = statistics;
  return (
    <div className="grid items-stretch gap-4 lg:grid-cols-2">
      <ColumnChart
        title="Ratings by stars"
        summary={describeRatings(ratingCounts)}
        categories={starNames}
        series={[{ name: 'Ratings', values: ratingCounts.map(Number) }]}
        {...{ categoryName: 'Stars', valueName: 'Ratings', isHistogram: true }}
      />
      <ColumnChart
        title="Users by how much they rated"
        summary={describeActivity(userActivity)}
        categories={userActivity.map(({ name }) => name.replace(/^more than /, '> '))}
        series={[{ name: 'Users', values: userActivity.map(({ userCount }) => userCount) }]}
        {...{ categoryName: 'Films rated', valueName: 'Users', isHistogram: true }}
        table={tableOf(userActivity, 'Films rated', ['users', 'ratings'])}
      />
      <GenreCharts statistics={statistics} />
      <MeansChart title="Mean rating by decade" groups={decades} kind="decade" inOrder />
      <PopularityChart statistics={statistics} />
      <YearsChart statistics={statistics} />
      <ColumnChart
        title="Films by decade"
        summary={describeDecades(decades)}
        categories={decades.map(({ name }) => name)}
        series={[{ name: 'Films', values: decades.map((group) => group.movieCount) }]}
        {...{ categoryName: 'Decade', valueName: 'Films' }}
        table={tableOf(decades, 'Decade', ['films', 'ratings', 'mean'])}
      />
    </div>
  );
}

function GenreCharts({ statistics }: { readonly statistics: DataSetStatistics }) {
  const { genres, genreCombinations } = statistics;
  const byMovies = orderByMovies(genres);
  const combinations = orderByMovies(genreCombinations).slice(0, 15);
  return (
    <>
      <BarChart
        title="Films by genre"
        summary={describeGenres(genres, statistics.dataSet?.movieCount ?? 0)}
        categories={byMovies.map(({ name }) => name)}
        series={[{ name: 'Films', values: byMovies.map((group) => group.movieCount) }]}
        {...{ categoryName: 'Genre', valueName: 'Films', colorOf: colorOfGenre }}
        table={tableOf(byMovies, 'Genre', ['films', 'ratings', 'mean'])}
      />
      <MeansChart title="Mean rating by genre" groups={genres} kind="genre" />
      <BarChart
        title="Most frequent combinations of genres"
        summary={describeCombinations(genreCombinations)}
        categories={combinations.map(({ name }) => name)}
        series={[{ name: 'Films', values: combinations.map((group) => group.movieCount) }]}
        {...{ categoryName: 'Genres', valueName: 'Films' }}
        table={tableOf(genreCombinations, 'Genres', ['films', 'ratings', 'mean'])}
      />
    </>
  );
}

interface MeansChartProps {
  readonly title: string;
  readonly groups: readonly GroupStatistics[];
  /** What a group is called. */
  readonly kind: string;
  /** Drawn in the order of the groups; else the highest first. */
  readonly inOrder?: boolean;
}

function MeansChart({ title, groups, kind, inOrder = false }: MeansChartProps) {
  const ranked = orderByMean(groups);
  const best = ranked[0];
  const drawn = inOrder ? groups.flatMap((group) => ranked.find(({ name }) => name === group.name) ?? []) : ranked;
  return (
    <IntervalChart
      title={title}
      summary={describeMeans(groups, kind)}
      intervals={drawn.map((group) => ({
        ...{ name: group.name, value: group.meanRating, low: undefined, high: undefined, isBest: group === best },
      }))}
      {...{ categoryName: kind.charAt(0).toUpperCase() + kind.slice(1), valueName: 'Mean rating', format: twoDigits }}
    />
  );
}

function YearsChart({ statistics: { years } }: { readonly statistics: DataSetStatistics }) {
  const points = years
    .map((group) => ({ ...group, year: Number(group.name) }))
    .filter(({ year }) => Number.isInteger(year))
    .map(({ year, movieCount, meanRating }) => ({
      ...{ x: year, y: movieCount },
      text: `${year}: ${formatQuantity(movieCount, 'film')}${meanRating === undefined ? '' : `, ${twoDigits(meanRating)} stars on average`}`,
    }));
  return (
    <LineChart
      title="Films by year"
      summary={describeYears(years)}
      {...{ points, xName: 'Year', yName: 'Films' }}
      table={tableOf(years, 'Year', ['films', 'ratings', 'mean'])}
    />
  );
}

function PopularityChart({ statistics }: { readonly statistics: DataSetStatistics }) {
  const { popularity, popularityIsSample } = statistics;
  const points = useMemo(
    () =>
      popularity
        .filter(({ ratingCount }) => ratingCount > 0)
        .map(({ title, year, genre, ratingCount, meanRating }) => ({
          ...{ x: ratingCount, y: meanRating, color: colorOfGenre(genre) },
          text: `${title}${year > 0 ? ` (${year})` : ''}${genre === '' ? '' : `, ${genre}`}: ${formatQuantity(ratingCount, 'rating')}, ${twoDigits(meanRating)} stars on average`,
        })),
    [popularity],
  );
  const summary = useMemo(() => describePopularity(popularity, popularityIsSample), [popularity, popularityIsSample]);
  const table: ChartTable = {
    columns: [
      { name: 'Film' },
      { name: 'Year', format: String },
      { name: 'First genre' },
      { name: 'Ratings', format: formatCount },
      { name: 'Mean rating', format: twoDigits },
    ],
    rows: popularity.map(({ title, year, genre, ratingCount, meanRating }) => [
      ...[title, year > 0 ? year : undefined, genre],
      ...[ratingCount, meanRating],
    ]),
  };
  return (
    <ScatterChart
      title="Popularity and rating"
      {...{
        summary,
        points,
        table,
        xName: 'Ratings of a film',
        yName: 'Mean rating',
        yDomain: STAR_DOMAIN,
        height: 380,
        className: 'lg:col-span-2',
      }}
    />
  );
}

type Column = 'films' | 'ratings' | 'mean' | 'users';

function tableOf(groups: readonly GroupStatistics[], name: string, wanted: readonly Column[]): ChartTable {
  const columns = {
    films: { name: 'Films', format: formatCount, of: (group: GroupStatistics) => group.movieCount },
    ratings: { name: 'Ratings', format: formatCount, of: (group: GroupStatistics) => Number(group.ratingCount) },
    mean: { name: 'Mean rating', format: twoDigits, of: (group: GroupStatistics) => group.meanRating },
    users: { name: 'Users', format: formatCount, of: (group: GroupStatistics) => group.userCount },
  };
  const chosen = wanted.map((column) => columns[column]);
  return {
    columns: [{ name }, ...chosen],
    rows: groups.map((group) => [group.name, ...chosen.map(({ of }) => of(group))]),
  };
}
