import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DataFileError } from '../errors.ts';
import { readRatings } from './read-ratings.ts';
import { createFile, createFolder, listRatings } from './test-data-folder.ts';
import { createZip } from './test-zip.ts';

const references = path.resolve(import.meta.dirname, '../../../workbench/reference-numbers/recommender');
const expected = [
  [7, 30, 4, 100],
  [3, 30, 0.5, 200],
  [7, 10, 5, 300],
];

describe('readRatings', () => {
  it.each([
    ['MovieLens CSV', 'userId,movieId,rating,timestamp\n7,30,4.0,100\n3,30,0.5,200\n7,10,5.0,300\n', 'ratings.csv'],
    [
      'CRLF, quotes, a byte order mark',
      '\uFEFFuserId,movieId,rating,timestamp\r\n"7","30","4.0","100"\r\n3,30,.5,200\r\n7,10,5,300',
      'a.csv',
    ],
    ['carriage returns alone', 'userId,movieId,rating,timestamp\r7,30,4.0,100\r3,30,0.5,200\r7,10,5.0,300\r', 'a.csv'],
    ['::', '7::30::4::100\n3::30::0.5::200\n7::10::5::300\n', 'ratings.dat'],
    ['tabs', '7\t30\t4\t100\n3\t30\t0.5\t200\n7\t10\t5\t300\n', 'u.data'],
    [
      'semicolons, other names and order',
      'Rating;Unix time;Film-ID;User_ID\n4;100;30;7\n0.5;200;30;3\n5;300;10;7\n',
      'x.csv',
    ],
    [
      'spaces, floats, empty lines',
      'user, item, rating, time\n\n7, 30, 4, 100.0\n 3.0, 30, 5e-1, 200\n\n7, 10, 5.00, 300',
      'x.csv',
    ],
    [
      'dates',
      'user|item|stars|date\n7|30|4|1970-01-01T00:01:40Z\n3|30|0.5|1970-01-01 00:03:20\n7|10|5|1970-01-01 01:05:00+01:00\n',
      'x',
    ],
  ])('reads %s', async (_, content, name) => {
    const { table, rejected, rowCount } = await readRatings(createFile(content, name));
    expect(listRatings(table)).toEqual(expected);
    expect([rejected.count, rowCount]).toEqual([0, 3]);
  });

  it('has no times where the file has none', async () => {
    const { table } = await readRatings(createFile('1,2,3\n2,2,4\n'));
    expect([listRatings(table), table.times]).toEqual([
      [
        [1, 2, 3],
        [2, 2, 4],
      ],
      undefined,
    ]);
  });

  it('counts every kind of bad line, names it, and reads on', async () => {
    const lines = [
      'userId,movieId,rating,timestamp',
      '1,1,0,5',
      '1,1,6,5',
      '1,1,NaN,5',
      '1,1,good,5',
      '-1,1,3,5',
      '1,2147483648,3,5',
      '1,1,3.7,5',
      '1;1;3;5',
      '1,1,3,soon',
      '1,1,3,-5',
      ',,,',
      '2147483647,0,3,5',
    ];
    const { table, rejected, rowCount, unusedRows } = await readRatings(createFile(lines.join('\n')));
    expect(listRatings(table)).toEqual([[2147483647, 0, 3, 5]]);
    expect([rejected.count, rowCount]).toEqual([11, 12]);
    expect(rejected.first.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(rejected.first.map(({ reason }) => reason)).toEqual([
      "the rating “0” isn't one of 0.5, 1, 1.5 … 5",
      "the rating “6” isn't one of 0.5, 1, 1.5 … 5",
      "the rating “NaN” isn't one of 0.5, 1, 1.5 … 5",
      "the rating “good” isn't one of 0.5, 1, 1.5 … 5",
      "the user id “-1” isn't an integer from 0 to 2147483647",
      "the item id “2147483648” isn't an integer from 0 to 2147483647",
      "the rating “3.7” isn't one of 0.5, 1, 1.5 … 5",
      'the line has one field, 4 are needed (separated by “,”)',
      "the time “soon” isn't a number of seconds since 1970, up to 4294967295, or a date like 2023-10-12",
      "the time “-5” isn't a number of seconds since 1970, up to 4294967295, or a date like 2023-10-12",
    ]);
    expect([...unusedRows]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it.each([
    ['delimiters and numbers', '"1,5,3,9,2"'],
    ['delimiters after a space', ' "1,5,3,9,2"'],
    ['more than a few hundred letters', `"${'very, '.repeat(200)}long"`],
    ['letters that end in the middle of a time', `"${'x'.repeat(178)}, "`],
  ])('reads around a quoted field with %s', async (_, field) => {
    const content = `userId,title,movieId,rating,timestamp\n7,${field},30,4.0,1112486027\n`;
    const { table, rejected } = await readRatings(createFile(content));
    expect(rejected.first).toEqual([]);
    expect(listRatings(table)).toEqual([[7, 30, 4, 1_112_486_027]]);
  });

  it('shows the start of a field that is no value, however long it is', async () => {
    const { rejected } = await readRatings(createFile(`user,item,rating\n1,1,${'9'.repeat(5000)}\n1,1,3\n`));
    expect(rejected.first[0]?.reason).toBe(`the rating “${'9'.repeat(80)}…” isn't one of 0.5, 1, 1.5 … 5`);
  });

  it('keeps the latest of several ratings and says which rows it left out', async () => {
    const content = 'u1,?,?,?\n1,1,3,10\n1,1,5,30\nx,1,1,1\n1,1,4,20\n2,1,4,20\n';
    const { table, duplicateCount, unusedRows } = await readRatings(
      createFile(content.replace('u1,?,?,?', 'userId,movieId,rating,timestamp')),
    );
    expect(listRatings(table)).toEqual([
      [1, 1, 5, 30],
      [2, 1, 4, 20],
    ]);
    expect([duplicateCount, [...unusedRows]]).toEqual([2, [0, 2, 3]]);
  });

  it.each(['\n', '\r\n', '\r'])('puts lines together that chunks cut, ended by %j', async (lineEnd) => {
    // Chunks are one megabyte: more than two of them.
    const count = 150_000;
    const rows = Array.from({ length: count }, (_, row) => [
      1 + Math.floor(row / 300),
      row % 300,
      (1 + (row % 10)) / 2,
      row,
    ]);
    const { table } = await readRatings(createFile(rows.map((row) => row.join('::')).join(lineEnd)));
    expect(table.ratingCount).toBe(count);
    expect(listRatings(table)).toEqual(rows);
  });

  it('reports progress up to the end, and stops when it is told to', async () => {
    const file = createFile('1,2,3\n'.repeat(400_000));
    const fractions: number[] = [];
    await readRatings(file, { onProgress: ({ fraction }) => fractions.push(fraction) });
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
    const controller = new AbortController();
    const reading = readRatings(file, {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await expect(reading).rejects.toThrow('enough');
  });

  it.each([
    ['an empty file', '', 'is empty'],
    ['a header alone', 'userId,movieId,rating,timestamp\n', 'is empty'],
    [
      'missing columns',
      'userId,movieId,timestamp\n1,2,3\n',
      'no column for: rating. Its first line names (separated by “,”)',
    ],
    ['a delimiter that is none', 'userId~movieId~rating\n1~2~3\n', 'holds one field only'],
    ['only bad lines', '1,1,9\n1,2,9\n', 'None of the 2 lines of'],
    ['UTF-16', Buffer.from('\uFEFF1,2,3\n', 'utf16le'), 'is UTF-16'],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0]), 'compressed by gzip'],
    ['a binary file', Buffer.alloc(100), "isn't a text file"],
    ['a text without lines', 'x'.repeat(3_000_000), 'longer than a megabyte'],
  ])('refuses %s', async (_, content, message) => {
    const reading = readRatings(createFile(content));
    await expect(reading).rejects.toThrow(DataFileError);
    await expect(reading).rejects.toThrow(message);
  });

  it('refuses a stated delimiter that the file does not use', async () => {
    const file = createFile('userId,movieId,rating\n1,2,3\n');
    await expect(readRatings(file, { delimiter: ';' })).rejects.toThrow('no column for: user, item, rating');
    await expect(readRatings(file, { format: 'ml-1m' })).rejects.toThrow('separated by “::”');
  });

  it('takes the files that others have cut ML-1M into, with tabs and ids from 0', async () => {
    const file = createFile('0\t32\t4\t978824330\n0\t34\t5\t978824268\n', 'ml-1m.train.rating');
    for (const format of [undefined, 'ml-1m', 'ml-100k', 'csv'] as const) {
      const { table, rejected } = await readRatings(file, { format });
      expect([table.ratingCount, rejected.count, table.users.idAt(0), table.items.idAt(1)]).toEqual([2, 0, 0, 34]);
    }
  });

  it('gives a file up that holds no rating in its first ten thousand lines', async () => {
    const file = createFile(`${'hello\n'.repeat(20_000)}1\t2\t3\n`);
    await expect(readRatings(file, { format: 'ml-100k' })).rejects.toThrow('None of the first 10000 lines');
  });

  it('names what a folder holds instead of ratings', async () => {
    await expect(readRatings(createFolder({ 'links.csv': '', 'a.txt': '' }))).rejects.toThrow('holds a.txt, links.csv');
    await expect(readRatings(createFolder())).rejects.toThrow('is empty');
    await expect(readRatings('/nowhere/at/all')).rejects.toThrow('There is no file or folder /nowhere/at/all');
  });
});

describe('readRatings of Parquet', () => {
  const files = readdirSync(references).filter((name) =>
    /^ratings-(snappy|gzip|zstd|brotli|none)\.parquet$/.test(name),
  );

  it.each(files)('reads %s as pyarrow wrote it', async (name) => {
    const { table, rejected } = await readRatings(path.join(references, name));
    const rows = Array.from({ length: 50 }, (_, row) => [
      1 + Math.floor(row / 10),
      10 + (row % 10),
      0.5 + 0.5 * (row % 10),
      1_000_000_000 + row,
    ]);
    expect(listRatings(table)).toEqual(rows);
    expect(rejected.count).toBe(0);
  });

  it.each(files)('reads %s out of a zip', async (name) => {
    const file = path.join(references, name);
    const zip = createFile(createZip([{ name: 'ratings.parquet', content: readFileSync(file) }]), 'ratings.zip');
    const [packed, plain] = [await readRatings(zip), await readRatings(file)];
    expect(listRatings(packed.table)).toEqual(listRatings(plain.table));
  });

  it('covers five codecs', () => expect(files).toHaveLength(5));

  it('counts rows that are no ratings, and reads timestamps', async () => {
    const { table, rejected } = await readRatings(path.join(references, 'ratings-broken.parquet'));
    expect(listRatings(table)).toEqual([[1, 5, 4, 1]]);
    expect(rejected.first.map(({ line, reason }) => [line, reason])).toEqual([
      [2, "the rating “6” isn't one of 0.5, 1, 1.5 … 5"],
      [3, "the rating “” isn't one of 0.5, 1, 1.5 … 5"],
      [4, "the user id “-4” isn't an integer from 0 to 2147483647"],
      [5, "the rating “NaN” isn't one of 0.5, 1, 1.5 … 5"],
    ]);
  });

  it('refuses a file that is cut off or lacks columns', async () => {
    await expect(readRatings(createFile('PAR1 and nothing more', 'x.parquet'))).rejects.toThrow('as Parquet');
    await expect(readRatings(path.join(references, 'movies.parquet'))).rejects.toThrow('no column for: user, rating');
  });
});
