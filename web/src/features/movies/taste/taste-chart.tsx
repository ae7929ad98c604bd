import { type ReactNode, useId, useState } from 'react';
import { IconButton } from '../../../design/button.tsx';
import { keepUnits } from '../../../design/charts/chart-frame.tsx';
import { type ChartTable, formatCell, formatCsv } from '../../../design/charts/chart-table.ts';
import { nameFile, saveFile } from '../../../design/charts/save-file.ts';
import { Legend } from './legend.tsx';

export interface TasteChartProps {
  readonly title: string;
  /** What it says, in a sentence. */
  readonly summary: string;
  readonly table: ChartTable;
  /** "Yours" or "Theirs". */
  readonly whose: string;
  readonly children: ReactNode;
}

/** A small chart beside a list: its title, its text, its table and its download. */
export function TasteChart({ title, summary, table, whose, children }: TasteChartProps) {
  const [asTable, setAsTable] = useState(false);
  const titleId = useId();
  const summaryId = useId();
  const save = () => saveFile(`${nameFile(title)}.csv`, new Blob(['\uFEFF', formatCsv(table)], { type: 'text/csv' }));
  return (
    <figure aria-labelledby={titleId} aria-describedby={summaryId} className="m-0 grid gap-2.5">
      <div className="grid gap-0.5">
        <div className="flex items-center gap-1">
          <h3 id={titleId} className="mr-auto text-sm font-medium">
            {title}
          </h3>
          <IconButton
            label={`${asTable ? 'Show as a chart' : 'Show as a table'}: ${title}`}
            icon={asTable ? 'chart' : 'table'}
            onClick={() => setAsTable(!asTable)}
            className="-my-1.5 size-8"
          />
          <IconButton label={`Download: ${title}`} icon="download" onClick={save} className="-my-1.5 -mr-1.5 size-8" />
        </div>
        <p id={summaryId} className="text-[0.8125rem] leading-snug text-ink-soft">
          {keepUnits(summary)}
        </p>
      </div>
      {asTable ? (
        <TasteTable title={title} table={table} />
      ) : (
        <>
          {children}
          <Legend whose={whose} />
        </>
      )}
    </figure>
  );
}

function TasteTable({ title, table: { columns, rows } }: { readonly title: string; readonly table: ChartTable }) {
  const side = (index: number) => (index === 0 ? 'text-left' : 'text-right');
  return (
    <table className="w-full text-sm tabular-nums">
      <caption className="sr-only">{title}</caption>
      <thead className="text-xs text-ink-faint">
        <tr>
          {columns.map(({ name }, index) => (
            <th key={name} scope="col" className={`font-normal ${side(index)}`}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={String(row[0])} className="border-t border-line">
            {columns.map((column, index) => (
              <td key={column.name} className={`py-1 ${side(index)}`}>
                {formatCell(row[index], column)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
