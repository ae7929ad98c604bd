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

/**
 * A film's name in every data set: the title as it is said, folded, and the year. `Matrix, The` and `The Matrix` of 1999 are
 * both `the matrix|1999`; a film without a year ends in `|`. A title without a letter or digit is taken as it is written.
 */
export function createFilmKey(title: string, year: number | undefined): string {
  const said = sayTitle(title);
  return `${foldText(said) || said.toLowerCase()}|${year ?? ''}`;
}
