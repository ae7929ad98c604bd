import { describe, expect, it } from 'vitest';
import type { Film } from '../film-engine.ts';
import { TitleLookup } from '../search/title-lookup.ts';
import { runSteps } from '../steps.ts';
import { readKnownTitle, type TitleSources } from './read-title.ts';
import { readWishTokens } from './wish-tokens.ts';

const createFilm = (title: string, year: number, ratingCount: number): Film => {
  const facts = { genres: [], directors: [], keywords: [], meanRating: 4 };
  return { ...facts, id: year, key: `${title}|${year}`, title, year, ratingCount };
};
const films = [
  createFilm('Heat', 1995, 100),
  createFilm('Heat, The', 2013, 400),
  createFilm('Scarface', 1932, 10),
  createFilm('Scarface', 1983, 90),
];
const sources: Pick<TitleSources, 'films' | 'lookup'> = { films, lookup: runSteps(TitleLookup.build(films)) };
const read = (text: string) => readKnownTitle(readWishTokens(text), 0, sources as TitleSources);

describe('readKnownTitle', () => {
  it('takes the film that has its article as it was typed', () => {
    expect(read('Heat, but funnier')).toMatchObject({ film: 0, length: 1 });
    expect(read('the Heat, but sadder')).toMatchObject({ film: 1, length: 2 });
  });

  it('asks where several are called just so, the most rated first', () => {
    expect(read('Scarface')).toMatchObject({ film: undefined, candidates: [3, 2] });
    expect(read('Scarface 1932')).toMatchObject({ film: 2, length: 2 });
  });
});
