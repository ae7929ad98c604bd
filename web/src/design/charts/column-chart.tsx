import { scaleBand, scaleLinear } from 'd3-scale';
import { AxisText, chooseLabelStride, estimateTextWidth, ValueAxis } from './axis.tsx';
import { CategoryChartFrame, type CategoryChartProps, describeCategory } from './category-chart.tsx';
import { formatCompact, formatCount } from './format-number.ts';
import type { PlotContent } from './plot.tsx';
import { SERIES_FILLS } from './series.tsx';

export interface ColumnChartProps extends CategoryChartProps {
  /** Without a gap between columns, as for numbers in steps. */
  readonly isHistogram?: boolean;
  readonly height?: number;
}

/** Upright bars from nothing upwards, for categories with an order: years, stars, sizes. */
export function ColumnChart(props: ColumnChartProps) {
  const { height = 240 } = props;
  return <CategoryChartFrame chart={props} height={height} draw={(width) => drawColumns(props, width, height)} />;
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
  const columns = series.flatMap((row, at) =>
    categories.map((category, index) => {
      const end = y(row.values[index] ?? 0);
      return (
        <rect
          key={`${row.name} ${category}`}
          {...{ x: x(category)! + at * step, y: end, width: Math.max(1, step - (series.length > 1 ? 1 : 0)), rx: 2 }}
          height={Math.max(0, bottom - end)}
          className={SERIES_FILLS[at % SERIES_FILLS.length]}
        />
      );
    }),
  );
  const drawing = (
    <>
      <ValueAxis {...{ ticks, side: 'left', left, right: width, top, bottom, name: props.valueName }} />
      {columns}
      <g>
        {categories.map((category, index) => {
          const position = x(category)! + x.bandwidth() / 2;
          if (index % stride !== 0) return null;
          return <AxisText key={category} x={position} y={bottom + 12} anchor="middle" text={category} />;
        })}
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
