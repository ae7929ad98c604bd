import { sayTitle } from '../film-key.ts';
import { foldText } from '../folded-text.ts';
import { spellNumber } from './number-words.ts';

const ARTICLES: ReadonlySet<string> = new Set(['the', 'a', 'an']);

/** The words of a folded text. */
export function splitWords(folded: string): string[] {
  return folded === '' ? [] : folded.split(' ');
}

/** Words that say something: articles are left out unless there is nothing else. */
export function dropArticles(words: readonly string[]): readonly string[] {
  const telling = words.filter((word) => !ARTICLES.has(word));
  return telling.length > 0 ? telling : words;
}

/** A title as it is compared: said, folded, without its article. */
export function foldTitle(title: string): string {
  const said = splitWords(foldText(sayTitle(title)));
  return (said.length > 1 && ARTICLES.has(said[0]!) ? said.slice(1) : said).join(' ');
}

/**
 * The words by which a title is found: its own, also those in brackets; numbers as digits too (`Rocky II` by 2); and two that
 * stand side by side as one (`Spider-Man` by spiderman).
 */
export function listTitleWords(title: string): string[] {
  const words = splitWords(foldText(title));
  const numbers = words.map(spellNumber).filter((number, place) => number !== words[place]);
  const joined = words.slice(1).map((word, place) => words[place]! + word);
  return [...words, ...numbers, ...joined];
}
