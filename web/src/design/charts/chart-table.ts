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
 * keep every digit; what is not known is empty. A text that a spreadsheet would take for a formula, as a title may be, begins
 * with an apostrophe, which spreadsheets don't show.
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

/** The rows with a cell that holds the words, as it is shown or as files have it; accents and capitals don't matter. */
export function findRows({ columns, rows }: ChartTable, words: string): ChartTable['rows'] {
  const wanted = fold(words.trim());
  if (wanted === '') return rows;
  const holds = (cell: Cell, index: number) =>
    [formatCell(cell, columns[index] ?? { name: '' }), String(cell ?? '')].some((text) => fold(text).includes(wanted));
  return rows.filter((row) => row.some(holds));
}

function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
}

function formatField(cell: Cell): string {
  const words = cell === undefined ? '' : String(cell);
  const text = typeof cell === 'string' && /^[=+\-@\t\r]/.test(words) ? `'${words}` : words;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
