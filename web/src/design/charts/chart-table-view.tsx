import { useMemo, useState } from 'react';
import { Button } from '../button.tsx';
import { type ChartTable, findRows, formatCell } from './chart-table.ts';
import { formatCount } from './format-number.ts';
import { ScrollRegion } from './scroll-region.tsx';

const ROWS_AT_ONCE = 100;

export interface ChartTableViewProps {
  readonly title: string;
  readonly table: ChartTable;
  readonly minHeight: number;
}

/** The data of a chart as a table; long ones a hundred rows at a time, with a field that finds rows. */
export function ChartTableView({ title, table, minHeight }: ChartTableViewProps) {
  const [shown, setShown] = useState(ROWS_AT_ONCE);
  const [words, setWords] = useState('');
  const rows = useMemo(() => findRows(table, words), [table, words]);
  return (
    <div style={{ minHeight }}>
      {table.rows.length > ROWS_AT_ONCE && (
        <label className="mb-2 flex flex-wrap items-center gap-2 text-sm text-ink-soft">
          Find rows
          <input
            type="search"
            value={words}
            onChange={(event) => setWords(event.target.value)}
            className="min-h-9 min-w-0 flex-1 rounded-full border border-line-strong bg-surface px-3 text-ink"
          />
        </label>
      )}
      <ScrollRegion label={`${title}, as a table`} className="max-h-96 overflow-auto rounded-xl border border-line">
        <RowsTable title={title} table={table} rows={rows.slice(0, shown)} />
      </ScrollRegion>
      {rows.length === 0 && <p className="mt-2 text-sm text-ink-soft">No row has these words.</p>}
      {rows.length > shown && (
        <Button className="mt-2" onClick={() => setShown(shown + ROWS_AT_ONCE)}>
          Show more ({formatCount(rows.length - shown)} left)
        </Button>
      )}
    </div>
  );
}

interface RowsTableProps {
  readonly title: string;
  readonly table: ChartTable;
  /** Those of the table's rows that are shown. */
  readonly rows: ChartTable['rows'];
}

function RowsTable({ title, table, rows }: RowsTableProps) {
  return (
    <table className="w-full border-collapse text-sm tabular-nums">
      <caption className="sr-only">{title}</caption>
      <thead className="sticky top-0 bg-sunken text-left">
        <tr>
          {table.columns.map(({ name }, index) => (
            <th
              key={name}
              scope="col"
              className={`px-3 py-2 font-medium ${isNumeric(table, index) ? 'text-right' : ''}`}
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, rowIndex) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no names of their own and keep their order.
          <tr key={rowIndex} className="border-t border-line">
            {table.columns.map((column, index) => (
              <td key={column.name} className={`px-3 py-1.5 ${isNumeric(table, index) ? 'text-right' : 'break-words'}`}>
                {formatCell(row[index], column)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function isNumeric({ rows }: ChartTable, column: number): boolean {
  return rows.some((row) => typeof row[column] === 'number');
}
