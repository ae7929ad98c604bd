import { beforeAll, describe, expect, it } from 'vitest';
import type { Film, FilmEngine } from '../engine/film-engine.ts';
import { createFilmQuestions } from '../engine/film-questions.ts';
import { createTestDataSet, fitTestShelf } from '../engine/test-film-data.ts';
import { resolveTitle, type TitleMeaning } from './resolve-title.ts';

let engine: Pick<FilmEngine, 'search'>;
beforeAll(async () => {
  const dataSet = await createTestDataSet(30);
  engine = createFilmQuestions(dataSet, await fitTestShelf(dataSet, []));
});

const name = ({ title, year }: Film) => `${title} (${year})`;

function summarize(meaning: TitleMeaning): unknown {
  if (meaning.kind === 'film') return name(meaning.film);
  return meaning.kind === 'several' ? meaning.films.map(name).sort() : [];
}

describe('resolveTitle', () => {
  it.each([
    // As it is called, however it is written.
    ['Heat', 'Heat (1995)', false],
    ['  heat ', 'Heat (1995)', false],
    ['"Heat"', 'Heat (1995)', false],
    ['Heat (1995)', 'Heat (1995)', false],
    ['heat 1995', 'Heat (1995)', false],
    ['Matrix, The', 'The Matrix (1999)', false],
    ['matrix', 'The Matrix (1999)', false],
    ['Amélie', 'Amelie (2001)', false],
    ['Apollo 13', 'Apollo 13 (1995)', false],
    ['Scarface (1983)', 'Scarface (1983)', false],
    ['scarface 1932', 'Scarface (1932)', false],
    ['The Toy Story', 'Toy Story (1995)', false],
    // By its beginning, by its words, with typing errors.
    ['Dr. Strangelove', 'Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb (1964)', true],
    ['stop worrying', 'Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb (1964)', true],
    ['The Matirx', 'The Matrix (1999)', true],
    ['American Beuaty', 'American Beauty (1999)', true],
  ])('%s is %s', async (words, expected, isGuess) => {
    const meaning = await resolveTitle(engine, words);
    expect(summarize(meaning)).toBe(expected);
    expect(meaning).toMatchObject({ kind: 'film', isGuess });
  });

  it.each([
    ['Scarface', ['Scarface (1932)', 'Scarface (1983)']],
    ['the fly', ['The Fly (1958)', 'The Fly (1986)']],
    ['Haet', ['Hate (1995)', 'Heat (1995)']],
    ['Drakula', ['Dracula (1931)', 'Dracula (1992)']],
  ])('%s may be several', async (words, expected) => {
    expect(summarize(await resolveTitle(engine, words))).toEqual(expected);
  });

  it('names at most six, the best known first', async () => {
    const meaning = await resolveTitle(engine, 'American');
    expect(meaning.kind).toBe('several');
    const counts = meaning.kind === 'several' ? meaning.films.map(({ ratingCount }) => ratingCount) : [];
    expect(counts).toHaveLength(6);
    expect(counts).toEqual(counts.toSorted((one, other) => other - one));
  });

  it.each([
    'Heat (1972)',
    'Zzyzx Road',
    '',
    '  ',
    '???',
    '<script>alert(1)</script>',
    'جدایی نادر از سیمین',
    '🎬',
    'x'.repeat(200),
    `${'('.repeat(100)}${' '.repeat(99)}`,
    "'; DROP TABLE messages; --",
    'Martin Scorsese',
    'Crime',
  ])('%s is none', async (words) => {
    expect((await resolveTitle(engine, words)).kind).toBe('unknown');
  });

  it('tells what comes closest', async () => {
    const meaning = await resolveTitle(engine, 'Martin Scorsese');
    expect(meaning.kind === 'unknown' && meaning.closest.length).toBe(3);
  });
});

describe('alternative titles', () => {
  const film = { id: 6016, key: 'city of god|2002', title: 'City of God (Cidade de Deus)', year: 2002 };
  const facts = { genres: [], directors: [], keywords: [], ratingCount: 1, meanRating: 4 };
  const one: Pick<FilmEngine, 'search'> = {
    search: async () => ({ films: [{ ...film, ...facts }], total: 1, didYouMean: '', relief: [] }),
  };

  it.each([
    ['City of God', false],
    ['Cidade de Deus', false],
    ['Cidade de Deus (2002)', false],
    ['Cidade', true],
    ['Cidad de Deus', true],
  ])('%s means the film', async (words, isGuess) => {
    expect(await resolveTitle(one, words)).toMatchObject({ kind: 'film', film: { id: 6016 }, isGuess });
  });
});

describe('titles that differ in their article alone', () => {
  const facts = { genres: [], directors: [], keywords: [], meanRating: 4 };
  const films = [
    { ...facts, id: 6, key: 'heat|1995', title: 'Heat', year: 1995, ratingCount: 100 },
    { ...facts, id: 103372, key: 'the heat|2013', title: 'Heat, The', year: 2013, ratingCount: 400 },
  ];
  const two: Pick<FilmEngine, 'search'> = {
    search: async ({ filter: { yearFrom = 0, yearTo = 3000 } }) => ({
      ...{ total: 2, didYouMean: '', relief: [] },
      films: films.filter(({ year }) => year >= yearFrom && year <= yearTo),
    }),
  };

  it.each([
    ['Heat', 6],
    ['heat', 6],
    ['The Heat', 103372],
    ['Heat, The', 103372],
    ['heat 2013', 103372],
  ])('%s means the one that is called so', async (words, id) => {
    expect(await resolveTitle(two, words)).toMatchObject({ kind: 'film', film: { id }, isGuess: false });
  });
});
