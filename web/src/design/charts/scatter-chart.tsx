import { scaleLinear, scaleLog } from 'd3-scale';
import { useMemo } from 'react';
import { estimateTextWidth, ValueAxis } from './axis.tsx';
import { ChartFrame } from './chart-frame.tsx';
import type { ChartTable } from './chart-table.ts';
import { formatCompact } from './format-number.ts';
import { PointField } from './point-field.tsx';
import { useWidth } from './use-width.ts';

export interface ScatterPoint {
  /** Above nothing: the axis counts in powers. */
  readonly x: number;
  readonly y: number;
  /** `#RRGGBB` */
  readonly color: string;
  readonly text: string;
}

export interface ScatterChartProps {
  readonly title: string;
  readonly summary: string;
  readonly points: readonly ScatterPoint[];
  readonly xName: string;
  readonly yName: string;
  readonly yDomain: readonly [number, number];
  readonly table: ChartTable;
  readonly height?: number;
  readonly className?: string;
}

/** Points by a number in powers of ten, from left to right, and a value, upwards. */
export function ScatterChart({ title, summary, points, table, height = 320, ...rest }: ScatterChartProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const { xName, yName, yDomain, className = '' } = rest;
  const layout = useMemo(() => layOut(points, yDomain, width, height), [points, yDomain, width, height]);
  const { box, xTicks, yTicks, positions, colors } = layout;
  return (
    <ChartFrame title={title} summary={summary} table={table} height={height} className={className}>
      <div ref={ref} className="w-full" style={{ height }}>
        <PointField
          label={`${title}: ${points.length} points. The arrow keys go from point to point.`}
          {...{ width, height, positions, colors, radius: points.length > 500 ? 2.5 : 3.5 }}
          textOf={(index) => points[index]!.text}
          underlay={
            <>
              <ValueAxis ticks={yTicks} side="left" {...box} name={yName} />
              <ValueAxis ticks={xTicks} side="bottom" {...box} name={xName} />
            </>
          }
        />
      </div>
    </ChartFrame>
  );
}

function layOut(points: readonly ScatterPoint[], yDomain: readonly [number, number], width: number, height: number) {
  const y = scaleLinear(yDomain, [height - 40, 26]);
  const yTicks = y.ticks(5).map((value) => ({ position: y(value), label: formatCompact(value) }));
  const left = Math.max(...yTicks.map(({ label }) => estimateTextWidth(label))) + 10;
  const counts = points.map((point) => point.x);
  const x = scaleLog([Math.max(1, Math.min(...counts)), Math.max(10, ...counts)], [left + 6, width - 8]).clamp(true);
  return {
    box: { left, right: width, top: 26, bottom: height - 40 },
    yTicks,
    xTicks: choosePowerTicks(x.ticks(), (width - left) / 44).map((value) => ({
      position: x(value),
      label: formatCompact(value),
    })),
    positions: { x: points.map((point) => x(point.x)), y: points.map((point) => y(point.y)) },
    colors: points.map(({ color }) => color),
  };
}

/** Of the ticks of an axis in powers, at most `largestCount`: all, those with 1, 2 and 5, or the powers of ten alone. */
export function choosePowerTicks(ticks: readonly number[], largestCount: number): readonly number[] {
  const leading = (value: number) => value / 10 ** Math.floor(Math.log10(value) + 1e-9);
  const isOneOf = (wanted: readonly number[]) => (value: number) =>
    wanted.some((digit) => Math.abs(leading(value) - digit) < 1e-6);
  const choices = [ticks, ticks.filter(isOneOf([1, 2, 5])), ticks.filter(isOneOf([1, 3])), ticks.filter(isOneOf([1]))];
  return choices.find((choice) => choice.length <= largestCount) ?? choices.at(-1)!;
}
