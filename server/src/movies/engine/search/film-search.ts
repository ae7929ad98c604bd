import { selectTop } from '@starweave/recommender';
import type { Film } from '../film-engine.ts';
import { foldText } from '../folded-text.ts';
import { isPause, type Steps } from '../steps.ts';
import { spellNumber } from './number-words.ts';
import { dropArticles, foldTitle, listTitleWords, splitWords } from './title-words.ts';
import { type FoundWord, WordIndex } from './word-index.ts';

/** A film that was found, and how well it matches. */
export interface FoundFilm {
  readonly film: number;
  readonly score: number;
}

export interface FoundFilms {
  /** In no order: `rankFilms` gives the best. */
  readonly films: readonly FoundFilm[];
  /** Whether every word was found as it was typed. */
  readonly isExact: boolean;
}

/** What a word counts, by where and how it was found. */
const weights = {
  title: { exact: 4, prefix: 2.5, typo: 1.5 },
  director: { exact: 3, prefix: 2, typo: 1 },
  fact: { exact: 1.5, prefix: 0.5, typo: 0 },
} as const;

interface SearchField {
  readonly name: keyof typeof weights;
  readonly index: WordIndex;
}

const WHOLE_TITLE = 20;
const TITLE_BEGINS = 6;
const COVERED_TITLE = 3;
const POPULARITY = 2;
/** Genres, years and keywords are found by how they begin from so many letters on. */
const FACT_LETTERS = 4;
/** Words after these are passed over. */
const MOST_WORDS = 24;
/** This share of the words is enough where nothing has all. */
const ENOUGH = 0.6;

/**
 * Films by words of their titles, directors, genres, years and keywords, held in memory.
 *
 * Every word must be found, but for articles; as it is, or as the beginning of a longer one. Where no film has all, two words
 * that stand side by side are taken as one; then words may have typing errors (`countAllowedErrors`); then 60 % are
 * enough, of three or more, or of those that aren't numbers. A film's score is the sum over the words of the best of: title 4 (exactly), 2.5 (begins so) or 1.5 (typing
 * error), director 3, 2 or 1, other facts 1.5 or 0.5; plus 20 for the whole title or 6 for its beginning, 3 times the share of
 * the title's words that are covered, and up to 2 for how well known it is.
 */
export class FilmSearch {
  readonly #films: readonly Film[];
  readonly #titles: readonly string[];
  readonly #wordCounts: Uint16Array;
  readonly #fields: readonly SearchField[];
  readonly #largestCount: number;
  /** Scratch: of every film the words found, those found in its title, and the sum of weights. */
  readonly #found: Uint16Array;
  readonly #inTitle: Uint16Array;
  readonly #sums: Float64Array;
  readonly #best: Float64Array;

  private constructor(films: readonly Film[], titles: readonly string[], fields: readonly SearchField[]) {
    this.#films = films;
    this.#titles = titles;
    this.#wordCounts = Uint16Array.from(titles, (title) => splitWords(title).length);
    this.#fields = fields;
    this.#largestCount = films.reduce((most, { ratingCount }) => Math.max(most, ratingCount), 1);
    this.#found = new Uint16Array(films.length);
    this.#inTitle = new Uint16Array(films.length);
    this.#sums = new Float64Array(films.length);
    this.#best = new Float64Array(films.length);
  }

  /** The index of films whose facts don't change. */
  static *build(films: readonly Film[]): Steps<FilmSearch> {
    const split = (names: readonly string[]) => names.flatMap((name) => splitWords(foldText(name)));
    const listFacts = ({ genres, keywords, year }: Film) => [
      ...split([...genres, ...keywords]),
      ...(year ? [String(year)] : []),
    ];
    const titles: string[] = [];
    for (const [film, { title }] of films.entries()) {
      titles.push(foldTitle(title));
      if (isPause(film)) yield;
    }
    const index = (listWords: (film: Film) => readonly string[]) => WordIndex.build(eachOf(films, listWords));
    return new FilmSearch(films, titles, [
      { name: 'title', index: yield* index(({ title }) => listTitleWords(title)) },
      { name: 'director', index: yield* index(({ directors }) => split(directors)) },
      { name: 'fact', index: yield* index(listFacts) },
    ]);
  }

  /** A title as it is compared: folded, without its article. */
  titleOf(film: number): string {
    return this.#titles[film]!;
  }

  /** The films that words find; none for a text without letters and digits. */
  find(text: string): FoundFilms {
    const words = [...new Set(dropArticles(splitWords(foldText(text)).slice(0, MOST_WORDS)))];
    const query = foldTitle(text).replace(/ (?:the|an?)$/, '');
    const asTyped = [words, ...listJoined(words)];
    for (const variant of asTyped) {
      const films = this.#match(variant, { query, typos: false, needed: variant.length });
      if (films.length > 0) return { films, isExact: true };
    }
    for (const needed of [words.length, countEnough(words)]) {
      const films = this.#match(words, { query, typos: true, needed });
      if (films.length > 0) return { films, isExact: false };
    }
    return { films: [], isExact: false };
  }

  /** The films by a director, whole or in part; with typing errors where nobody is called so. */
  findByDirector(text: string): ReadonlySet<number> {
    const { index } = this.#fields.find(({ name }) => name === 'director')!;
    const words = splitWords(foldText(text)).slice(0, MOST_WORDS);
    const findAll = (typos: boolean) => {
      const [first = new Set<number>(), ...others] = words.map((word) => {
        const found = [...index.findBeginnings(word), ...(typos ? index.findTypos(word) : [])];
        return new Set(found.flatMap(({ word: number }) => [...index.filmsOf(number)]));
      });
      return new Set([...first].filter((film) => others.every((films) => films.has(film))));
    };
    const exact = findAll(false);
    return exact.size > 0 ? exact : findAll(true);
  }

  #match(words: readonly string[], settings: MatchSettings): FoundFilm[] {
    const touched: number[] = [];
    for (const word of words) this.#addWord(word, settings.typos, touched);
    const found: FoundFilm[] = [];
    for (const film of touched) {
      if (this.#found[film]! >= settings.needed) found.push({ film, score: this.#score(film, settings.query) });
      this.#found[film] = 0;
      this.#inTitle[film] = 0;
      this.#sums[film] = 0;
    }
    return found;
  }

  /** Adds the best weight that one word has in each film, and counts it. */
  #addWord(word: string, typos: boolean, touched: number[]): void {
    const own: number[] = [];
    for (const { name, index } of this.#fields) {
      for (const { word: number, how } of findWords(index, { word, name, typos })) {
        const weight = weights[name][how];
        for (const film of index.filmsOf(number)) {
          if (this.#best[film] === 0) own.push(film);
          // A title's weight is told from the others' by being counted here.
          if (name === 'title' && !(this.#best[film]! > 0)) this.#inTitle[film]! += 1;
          if (weight > this.#best[film]!) this.#best[film] = weight;
        }
      }
    }
    for (const film of own) {
      if (this.#found[film] === 0) touched.push(film);
      this.#found[film]! += 1;
      this.#sums[film]! += this.#best[film]!;
      this.#best[film] = 0;
    }
  }

  #score(film: number, query: string): number {
    const title = this.#titles[film]!;
    const whole = title === query ? WHOLE_TITLE : title.startsWith(`${query} `) ? TITLE_BEGINS : 0;
    const covered = Math.min(1, this.#inTitle[film]! / Math.max(1, this.#wordCounts[film]!));
    const known = Math.log1p(this.#films[film]!.ratingCount) / Math.log1p(this.#largestCount);
    return this.#sums[film]! + whole + COVERED_TITLE * covered + POPULARITY * known;
  }
}

/** Every film's words in turn: all of them at once would take more memory than the index that is made of them. */
function* eachOf(films: readonly Film[], listWords: (film: Film) => readonly string[]): Iterable<readonly string[]> {
  for (const film of films) yield listWords(film);
}

/** The best `count` of some films, best first, ties by their order. */
export function rankFilms(found: readonly FoundFilm[], count: number): readonly FoundFilm[] {
  const scores = Float64Array.from(found, ({ score }) => score);
  return selectTop(scores, count).map(({ item }) => found[item]!);
}

interface MatchSettings {
  /** The whole text as titles are compared. */
  readonly query: string;
  readonly typos: boolean;
  /** How many words a film must have. */
  readonly needed: number;
}

interface SoughtWord {
  readonly word: string;
  readonly name: keyof typeof weights;
  readonly typos: boolean;
}

function findWords(index: WordIndex, { word, name, typos }: SoughtWord): readonly FoundWord[] {
  const number = spellNumber(word);
  const spelled = number === word ? [] : index.findExact(number);
  if (name === 'fact') {
    return [...(word.length < FACT_LETTERS ? index.findExact(word) : index.findBeginnings(word)), ...spelled];
  }
  return [...index.findBeginnings(word), ...spelled, ...(typos ? index.findTypos(word) : [])];
}

/** How many words must be found where no film has all; a number says little, as in the sequel that isn't there. */
function countEnough(words: readonly string[]): number {
  const telling = words.filter((word) => !/^\d+$/.test(spellNumber(word)));
  if (telling.length === 0 || (telling.length === words.length && words.length < 3)) return words.length;
  return Math.ceil(ENOUGH * telling.length);
}

/** The words with two neighbours taken as one, each pair in turn. */
function listJoined(words: readonly string[]): string[][] {
  return words
    .slice(1)
    .map((word, place) => [...words.slice(0, place), words[place]! + word, ...words.slice(place + 2)]);
}
