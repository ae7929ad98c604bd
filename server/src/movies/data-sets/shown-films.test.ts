import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createFilmColumns, readFilmColumns } from './film-columns.ts';
import type { KnownFilmFacts } from './known-film.ts';
import { openShownFilms, saveShownFilms } from './shown-films-file.ts';

const titles = ['Heat', 'Amélie', '千と千尋の神隠し', '', '🎬 <b>\u0000\n"', 'Žižek!', 'a'.repeat(10_000)];

/** More films than one piece of text holds, of all kinds of letters. */
const films: readonly KnownFilmFacts[] = Array.from({ length: 700 }, (_, film) => ({
  id: (film * 7919) % 2 ** 31,
  title: film < 300 ? `Plain ${film}` : titles[film % titles.length]!,
  key: `key ${film}|`,
  year: film % 5 === 0 ? undefined : 1890 + (film % 140),
  genres: ['Drama', 'War', 'Comedy'].slice(0, film % 4),
  directors: film % 3 === 0 ? [`Director ${film % 11}`] : [],
  keywords: Array.from({ length: film % 7 }, (_, word) => `keyword ${(film + word) % 50}`),
  ratingCount: film % 6 === 0 ? 0 : film * 1000,
  halfStars: film % 6 === 0 ? 0 : film * 7001,
}));

function createFiles() {
  const folder = mkdtempSync(path.join(tmpdir(), 'starweave shown films '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const source = path.join(folder, 'films.jsonl');
  writeFileSync(source, 'what they were made of');
  return { folder, source, file: path.join(folder, 'films.columns') };
}

/** With another last byte. */
function flipLast(bytes: Buffer): Buffer {
  bytes[bytes.length - 1]! ^= 1;
  return bytes;
}

it('come out of columns as they went in', () => {
  expect([...readFilmColumns(createFilmColumns(films))]).toEqual(films);
  expect([...readFilmColumns(createFilmColumns([]))]).toEqual([]);
});

it('come out of their file with their means, and with one list where lists are equal', async () => {
  const { folder, source, file } = createFiles();
  await saveShownFilms(file, source, films);
  const opened = (await openShownFilms(file, source))!;
  expect(structuredClone(opened)).toEqual(
    films.map(({ halfStars, ...film }) => ({
      ...film,
      meanRating: film.ratingCount === 0 ? undefined : halfStars / 2 / film.ratingCount,
    })),
  );
  expect(opened[2]!.genres).toBe(opened[6]!.genres);
  expect(readdirSync(folder).sort()).toEqual(['films.columns', 'films.jsonl']);
});

it.each([
  ['missing', ({ file }: ReturnType<typeof createFiles>) => rmSync(file)],
  ['empty', ({ file }) => truncateSync(file, 0)],
  ['cut off', ({ file }) => truncateSync(file, readFileSync(file).length - 8)],
  ['cut off in its header', ({ file }) => truncateSync(file, 100)],
  ['something else', ({ file, source }) => copyFileSync(source, file)],
  ['damaged', ({ file }) => writeFileSync(file, flipLast(readFileSync(file)))],
  ['damaged in its header', ({ file }) => writeFileSync(file, readFileSync(file).fill('{', 20, 40))],
  ['of films that were larger', ({ source }) => writeFileSync(source, 'something else, and longer')],
  ['of films that were written at another time', ({ source }) => utimesSync(source, 1000, 1000)],
] satisfies [string, (files: ReturnType<typeof createFiles>) => void][])(
  'are not opened where their file is %s',
  async (_, spoil) => {
    const files = createFiles();
    await saveShownFilms(files.file, files.source, films);
    expect(await openShownFilms(files.file, files.source)).toHaveLength(films.length);
    spoil(files);
    expect(await openShownFilms(files.file, files.source)).toBeUndefined();
  },
);

it('tells columns of different lengths', () => {
  const columns = createFilmColumns(films);
  expect(() => [...readFilmColumns({ ...columns, years: columns.years.subarray(1) })]).toThrow(RangeError);
});
