import { scaleLinear } from 'd3-scale';
import { AxisText, estimateTextWidth, shortenText, ValueAxis } from './axis.tsx';
import { ChartFrame } from './chart-frame.tsx';
import { formatCount } from './format-number.ts';
import { Plot, type PlotContent } from './plot.tsx';

/** A value with the ends of its confidence interval, where it has one. */
export interface Interval {
  readonly name: string;
  readonly value: number;
  readonly low: number | undefined;
  readonly high: number | undefined;
  /** Drawn as the one to look at. */
  readonly isBest?: boolean;
}

export interface IntervalChartProps {
  readonly title: string;
  readonly summary: string;
  readonly intervals: readonly Interval[];
  readonly categoryName: string;
  readonly valueName: string;
  readonly format: (value: number) => string;
  /** For the axis; as plain numbers where not given. */
  readonly formatTick?: (value: number) => string;
  readonly className?: string;
}

/** A dot for each value and a line for its interval. The axis need not begin at nothing: lengths from there mean nothing here. */
export function IntervalChart(props: IntervalChartProps) {
  const { title, summary, intervals, categoryName, valueName, format } = props;
  const height = computeIntervalChartHeight(intervals.length);
  const hasIntervals = intervals.some(({ low }) => low !== undefined);
  const bounds = [
    { name: '95 % interval from', format },
    { name: 'to', format },
  ];
  const table = {
    columns: [{ name: categoryName }, { name: valueName, format }, ...(hasIntervals ? bounds : [])],
    rows: intervals.map(({ name, value, low, high }) => [name, value, ...(hasIntervals ? [low, high] : [])]),
  };
  return (
    <ChartFrame title={title} summary={summary} table={table} height={height} className={props.className ?? ''}>
      <Plot label={title} height={height} draw={(width) => drawIntervals(props, width, height)} />
    </ChartFrame>
  );
}

/** Height in pixels of a chart with so many rows. */
export function computeIntervalChartHeight(count: number): number {
  return Math.max(1, count) * 26 + 34;
}

/** What a row says: "SVD: 0.871, 95 % interval 0.865 to 0.877". */
export function describeInterval({ name, value, low, high }: Interval, format: (value: number) => string): string {
  const interval = low === undefined || high === undefined ? '' : `, 95 % interval ${format(low)} to ${format(high)}`;
  return `${name}: ${format(value)}${interval}`;
}

function drawIntervals(props: IntervalChartProps, width: number, height: number): PlotContent {
  const { intervals, format = formatCount } = props;
  const bottom = height - 26;
  const rowHeight = bottom / Math.max(1, intervals.length);
  const left = Math.min(Math.max(0, ...intervals.map(({ name }) => estimateTextWidth(name))) + 12, width * 0.42);
  const right = width - Math.max(0, ...intervals.map(({ value }) => estimateTextWidth(format(value)))) - 12;
  const ends = intervals.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);
  const smallest = Math.min(...ends);
  const largest = Math.max(...ends);
  const room = (largest - smallest || Math.abs(largest) || 1) * 0.08;
  const x = scaleLinear([smallest - room, largest + room], [left, right]);
  const ticks = x.ticks(Math.max(2, Math.min(5, (right - left) / 60)));
  const tickText = props.formatTick ?? x.tickFormat(ticks.length);
  const drawing = (
    <>
      <ValueAxis
        ticks={ticks.map((value) => ({ position: x(value), label: tickText(value) }))}
        {...{ side: 'bottom', left, right, top: 0, bottom }}
      />
      {intervals.map((interval, index) => (
        <IntervalRow
          key={interval.name}
          {...{ interval, left, right: width, y: (index + 0.5) * rowHeight, text: format(interval.value) }}
          at={(value) => x(value)}
        />
      ))}
    </>
  );
  const marks = intervals.map((interval, index) => ({
    key: interval.name,
    ...{ left: 0, top: index * rowHeight, width, height: rowHeight },
    text: describeInterval(interval, format),
  }));
  return { drawing, marks };
}

interface IntervalRowProps {
  readonly interval: Interval;
  readonly left: number;
  readonly right: number;
  readonly y: number;
  readonly text: string;
  readonly at: (value: number) => number;
}

function IntervalRow({ interval, left, right, y, text, at }: IntervalRowProps) {
  const { name, value, low, high, isBest = false } = interval;
  return (
    <g>
      <AxisText x={left - 10} y={y} anchor="end" text={shortenText(name, left - 12)} strong />
      {low !== undefined && high !== undefined && (
        <line
          x1={at(low)}
          x2={at(high)}
          y1={y}
          y2={y}
          strokeWidth={2}
          strokeLinecap="round"
          className="stroke-data-1"
        />
      )}
      <circle
        {...{ cx: at(value), cy: y, r: isBest ? 6 : 4.5, strokeWidth: 2 }}
        className={isBest ? 'fill-data-1 stroke-data-1' : 'fill-surface stroke-data-1'}
      />
      <AxisText x={right} y={y} anchor="end" text={text} strong={isBest} />
    </g>
  );
}
