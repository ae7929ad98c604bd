import { formatMovieTitle } from '@starweave/film-text';
import { foldText } from './folded-text.ts';

const ARTICLES = 'the|a|an|le|la|les|el|los|las|il|lo|i|gli|un|une|der|die|das|den|det|het';
const ARTICLE_AT_END = new RegExp(`^(.+), (?:(${ARTICLES})|(l['’]))$`, 'iu');
/** A bracket that follows a word: `(500) Days of Summer` and `Frontière(s)` keep theirs. */
const BRACKET = /(?<=\S)\s+[([][^()[\]]*[)\]]/gu;

/**
 * A title as people say it: the article in front (`Matrix, The` is `The Matrix`), and what stands in brackets after it gone
 * (alternative titles, a year), whatever it was before. A title that is said so already stays as it is.
 */
export function sayTitle(title: string): string {
  const bare = title.replace(BRACKET, '').trim();
  const [, name, article, elided] = ARTICLE_AT_END.exec(bare) ?? [];
  if (name === undefined) return bare;
  return elided === undefined ? `${article} ${name}` : `${elided}${name}`;
}

/** A title as it is shown: the article in front, alternative titles in their brackets, and the year gone. */
export function showTitle(title: string): string {
  const bare = formatMovieTitle(title, false);
  const bracket = bare.search(BRACKET);
  return bracket === -1 ? sayTitle(bare) : sayTitle(bare.slice(0, bracket)) + bare.slice(bracket);
}

/**
 * A film's name in every data set: the title as it is said, folded, and the year. `Matrix, The` and `The Matrix` of 1999 are
 * both `the matrix|1999`; a film without a year ends in `|`. A title without a letter or digit is taken as it is written.
 */
export function createFilmKey(title: string, year: number | undefined): string {
  const said = sayTitle(title);
  return `${foldText(said) || said.toLowerCase()}|${year ?? ''}`;
}

/**
 * The keys that a film which was shown by title and year may have: the plain one, and that of a namesake, as `createFilmKeys`
 * gives them out. Which of the two it was is told by its id.
 */
export function listPossibleKeys(title: string, year: number | undefined): readonly [string, string] {
  const key = createFilmKey(title, year);
  return [key, `${key}#2`];
}

/** What a film's key is made from, and how many people know it. */
export interface NamedFilm {
  readonly title: string;
  readonly year: number | undefined;
  readonly ratingCount: number;
}

/**
 * The keys of a data set's films, in their order. Of several films with one name the most rated has the name as its key, ties
 * going to the earlier one; the keys of the others end in `#2`, `#3` and so on, so that each is rated for itself.
 */
export function createFilmKeys(films: readonly NamedFilm[]): readonly string[] {
  const keys = films.map(({ title, year }) => createFilmKey(title, year));
  const first = new Map<string, number>();
  const sharing = new Map<string, number[]>();
  for (const [film, key] of keys.entries()) {
    const other = first.get(key);
    if (other === undefined) first.set(key, film);
    else sharing.set(key, [...(sharing.get(key) ?? [other]), film]);
  }
  for (const [key, namesakes] of sharing) {
    namesakes.sort((a, b) => films[b]!.ratingCount - films[a]!.ratingCount || a - b);
    for (const [place, film] of namesakes.entries()) if (place > 0) keys[film] = `${key}#${place + 1}`;
  }
  return keys;
}
