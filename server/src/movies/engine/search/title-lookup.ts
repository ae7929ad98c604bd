import type { Film } from '../film-engine.ts';
import { sayTitle } from '../film-key.ts';
import { foldText } from '../folded-text.ts';
import { isPause, type Steps } from '../steps.ts';
import { foldTitle, splitWords } from './title-words.ts';

const BRACKET = /[([]([^()[\]]*)[)\]]/gu;
const KNOWN_AS = /^a\.?k\.?a\.?\s+/iu;

/** What a film may be called, as titles are compared: its title, and the alternative titles that stand in brackets. */
export function listTitleNames(title: string): readonly string[] {
  return [
    ...new Set(
      listWholeNames(title)
        .map(foldTitle)
        .filter((name) => name !== ''),
    ),
  ];
}

/**
 * Of several films with one name, those that have it with the article as it was typed: `Heat` is Heat, `the heat` is The Heat.
 * All of them where none has.
 */
export function keepTypedArticle(films: readonly Film[], typed: string): readonly Film[] {
  if (films.length < 2) return films;
  const said = foldText(sayTitle(typed));
  const exact = films.filter(({ title }) => listWholeNames(title).some((name) => foldText(sayTitle(name)) === said));
  return exact.length > 0 ? exact : films;
}

/** The title, and the alternative ones that stand in brackets. */
function listWholeNames(title: string): readonly string[] {
  return [title, ...[...title.matchAll(BRACKET)].map(([, inside]) => inside!.replace(KNOWN_AS, ''))];
}

interface TitleEntry {
  readonly name: string;
  readonly film: number;
}

/** Films by whole titles and by how titles begin; folded, without articles, alternative titles in brackets too. */
export class TitleLookup {
  /** Sorted by title, then by index. */
  readonly #titles: readonly string[];
  readonly #films: readonly number[];

  private constructor(entries: readonly TitleEntry[]) {
    this.#titles = entries.map(({ name }) => name);
    this.#films = entries.map(({ film }) => film);
  }

  static *build(films: readonly Film[]): Steps<TitleLookup> {
    const entries: TitleEntry[] = [];
    for (const [film, { title }] of films.entries()) {
      entries.push(...listTitleNames(title).map((name) => ({ name, film })));
      if (isPause(film)) yield;
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.film - b.film));
    return new TitleLookup(entries);
  }

  /** Films with exactly this title. */
  findWhole(words: readonly string[]): readonly number[] {
    const title = fold(words);
    return title === '' ? [] : this.#collect(title, (own) => own === title);
  }

  /** Films whose title begins with these words and goes on. */
  findBeginning(words: readonly string[]): readonly number[] {
    const title = `${fold(words)} `;
    return title === ' ' ? [] : this.#collect(title, (own) => own.startsWith(title));
  }

  #collect(title: string, belongs: (own: string) => boolean): readonly number[] {
    let [low, high] = [0, this.#titles.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#titles[middle]! < title) low = middle + 1;
      else high = middle;
    }
    const films = new Set<number>();
    for (let at = low; at < this.#titles.length && belongs(this.#titles[at]!); at += 1) films.add(this.#films[at]!);
    return [...films];
  }
}

function fold(words: readonly string[]): string {
  return splitWords(foldTitle(foldText(words.join(' ')))).join(' ');
}
