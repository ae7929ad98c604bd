import type { GenreWeight } from '../film-engine.ts';
import type { WishMeaning } from './wish-words.ts';

/** A wish taken apart; its fame is not in numbers yet. */
export interface ParsedWish {
  readonly likeFilms: readonly number[];
  readonly questions: readonly { readonly title: string; readonly candidates: readonly number[] }[];
  readonly directors: readonly string[];
  readonly genres: readonly string[];
  readonly withoutGenres: readonly string[];
  readonly weights: readonly GenreWeight[];
  readonly yearFrom: number | undefined;
  readonly yearTo: number | undefined;
  readonly fames: readonly Fame[];
  readonly ignoredWords: readonly string[];
}

type Fame = Extract<WishMeaning, { kind: 'fame' }>['fame'];
type Age = Extract<WishMeaning, { kind: 'age' }>['age'];

/** How a phrase was said. */
export interface PhraseManner {
  /** −1: less of it. */
  readonly sign: 1 | -1;
  readonly factor: number;
  readonly isExclusion: boolean;
  /** Nothing stood before it. */
  readonly isPlain: boolean;
}

/** A quality that is to be absent counts so much. */
const EXCLUDED_QUALITY = 2;
const RECENT_YEARS = 10;
const LAST_OLD_YEAR = 1979;
const LAST_SILENT_YEAR = 1929;

/** What was read of a wish so far. */
export class CollectedWish {
  readonly likeFilms = new Set<number>();
  readonly questions: { readonly title: string; readonly candidates: readonly number[] }[] = [];
  readonly directors = new Set<string>();
  readonly ignoredWords: string[] = [];
  readonly #newestYear: number;
  readonly #genres = new Set<string>();
  readonly #withoutGenres = new Set<string>();
  readonly #weights = new Map<string, number>();
  readonly #fames = new Set<Fame>();
  readonly #ages = new Set<'newer' | 'older'>();
  #yearFrom: number | undefined;
  #yearTo: number | undefined;

  constructor(newestYear: number) {
    this.#newestYear = newestYear;
  }

  /** Only films of these years, besides what was asked for before. */
  narrowYears(from: number | undefined, to: number | undefined): void {
    if (from !== undefined) this.#yearFrom = Math.max(this.#yearFrom ?? from, from);
    if (to !== undefined) this.#yearTo = Math.min(this.#yearTo ?? to, to);
  }

  /** Films of these years too. */
  widenYears(from: number, to: number): void {
    this.#yearFrom = Math.min(this.#yearFrom ?? from, from);
    this.#yearTo = Math.max(this.#yearTo ?? to, to);
  }

  addPhrase(meaning: WishMeaning, { sign, factor, isExclusion, isPlain }: PhraseManner): void {
    if (meaning.kind === 'genre') {
      if (isExclusion) this.#withoutGenres.add(meaning.genre);
      else if (isPlain) this.#genres.add(meaning.genre);
      else this.#addWeight(meaning.genre, sign * factor);
    }
    if (meaning.kind === 'quality') {
      const times = sign * factor * (isExclusion ? EXCLUDED_QUALITY : 1);
      for (const { genre, weight } of meaning.weights) this.#addWeight(genre, times * weight);
    }
    if (meaning.kind === 'fame') this.#fames.add(sign > 0 ? meaning.fame : opposites[meaning.fame]);
    if (meaning.kind === 'age') this.#addAge(meaning.age, sign);
  }

  /** @param yearOf of a film that the list should be like */
  finish(yearOf: (film: number) => number | undefined): ParsedWish {
    this.#settleAges([...this.likeFilms].flatMap((film) => yearOf(film) ?? []));
    const weights = [...this.#weights].map(([genre, weight]) => ({ genre, weight }));
    return {
      likeFilms: [...this.likeFilms],
      questions: this.questions,
      directors: [...this.directors],
      genres: [...this.#genres],
      withoutGenres: [...this.#withoutGenres],
      weights: weights.filter(({ weight }) => weight !== 0),
      yearFrom: this.#yearFrom,
      yearTo: this.#yearTo,
      fames: [...this.#fames],
      ignoredWords: this.ignoredWords,
    };
  }

  #addWeight(genre: string, weight: number): void {
    this.#weights.set(genre, (this.#weights.get(genre) ?? 0) + weight);
  }

  #addAge(age: Age, sign: 1 | -1): void {
    if (age === 'newer' || age === 'older') {
      this.#ages.add(sign > 0 ? age : age === 'newer' ? 'older' : 'newer');
      return;
    }
    const boundary = { recent: this.#firstRecentYear - 1, old: LAST_OLD_YEAR, silent: LAST_SILENT_YEAR }[age];
    const isLater = (age === 'recent') === sign > 0;
    if (isLater) this.narrowYears(boundary + 1, undefined);
    else this.narrowYears(undefined, boundary);
  }

  /** Newer and older than the films that the list should be like; without such films, recent and old. */
  #settleAges(years: readonly number[]): void {
    if (this.#ages.has('newer')) {
      this.narrowYears(years.length > 0 ? Math.max(...years) + 1 : this.#firstRecentYear, undefined);
    }
    if (this.#ages.has('older')) {
      this.narrowYears(undefined, years.length > 0 ? Math.min(...years) - 1 : LAST_OLD_YEAR);
    }
  }

  get #firstRecentYear(): number {
    return this.#newestYear - RECENT_YEARS + 1;
  }
}

const opposites: Readonly<Record<Fame, Fame>> = { 'well-known': 'little-known', 'little-known': 'well-known' };
