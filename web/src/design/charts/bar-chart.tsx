import { scaleBand, scaleLinear } from 'd3-scale';
import { AxisText, estimateTextWidth, shortenText, ValueAxis } from './axis.tsx';
import { CategoryChartFrame, type CategoryChartProps, describeCategory } from './category-chart.tsx';
import { formatCompact, formatCount } from './format-number.ts';
import type { PlotContent } from './plot.tsx';
import { SERIES_FILLS } from './series.tsx';

export interface BarChartProps extends CategoryChartProps {
  /** Colour of a category's bar, `#RRGGBB`, in the place of the series' own. */
  readonly colorOf?: (category: string) => string;
}

/** Lying bars from nothing to the right, for names of any length. */
export function BarChart(props: BarChartProps) {
  const height = computeBarChartHeight(props.categories.length, props.series.length);
  return <CategoryChartFrame chart={props} height={height} draw={(width) => drawBars(props, width, height)} />;
}

/** Height in pixels of a chart with so many bars. */
export function computeBarChartHeight(categoryCount: number, seriesCount = 1): number {
  return Math.max(1, categoryCount) * (seriesCount === 1 ? 24 : 10 + 11 * seriesCount) + 44;
}

function drawBars(props: BarChartProps, width: number, height: number): PlotContent {
  const { categories, series, format = formatCount, formatTick = formatCompact, colorOf } = props;
  const values = series.flatMap((row) => row.values.map((value) => value ?? 0));
  const top = 4;
  const bottom = height - 40;
  const widest = Math.max(0, ...categories.map(estimateTextWidth)) + 10;
  const left = Math.min(widest, width * 0.42);
  // Room for the value behind the longest bar.
  const right = width - Math.max(0, ...values.map((value) => estimateTextWidth(format(value)))) - 8;
  const x = scaleLinear([0, Math.max(0, ...values) || 1], [left, right]);
  const ticks = x.ticks(Math.max(2, Math.min(5, (right - left) / 70)));
  const y = scaleBand(categories, [top, bottom]).paddingInner(series.length === 1 ? 0.3 : 0.22);
  const step = y.bandwidth() / series.length;
  const drawing = (
    <>
      <ValueAxis
        ticks={ticks.map((value) => ({ position: x(value), label: formatTick(value) }))}
        {...{ side: 'bottom', left, right: width, top, bottom, name: props.valueName }}
      />
      {categories.map((category, index) => (
        <g key={category}>
          <g>
            <AxisText
              {...{ x: left - 8, y: y(category)! + y.bandwidth() / 2, anchor: 'end', strong: true }}
              text={shortenText(category, left - 10)}
            />
          </g>
          {series.map((row, at) => (
            <Bar
              key={row.name}
              {...{ left, right: x(row.values[index] ?? 0), top: y(category)! + at * step, height: step }}
              label={row.values[index] === undefined ? '–' : format(row.values[index])}
              fill={SERIES_FILLS[at % SERIES_FILLS.length]!}
              {...(colorOf !== undefined && { color: colorOf(category) })}
            />
          ))}
        </g>
      ))}
    </>
  );
  const marks = categories.map((category, index) => ({
    ...{ key: category, left: 0, top: y(category)! - 1, width, height: y.bandwidth() + 2 },
    text: describeCategory(category, series, index, format),
  }));
  return { drawing, marks };
}

interface BarProps {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly height: number;
  readonly label: string;
  readonly fill: string;
  readonly color?: string;
}

function Bar({ left, right, top, height, label, fill, color }: BarProps) {
  return (
    <>
      <rect
        {...{ x: left, y: top, width: Math.max(0, right - left), height: Math.max(1, height - 1), rx: 2 }}
        // A colour of the data may be too close to the ground; a fine line in ink sets it off.
        {...(color === undefined ? { className: fill } : { fill: color, strokeOpacity: 0.35, className: 'stroke-ink' })}
      />
      <g>
        <AxisText x={right + 5} y={top + height / 2} anchor="start" text={label} />
      </g>
    </>
  );
}
