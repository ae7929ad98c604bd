import { type ReactNode, useId, useRef, useState } from 'react';
import { announce } from '../announcer.tsx';
import { IconButton } from '../button.tsx';
import { Menu, type MenuItem } from '../menu.tsx';
import { createChartPng, createChartSvg } from './chart-picture.ts';
import { type ChartTable, formatCsv } from './chart-table.ts';
import { ChartTableView } from './chart-table-view.tsx';
import { nameFile, saveFile } from './save-file.ts';

export interface ChartFrameProps {
  readonly title: string;
  /** What the chart says, in a sentence or two, worked out from its data. */
  readonly summary: string;
  readonly table: ChartTable;
  /** Height of the drawing in pixels; the table is at least as high, so that nothing jumps. */
  readonly height: number;
  /** Names of colours, switches: between the summary and the drawing. */
  readonly legend?: ReactNode;
  /** False: what is shown is text, and there is no picture of it to download. */
  readonly hasDrawing?: boolean;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A chart with its title, its text, its table and its downloads. */
export function ChartFrame(props: ChartFrameProps) {
  const { title, summary, table, height, legend, hasDrawing = true, children, className = '' } = props;
  const [asTable, setAsTable] = useState(false);
  const plot = useRef<HTMLDivElement>(null);
  const titleId = useId();
  const summaryId = useId();
  return (
    <figure
      aria-labelledby={titleId}
      aria-describedby={summaryId}
      className={`m-0 flex min-w-0 flex-col rounded-2xl border border-line bg-surface p-4 sm:p-5 ${className}`}
    >
      <div className="flex items-start justify-between gap-2">
        <h3 id={titleId} className="min-w-0 pt-1 font-semibold leading-snug wrap-anywhere">
          {title}
        </h3>
        <div className="-mt-1 -mr-2 flex shrink-0">
          <IconButton
            label={`${asTable ? 'Show as a chart' : 'Show as a table'}: ${title}`}
            icon={asTable ? 'chart' : 'table'}
            onClick={() => setAsTable(!asTable)}
          />
          <DownloadMenu {...{ title, table, hasDrawing }} plot={() => plot.current} />
        </div>
      </div>
      <p id={summaryId} className="mt-1 mb-3 text-sm text-ink-soft">
        {keepUnits(summary)}
      </p>
      {legend}
      <div ref={plot} hidden={asTable} className="relative w-full">
        {children}
      </div>
      {asTable && <ChartTableView title={title} table={table} minHeight={height} />}
    </figure>
  );
}

/** A number is never parted from its unit at the end of a line. */
export function keepUnits(text: string): string {
  return text.replace(/(\d) (?=(%|B|kB|MB|GB|TB|ms|s|min|h|bits|stars)(?![\p{L}\d]))/gu, '$1\u00a0');
}

interface DownloadMenuProps {
  readonly title: string;
  readonly table: ChartTable;
  readonly hasDrawing: boolean;
  readonly plot: () => HTMLElement | null;
}

function DownloadMenu({ title, table, hasDrawing, plot }: DownloadMenuProps) {
  const name = nameFile(title);
  // A byte order mark tells spreadsheets that it is UTF-8.
  const saveCsv = () => saveFile(`${name}.csv`, new Blob(['\uFEFF', formatCsv(table)], { type: 'text/csv' }));
  const draw = () => {
    const element = plot();
    return element === null ? undefined : createChartSvg(element, title);
  };
  const saveSvg = () => {
    const svg = draw();
    if (svg !== undefined) saveFile(`${name}.svg`, new Blob([svg], { type: 'image/svg+xml' }));
  };
  const savePng = async () => {
    const svg = draw();
    if (svg === undefined) return;
    try {
      saveFile(`${name}.png`, await createChartPng(svg));
    } catch {
      announce('The picture could not be made. The drawing as SVG works everywhere.');
    }
  };
  const data: MenuItem = { label: 'Data (CSV)', icon: 'table', onSelect: saveCsv };
  const drawings: readonly MenuItem[] = [
    { label: 'Drawing (SVG)', icon: 'chart', onSelect: saveSvg },
    { label: 'Picture (PNG)', icon: 'picture', onSelect: () => void savePng() },
  ];
  return <Menu label={`Download: ${title}`} icon="download" items={hasDrawing ? [data, ...drawings] : [data]} />;
}
