import { describe, expect, it } from 'vitest';
import { createFilmKey, createFilmKeys, listPossibleKeys, sayTitle, showTitle } from './film-key.ts';

describe('createFilmKey', () => {
  it.each([
    ['Matrix, The', 1999, 'the matrix|1999'],
    ['The Matrix', 1999, 'the matrix|1999'],
    ['Postman, The (Postino, Il)', 1994, 'the postman|1994'],
    ['M*A*S*H (a.k.a. MASH)', 1970, 'mash|1970'],
    ['Amélie (Fabuleux destin d’Amélie Poulain, Le)', 2001, 'amelie|2001'],
    ["Avventura, L' (a.k.a. Adventure, The)", 1960, 'lavventura|1960'],
    ['L’Avventura', 1960, 'lavventura|1960'],
    ['Lord of the Rings: The Two Towers, The', 2002, 'the lord of the rings the two towers|2002'],
    ['(500) Days of Summer', 2009, '500 days of summer|2009'],
    ['Frontière(s)', 2007, 'frontieres|2007'],
    ['8½', 1963, '8 1 2|1963'],
    ['8 1/2 (8½)', 1963, '8 1 2|1963'],
    ['Alien³ (a.k.a. Alien 3)', 1992, 'alien 3|1992'],
    ['Fast & Furious', 2009, 'fast and furious|2009'],
    ['WALL·E', 2008, 'wall e|2008'],
    ['Dumb, the Film', undefined, 'dumb the film|'],
    ['千と千尋の神隠し', 2001, '千と千尋の神隠し|2001'],
    ['???', 2000, '???|2000'],
    ['<script>alert(1)</script>', 2000, 'script alert1 script|2000'],
    ['Matrix, The (1999)', 1999, 'the matrix|1999'],
  ])('of %s (%s) is %s', (title, year, key) => {
    expect(createFilmKey(title, year)).toBe(key);
  });

  it('is the same for a title as it is said', () => {
    for (const title of ['Boot, Das (Boat, The)', 'Kid, The', 'An Education', 'Oslo, August 31st', 'Her']) {
      const said = sayTitle(title);
      expect(sayTitle(said)).toBe(said);
      expect(createFilmKey(said, 1980)).toBe(createFilmKey(title, 1980));
    }
    expect(sayTitle('Boot, Das (Boat, The)')).toBe('Das Boot');
  });
});

describe('the keys of films that share a name', () => {
  it('are all different, the plain one that of the film with most ratings, the first of equals', () => {
    const films = [
      { title: 'Emma', year: 1996, ratingCount: 2 },
      { title: 'Heat', year: 1995, ratingCount: 1 },
      { title: 'Emma', year: 1996, ratingCount: 30 },
      { title: 'Emma', year: 2009, ratingCount: 90 },
      { title: 'EMMA', year: 1996, ratingCount: 2 },
    ];
    expect(createFilmKeys(films)).toEqual(['emma|1996#2', 'heat|1995', 'emma|1996', 'emma|2009', 'emma|1996#3']);
    expect(listPossibleKeys('Emma', 1996)).toEqual(['emma|1996', 'emma|1996#2']);
  });
});

describe('showTitle', () => {
  it.each([
    ['Matrix, The (1999)', 'The Matrix'],
    ['Postman, The (Postino, Il) (1994)', 'The Postman (Postino, Il)'],
    ["Avventura, L' (a.k.a. Adventure, The) (1960)", "L'Avventura (a.k.a. Adventure, The)"],
    ['Heat (1995)', 'Heat'],
    ['(500) Days of Summer (2009)', '(500) Days of Summer'],
    ['2001: A Space Odyssey', '2001: A Space Odyssey'],
  ])('of %s is %s', (title, shown) => {
    expect(showTitle(title)).toBe(shown);
  });
});
