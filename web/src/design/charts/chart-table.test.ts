import { describe, expect, test } from 'vitest';
import { type ChartTable, findRows, formatCell, formatCsv } from './chart-table.ts';

/** A reader of RFC 4180 that goes letter by letter. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at]!;
    if (isQuoted && letter === '"' && text[at + 1] === '"') {
      field += '"';
      at += 1;
    } else if (letter === '"') isQuoted = !isQuoted;
    else if (!isQuoted && letter === ',') {
      row.push(field);
      field = '';
    } else if (!isQuoted && letter === '\r' && text[at + 1] === '\n') {
      rows.push([...row, field]);
      [row, field] = [[], ''];
      at += 1;
    } else field += letter;
  }
  return rows;
}

describe('a table as CSV', () => {
  test('is as in RFC 4180', () => {
    const table: ChartTable = {
      columns: [{ name: 'a' }, { name: 'b' }],
      rows: [
        ['aaa', 'b "bb"'],
        [1.25, undefined],
      ],
    };
    expect(formatCsv(table)).toBe('a,b\r\naaa,"b ""bb"""\r\n1.25,\r\n');
  });

  test('gives every cell back to a reader, whatever is in it', () => {
    const titles = ['Heat', 'Good, the Bad', 'say "hi"', 'two\nlines', 'x\r\n', '', '<script>', 'مرحبا', '🎬', ' x '];
    const rows = titles.map((title, index) => [title, index / 3]);
    const csv = formatCsv({ columns: [{ name: 'Title, or so' }, { name: 'n', format: () => '0' }], rows });
    expect(parseCsv(csv)).toEqual([['Title, or so', 'n'], ...rows.map((row) => row.map(String))]);
  });

  test('holds no text that a spreadsheet runs, and leaves numbers alone', () => {
    const rows = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', -1].map((cell) => [cell]);
    const cells = parseCsv(formatCsv({ columns: [{ name: 'n' }], rows })).slice(1);
    expect(cells.flat()).toEqual(["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", '-1']);
  });
});

test('cells are rounded for people only', () => {
  const column = { name: 'Mean', format: (value: number) => value.toFixed(1) };
  expect([formatCell(2.34567, column), formatCell('2.34567', column), formatCell(undefined, column)]).toEqual([
    '2.3',
    '2.34567',
    '–',
  ]);
});

test.each([
  ['amelie', 0],
  ['1,234', 1],
  ['1234', 1],
  ['  HEAT ', 1],
])('the row of %o is found as it is shown and as it is in files', (words, place) => {
  const rows = [
    ['Amélie', 7],
    ['Heat', 1234],
  ];
  const table = {
    columns: [{ name: 'Film' }, { name: 'Ratings', format: (n: number) => n.toLocaleString('en') }],
    rows,
  };
  expect(findRows(table, words)).toEqual([rows[place]]);
  expect(findRows(table, '')).toEqual(rows);
});
