import { scaleBand, scaleLinear } from 'd3-scale';
import { AxisText, chooseLabelStride, estimateTextWidth, ValueAxis } from './axis.tsx';
import { ChartFrame } from './chart-frame.tsx';
import type { ChartTable } from './chart-table.ts';
import { formatCompact, formatCount } from './format-number.ts';
import { Plot, type PlotContent } from './plot.tsx';
import { SERIES_FILLS, type Series, SeriesLegend } from './series.tsx';

export interface ColumnChartProps {
  readonly title: string;
  readonly summary: string;
  /** What the columns stand for, from left to right. */
  readonly categories: readonly string[];
  /** One, or a few that stand beside each other in each category. */
  readonly series: readonly Series[];
  readonly categoryName: string;
  readonly valueName: string;
  /** For marks and tables. */
  readonly format?: (value: number) => string;
  /** For the axis. */
  readonly formatTick?: (value: number) => string;
  /** Without a gap between columns, as for numbers in steps. */
  readonly isHistogram?: boolean;
  readonly height?: number;
  /** In the table's place, where it holds more than the drawing. */
  readonly table?: ChartTable;
}

/** Upright bars from nothing upwards, for categories with an order: years, stars, sizes. */
export function ColumnChart(props: ColumnChartProps) {
  const { title, summary, categories, series, categoryName, format = formatCount, height = 240 } = props;
  const table = props.table ?? {
    columns: [{ name: categoryName }, ...series.map(({ name }) => ({ name, format }))],
    rows: categories.map((category, index) => [category, ...series.map(({ values }) => values[index])]),
  };
  return (
    <ChartFrame
      title={title}
      summary={summary}
      table={table}
      height={height}
      legend={<SeriesLegend names={series.map(({ name }) => name)} />}
    >
      <Plot label={title} height={height} draw={(width) => drawColumns(props, width, height)} />
    </ChartFrame>
  );
}

function drawColumns(props: ColumnChartProps, width: number, height: number): PlotContent {
  const { categories, series, format = formatCount, formatTick = formatCompact, isHistogram = false } = props;
  const values = series.flatMap((row) => row.values.map((value) => value ?? 0));
  const top = 26;
  const bottom = height - 38;
  const y = scaleLinear([0, Math.max(0, ...values) || 1], [bottom, top]).nice(4);
  const ticks = y.ticks(4).map((value) => ({ position: y(value), label: formatTick(value) }));
  const left = Math.max(...ticks.map(({ label }) => estimateTextWidth(label))) + 10;
  const x = scaleBand(categories, [left, width])
    .paddingInner(isHistogram ? 0.06 : 0.25)
    .paddingOuter(0.05);
  const step = x.bandwidth() / series.length;
  const stride = chooseLabelStride(categories, x.step());
  const drawing = (
    <>
      <ValueAxis {...{ ticks, side: 'left', left, right: width, top, bottom, name: props.valueName }} />
      {series.map((row, at) =>
        categories.map((category, index) => {
          const end = y(row.values[index] ?? 0);
          return (
            <rect
              key={`${row.name} ${category}`}
              {...{
                x: x(category)! + at * step,
                y: end,
                width: Math.max(1, step - (series.length > 1 ? 1 : 0)),
                rx: 2,
              }}
              height={Math.max(0, bottom - end)}
              className={SERIES_FILLS[at % SERIES_FILLS.length]}
            />
          );
        }),
      )}
      <g>
        {categories.map(
          (category, index) =>
            index % stride === 0 && (
              <AxisText
                key={category}
                x={x(category)! + x.bandwidth() / 2}
                y={bottom + 12}
                anchor="middle"
                text={category}
              />
            ),
        )}
        <AxisText x={width} y={bottom + 29} anchor="end" text={props.categoryName} />
      </g>
    </>
  );
  const marks = categories.map((category, index) => {
    const highest = Math.min(...series.map((row) => y(row.values[index] ?? 0)), bottom - 12);
    return {
      ...{ key: category, left: x(category)!, top: highest, width: x.bandwidth(), height: bottom - highest },
      text: describeCategory(category, series, index, format),
    };
  });
  return { drawing, marks };
}

/** What a category says: "4.5: 1,200 ratings", or every series with its name. */
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
