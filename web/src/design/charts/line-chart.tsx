import { scaleLinear } from 'd3-scale';
import { estimateTextWidth, ValueAxis } from './axis.tsx';
import { ChartFrame } from './chart-frame.tsx';
import type { ChartTable } from './chart-table.ts';
import { formatCompact, formatCount } from './format-number.ts';
import { Plot, type PlotContent } from './plot.tsx';

export interface LinePoint {
  /** A whole number, as a year. */
  readonly x: number;
  /** Undefined: nothing is known there, and the line has a gap. */
  readonly y: number | undefined;
  /** What the point says; "1999: 25 films" where not given. */
  readonly text?: string;
}

export interface LineChartProps {
  readonly title: string;
  readonly summary: string;
  readonly points: readonly LinePoint[];
  readonly xName: string;
  readonly yName: string;
  readonly format?: (value: number) => string;
  /** Smallest and largest value of the axis; from nothing to the largest where not given. */
  readonly domain?: readonly [number, number];
  readonly height?: number;
  readonly table?: ChartTable;
}

/** A line over numbers in order, filled below where its axis begins at nothing. */
export function LineChart(props: LineChartProps) {
  const { title, summary, points, xName, yName, format = formatCount, height = 240 } = props;
  const table = props.table ?? {
    columns: [
      { name: xName, format: String },
      { name: yName, format },
    ],
    rows: points.map(({ x, y }) => [x, y]),
  };
  return (
    <ChartFrame title={title} summary={summary} table={table} height={height}>
      <Plot label={title} height={height} draw={(width) => drawLine(props, width, height)} />
    </ChartFrame>
  );
}

function drawLine(props: LineChartProps, width: number, height: number): PlotContent {
  const { points, format = formatCount, domain } = props;
  const top = 26;
  const bottom = height - 38;
  const known = points.flatMap(({ y }) => (y === undefined ? [] : [y]));
  const y = scaleLinear(domain ?? [0, Math.max(0, ...known) || 1], [bottom, top]).nice(4);
  const yTicks = y.ticks(4).map((value) => ({ position: y(value), label: formatCompact(value) }));
  const left = Math.max(...yTicks.map(({ label }) => estimateTextWidth(label))) + 10;
  const first = points[0]?.x ?? 0;
  const last = points.at(-1)?.x ?? 1;
  const x = scaleLinear([first, last === first ? first + 1 : last], [left + 4, width - 6]);
  const xTicks = x
    .ticks(Math.max(2, Math.min(10, (width - left) / 60)))
    .filter(Number.isInteger)
    .map((value) => ({ position: x(value), label: String(value) }));
  const runs = splitIntoRuns(points).map((run) => run.map((point) => [x(point.x), y(point.y)] as const));
  const drawing = (
    <>
      <ValueAxis ticks={yTicks} {...{ side: 'left', left, right: width, top, bottom, name: props.yName }} />
      <ValueAxis ticks={xTicks} {...{ side: 'bottom', left, right: width, top: bottom, bottom, name: props.xName }} />
      {runs.map((run) => (
        <g key={run[0]?.[0]}>
          {domain === undefined && <path d={areaPath(run, bottom)} className="fill-data-1" fillOpacity={0.14} />}
          <path d={linePath(run)} fill="none" strokeWidth={2} strokeLinejoin="round" className="stroke-data-1" />
          {run.length === 1 && <circle cx={run[0]![0]} cy={run[0]![1]} r={2.5} className="fill-data-1" />}
        </g>
      ))}
    </>
  );
  const step = points.length > 1 ? x(points[1]!.x) - x(points[0]!.x) : width;
  const marks = points.map((point) => ({
    key: String(point.x),
    ...{ left: x(point.x) - step / 2, top, width: step, height: bottom - top },
    text: point.text ?? `${point.x}: ${point.y === undefined ? 'not known' : format(point.y)}`,
  }));
  return { drawing, marks };
}

type KnownPoint = LinePoint & { readonly y: number };

/** The stretches of points without a gap. */
export function splitIntoRuns(points: readonly LinePoint[]): readonly (readonly KnownPoint[])[] {
  const runs: KnownPoint[][] = [];
  let open: KnownPoint[] | undefined;
  for (const point of points) {
    if (point.y === undefined) {
      open = undefined;
      continue;
    }
    if (open === undefined) {
      open = [];
      runs.push(open);
    }
    open.push({ ...point, y: point.y });
  }
  return runs;
}

type Position = readonly [number, number];

function linePath(run: readonly Position[]): string {
  return run.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}

function areaPath(run: readonly Position[], bottom: number): string {
  const first = run[0]?.[0] ?? 0;
  const last = run.at(-1)?.[0] ?? 0;
  return `${linePath(run)}L${last.toFixed(1)} ${bottom}L${first.toFixed(1)} ${bottom}Z`;
}
