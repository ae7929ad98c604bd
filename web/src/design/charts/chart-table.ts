export type Cell = string | number | undefined;

export interface ChartColumn {
  readonly name: string;
  /** How a number of this column is shown; files get it unrounded. */
  readonly format?: (value: number) => string;
}

/** The data of a chart as a table: what the table view shows and what a download holds. */
export interface ChartTable {
  readonly columns: readonly ChartColumn[];
  readonly rows: readonly (readonly Cell[])[];
}

/**
 * A table as CSV (RFC 4180): a line of names, CRLF between lines, fields with commas, quotes or line breaks in quotes. Numbers
 * keep every digit; what is not known is empty.
 */
export function formatCsv({ columns, rows }: ChartTable): string {
  const lines = [columns.map(({ name }) => name), ...rows];
  return lines.map((line) => `${line.map(formatField).join(',')}\r\n`).join('');
}

/** A cell as people read it. */
export function formatCell(cell: Cell, { format }: ChartColumn): string {
  if (cell === undefined) return '–';
  return typeof cell === 'number' && format !== undefined ? format(cell) : String(cell);
}

function formatField(cell: Cell): string {
  const text = cell === undefined ? '' : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
