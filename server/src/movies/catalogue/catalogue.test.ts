import { statSync } from 'node:fs';
import path from 'node:path';
import { movieGenres } from '@starweave/film-text';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadFilmCatalogue } from './load-catalogue.ts';
import { type CatalogueFilm, parseCatalogue } from './parse-catalogue.ts';

describe('the built-in catalogue', () => {
  let films: readonly CatalogueFilm[];
  beforeAll(async () => {
    films = await loadFilmCatalogue();
  });

  const countBy = <Key>(keysOf: (film: CatalogueFilm) => readonly Key[]): Map<Key, number> => {
    const counts = new Map<Key, number>();
    for (const film of films) for (const key of keysOf(film)) counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts;
  };

  it('holds a thousand films and more in at most 150 kB', () => {
    expect(films.length).toBeGreaterThanOrEqual(1000);
    expect(statSync(path.join(import.meta.dirname, 'films.tsv')).size).toBeLessThanOrEqual(150_000);
    expect(films.every(({ id }, index) => id === index + 1)).toBe(true);
  });

  it('has films of every decade from the 1900s to the 2020s, and of none more than a fifth', () => {
    const decades = countBy(({ year }) => [Math.floor(year / 10) * 10]);
    expect([...decades.keys()].sort()).toEqual(Array.from({ length: 13 }, (_, index) => 1900 + index * 10));
    for (let decade = 1920; decade <= 2020; decade += 10) expect(decades.get(decade)).toBeGreaterThanOrEqual(20);
    for (const count of decades.values()) expect(count).toBeLessThan(films.length / 5);
  });

  it('has films of every genre', () => {
    const genres = countBy((film) => film.genres);
    for (const genre of movieGenres) expect(genres.get(genre), genre).toBeGreaterThanOrEqual(20);
  });

  it('has films of many countries, a third from outside of the United States', () => {
    const countries = countBy(({ country }) => [country]);
    expect(countries.size).toBeGreaterThanOrEqual(40);
    expect(countries.get('US')).toBeLessThan((films.length * 2) / 3);
    for (const country of ['GB', 'FR', 'JP', 'IT', 'DE']) expect(countries.get(country)).toBeGreaterThanOrEqual(20);
  });

  it('uses words that connect films: three of four keywords are used more than once', () => {
    const counts = countBy(({ keywords }) => keywords);
    const uses = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const shared = [...counts.values()].filter((count) => count > 1).reduce((sum, count) => sum + count, 0);
    expect(shared / uses).toBeGreaterThan(0.75);
    for (const word of counts.keys()) expect(word).toBe(word.toLowerCase());
  });

  it('knows the films that it should', () => {
    const matrix = films.find(({ title }) => title === 'The Matrix');
    expect(matrix).toMatchObject({
      year: 1999,
      country: 'US',
      genres: ['Action', 'Sci-Fi', 'Thriller'],
      directors: ['Lana Wachowski', 'Lilly Wachowski'],
    });
  });
});

describe('parseCatalogue', () => {
  const header = 'id\ttitle\tyear\tcountry\tgenres\tdirectors\tkeywords';
  const line = '1\tHeat\t1995\tUS\tAction|Crime\tMichael Mann\theist|police|los angeles';
  const change = (from: string, to: string) => `${header}\n${line.replace(from, to)}\n`;

  it('reads a film', () => {
    expect(parseCatalogue(`${header}\n${line}\n`)).toEqual([
      {
        id: 1,
        title: 'Heat',
        year: 1995,
        country: 'US',
        genres: ['Action', 'Crime'],
        directors: ['Michael Mann'],
        keywords: ['heist', 'police', 'los angeles'],
      },
    ]);
  });

  it.each([
    ['another header', `nonsense\n${line}`, 'columns'],
    ['nothing', '', 'columns'],
    ['a cut line', `${header}\n1\tHeat`, '2 columns'],
    ['an id of words', change('1\t', 'one\t'), 'is no id'],
    ['no title', change('Heat', ''), 'is no title'],
    ['a year of the future', change('1995', '9995'), 'is no year'],
    ['a long country', change('US', 'USA'), 'is no country'],
    ['a strange genre', change('Action', 'Heist'), '"Heist" is no genre'],
    ['a genre twice', change('Action', 'Crime'), 'twice'],
    ['no director', change('Michael Mann', ''), 'blanks'],
    ['two keywords', change('heist|', ''), '2 keywords'],
    ['an id twice', `${header}\n${line}\n${line}`, 'Line 3 of'],
    ['a film twice', `${header}\n${line}\n2${line.slice(1)}`, 'Heat (1995) is there twice'],
  ])('refuses %s', (_, text, problem) => {
    expect(() => parseCatalogue(text)).toThrow(
      expect.objectContaining({ code: 'broken-catalogue', message: expect.stringContaining(problem) }),
    );
  });
});
