import { ChartFrame } from './chart-frame.tsx';
import type { ChartTable } from './chart-table.ts';
import { formatCount } from './format-number.ts';
import { Plot, type PlotContent } from './plot.tsx';
import { type Series, SeriesLegend } from './series.tsx';

/** What a chart of lying or of upright bars is given. */
export interface CategoryChartProps {
  readonly title: string;
  readonly summary: string;
  /** What the bars stand for, from top to bottom or from left to right. */
  readonly categories: readonly string[];
  /** One, or a few whose bars lie or stand beside each other in each category. */
  readonly series: readonly Series[];
  readonly categoryName: string;
  readonly valueName: string;
  /** For marks and tables. */
  readonly format?: (value: number) => string;
  /** For the axis. */
  readonly formatTick?: (value: number) => string;
  /** In the table's place, where it holds more than the drawing. */
  readonly table?: ChartTable;
  readonly className?: string;
}

interface CategoryChartFrameProps {
  readonly chart: CategoryChartProps;
  readonly height: number;
  readonly draw: (width: number) => PlotContent;
}

/** The frame of a chart of categories: with a row for each in its table, and a colour for each series in its legend. */
export function CategoryChartFrame({ chart, height, draw }: CategoryChartFrameProps) {
  const { title, summary, categories, series, categoryName, format = formatCount, className = '' } = chart;
  const table = chart.table ?? {
    columns: [{ name: categoryName }, ...series.map(({ name }) => ({ name, format }))],
    rows: categories.map((category, index) => [category, ...series.map(({ values }) => values[index])]),
  };
  const legend = <SeriesLegend names={series.map(({ name }) => name)} />;
  return (
    <ChartFrame {...{ title, summary, table, height, legend, className }}>
      <Plot label={title} height={height} draw={draw} />
    </ChartFrame>
  );
}

/** What a category says, every series with its name: "4.5: Ratings 1,200". */
export function describeCategory(
  category: string,
  series: readonly Series[],
  index: number,
  format: (value: number) => string,
): string {
  const parts = series.map(({ name, values }) => {
    const value = values[index];
    return `${name} ${value === undefined ? 'not known' : format(value)}`;
  });
  return `${category}: ${parts.join(', ')}`;
}
