import { NumpyRandomState } from '@starweave/numerics';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadFilmCatalogue } from '../../catalogue/load-catalogue.ts';
import type { Film } from '../film-engine.ts';
import { createFilmKey } from '../film-key.ts';
import { foldText } from '../folded-text.ts';
import { runSteps } from '../steps.ts';
import { computeEditDistance, countAllowedErrors } from './edit-distance.ts';
import { FilmSearch, rankFilms } from './film-search.ts';
import { TitleLookup } from './title-lookup.ts';
import { foldTitle, listTitleWords } from './title-words.ts';

let films: readonly Film[];
let search: FilmSearch;

beforeAll(async () => {
  const catalogue = await loadFilmCatalogue();
  films = catalogue.map((film) => ({
    ...film,
    key: createFilmKey(film.title, film.year),
    ratingCount: (film.id * 37) % 200,
    meanRating: 3,
  }));
  search = runSteps(FilmSearch.build(films));
});

const titlesOf = (text: string, count = 3) =>
  rankFilms(search.find(text).films, count).map(({ film }) => films[film]!.title);

/** The films that have every word, by looking at every word of every film. */
function findSlowly(text: string, typos: boolean): number[] {
  const articles = ['the', 'a', 'an'];
  const all = foldText(text).split(' ');
  const words = all.some((word) => !articles.includes(word)) ? all.filter((word) => !articles.includes(word)) : all;
  const isLike = (own: string, word: string) => {
    const limit = countAllowedErrors(word.length);
    // Shorter words of a title are never meant by a mistyped one.
    return (
      own.startsWith(word) || (typos && limit > 0 && own.length > 2 && computeEditDistance(own, word, limit) <= limit)
    );
  };
  return [...films.keys()].filter((index) => {
    const { title, directors, genres, keywords, year } = films[index]!;
    const names = [...listTitleWords(title), ...directors.flatMap((name) => foldText(name).split(' '))];
    const facts = [...[...genres, ...keywords].flatMap((name) => foldText(name).split(' ')), String(year)];
    return words.every((word) => {
      const hasFact = facts.some((own) => own === word || (word.length >= 4 && own.startsWith(word)));
      return hasFact || names.some((own) => isLike(own, word));
    });
  });
}

describe('FilmSearch', () => {
  it('finds exactly the films that have every word or its beginning', () => {
    for (const text of [
      'm',
      'god',
      'the good',
      'star wars',
      'crime 1995',
      'michael',
      'war fran',
      'love paris',
      'la',
      'a b',
      'noir',
    ]) {
      const found = search.find(text);
      expect(found.isExact, text).toBe(true);
      const indexes = found.films.map(({ film }) => film);
      expect(
        indexes.toSorted((a, b) => a - b),
        text,
      ).toEqual(findSlowly(text, false));
    }
  });

  it('finds exactly the films within the errors that a mistyped word may have', () => {
    const random = new NumpyRandomState(4);
    let mistyped = 0;
    for (let round = 0; round < 40; round += 1) {
      const [pick, place, kind] = random.rand(3);
      const words = foldText(films[Math.floor(pick! * films.length)]!.title).split(' ');
      const word = words.toSorted((a, b) => b.length - a.length)[0]!;
      if (word.length < 5 || /\d/.test(word)) continue;
      const at = 1 + Math.floor(place! * (word.length - 2));
      const text = [
        word.slice(0, at) + word.slice(at + 1),
        `${word.slice(0, at)}x${word.slice(at)}`,
        word.slice(0, at - 1) + word[at]! + word[at - 1]! + word.slice(at + 1),
      ][Math.floor(kind! * 3)]!;
      const found = search.find(text);
      if (found.isExact) continue;
      mistyped += 1;
      const indexes = found.films.map(({ film }) => film);
      expect(
        indexes.toSorted((a, b) => a - b),
        text,
      ).toEqual(findSlowly(text, true));
    }
    expect(mistyped).toBeGreaterThan(15);
  });

  it('finds every film first, or beside those with more ratings, by its own title', () => {
    for (const { title } of films) {
      const { films: found, isExact } = search.find(title);
      expect(isExact, title).toBe(true);
      expect(foldTitle(films[rankFilms(found, 1)[0]!.film]!.title), title).toBe(foldTitle(title));
    }
  });

  it.each([
    ['matrix the', 'The Matrix'],
    ['Matrix, The', 'The Matrix'],
    ['godfahter', 'The Godfather'],
    ['amelie', 'Amelie'],
    ['AMÉLIE', 'Amelie'],
    ['spiderman', 'Spider-Man'],
    ['ghost busters', 'Ghostbusters'],
    ['heat mann', 'Heat'],
    ['12 monkeys', 'Twelve Monkeys'],
    ['2001', '2001: A Space Odyssey'],
    ['heat 1995', 'Heat'],
    ['harry poter filosofer stone', "Harry Potter and the Sorcerer's Stone"],
    ['alien 3', 'Alien'],
  ])('finds for "%s" first %s', (text, title) => {
    expect(titlesOf(text)[0]).toBe(title);
  });

  it('takes anything as words', () => {
    const long = 'matrix '.repeat(2000);
    expect(titlesOf(long)[0]).toBe('The Matrix');
    for (const text of ['', '   ', '🎬🎬', '<script>alert(1)</script>', 'שלום עולם', '؟', `${'x'.repeat(10_000)}`]) {
      expect(search.find(text).films, text.slice(0, 20)).toEqual([]);
    }
  });

  it('finds directors, with typing errors only where nobody is called so', () => {
    const directorsOf = (text: string) =>
      new Set([...search.findByDirector(text)].flatMap((film) => films[film]!.directors));
    expect(directorsOf('kurosawa')).toContain('Akira Kurosawa');
    expect(directorsOf('stanley kub')).toEqual(new Set(['Stanley Kubrick']));
    expect(directorsOf('kubrik')).toContain('Stanley Kubrick');
    expect(search.findByDirector('')).toEqual(new Set());
    expect(search.findByDirector('qqqq')).toEqual(new Set());
  });
});

describe('TitleLookup', () => {
  it('knows whole titles, alternative ones, and how titles begin', () => {
    const titles = [
      'Matrix, The',
      'Matrix Reloaded, The',
      'Seven (a.k.a. Se7en)',
      'Postman, The (Postino, Il)',
      'The Matrix',
    ];
    const lookup = runSteps(
      TitleLookup.build(titles.map((title, id) => ({ ...films[0]!, id, title, key: createFilmKey(title, undefined) }))),
    );
    expect(lookup.findWhole(['the', 'matrix'])).toEqual([0, 4]);
    expect(lookup.findWhole(['matrix'])).toEqual([0, 4]);
    expect(lookup.findBeginning(['matrix'])).toEqual([1]);
    expect(lookup.findWhole(['se7en'])).toEqual([2]);
    expect(lookup.findWhole(['il', 'postino'])).toEqual([3]);
    expect(lookup.findWhole([])).toEqual([]);
    expect(lookup.findBeginning(['matri'])).toEqual([]);
  });
});
