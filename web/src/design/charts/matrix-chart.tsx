import type { ReactNode } from 'react';
import { ChartFrame } from './chart-frame.tsx';
import { ScrollRegion } from './scroll-region.tsx';

const STRONGEST_PERCENT = 34;

export interface MatrixChartProps {
  readonly title: string;
  readonly summary: string;
  readonly rowsName: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Of a row and a column; undefined where nothing was measured. */
  readonly valueAt: (row: number, column: number) => number | undefined;
  readonly format: (value: number, row: number) => string;
  /** Which end of a row is shaded the most; undefined: neither. */
  readonly strongestOf: (row: number) => StrongestEnd | undefined;
  /** Between the summary and the numbers. */
  readonly legend?: ReactNode;
  readonly className?: string;
}

export type StrongestEnd = 'highest' | 'lowest';

/** Numbers of rows by columns, each shaded by where it stands between the ends of its row. */
export function MatrixChart(props: MatrixChartProps) {
  const { title, summary, rowsName, rows, columns, valueAt } = props;
  const table = {
    columns: [{ name: rowsName }, ...columns.map((name) => ({ name }))],
    rows: rows.map((row, at) => [row, ...columns.map((_, column) => valueAt(at, column))]),
  };
  return (
    <ChartFrame
      {...{ title, summary, table, height: rows.length * 40 + 40, hasDrawing: false, legend: props.legend }}
      className={props.className ?? ''}
    >
      <ScrollRegion label={title} className="overflow-x-auto">
        <table className="w-full border-separate border-spacing-0.5 text-sm tabular-nums">
          <caption className="sr-only">{title}</caption>
          <MatrixHead rowsName={rowsName} columns={columns} />
          <tbody>
            {rows.map((name, row) => (
              <tr key={name}>
                <th
                  scope="row"
                  className="sticky left-0 min-w-24 bg-surface py-1 pr-2 text-left font-medium leading-tight"
                >
                  {name}
                </th>
                {columns.map((column, at) => (
                  <MatrixCell key={column} {...props} row={row} column={at} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </ChartFrame>
  );
}

function MatrixHead({ rowsName, columns }: Pick<MatrixChartProps, 'rowsName' | 'columns'>) {
  return (
    <thead>
      <tr>
        <th scope="col" className="sr-only">
          {rowsName}
        </th>
        {columns.map((name) => (
          <th
            key={name}
            scope="col"
            className="px-2 py-1 text-right align-bottom text-ink-soft font-medium leading-tight"
          >
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function MatrixCell({ row, column, ...props }: MatrixChartProps & { readonly row: number; readonly column: number }) {
  const value = props.valueAt(row, column);
  if (value === undefined) return <td className="rounded-lg bg-sunken px-2 py-2 text-right text-ink-faint">–</td>;
  const known = props.columns.flatMap((_, at) => props.valueAt(row, at) ?? []);
  const end = props.strongestOf(row);
  const share = end === undefined ? 0 : computeStrength(value, known, end);
  const background = `color-mix(in oklab, var(--color-data-1) ${Math.round(share * STRONGEST_PERCENT)}%, var(--color-sunken))`;
  return (
    <td
      className={`rounded-lg px-2 py-2 text-right whitespace-nowrap ${share === 1 ? 'font-semibold' : ''}`}
      style={{ background }}
    >
      {props.format(value, row)}
    </td>
  );
}

/** Where a value stands between the ends of its row: 1 at the strongest end, 0 at the other; 0 where all are the same. */
export function computeStrength(value: number, row: readonly number[], strongest: StrongestEnd): number {
  const low = Math.min(...row);
  const high = Math.max(...row);
  if (high === low) return 0;
  const share = (value - low) / (high - low);
  return strongest === 'highest' ? share : 1 - share;
}
