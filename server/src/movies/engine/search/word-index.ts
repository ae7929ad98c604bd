import { isPause, type Steps } from '../steps.ts';
import { computeEditDistance, countAllowedErrors } from './edit-distance.ts';

/** Words below are never meant by mistyped ones. */
const SHORTEST_MISTYPED = 3;
const BUCKET_BITS = 16;
const BUCKETS = 2 ** BUCKET_BITS;

/** A word of the index, by its number, and how it was found. */
export interface FoundWord {
  readonly word: number;
  readonly how: 'exact' | 'prefix' | 'typo';
}

/**
 * Words with the films that have them (an inverted index). Found as they are, by how they begin, or with typing errors:
 * candidates share enough trigrams with what was typed, and the edit distance decides. With words framed by two marks on each
 * side, an error spoils at most four trigrams of the L + 2 that the longer word has, so that nothing within d errors is missed
 * by asking for L + 2 − 4d.
 */
export class WordIndex {
  /** Sorted. */
  readonly words: readonly string[];
  /** Films by word, in compressed rows: an object for each of a hundred thousand words would take more than the films. */
  readonly #filmOffsets: Uint32Array;
  readonly #films: Uint32Array;
  /** Words by trigram, in compressed rows: those of bucket b are at offsets[b] up to offsets[b + 1]. */
  readonly #offsets: Uint32Array;
  readonly #entries: Uint32Array;
  readonly #shared: Uint8Array;

  private constructor({ words, offsets, films }: Postings, trigrams: TrigramRows) {
    this.words = words;
    this.#filmOffsets = offsets;
    this.#films = films;
    this.#offsets = trigrams.offsets;
    this.#entries = trigrams.entries;
    this.#shared = new Uint8Array(words.length);
  }

  /** @param texts the words of every film; a word may come twice */
  static *build(texts: Iterable<readonly string[]>): Steps<WordIndex> {
    const postings = yield* listPostings(texts);
    return new WordIndex(postings, yield* listTrigramRows(postings.words));
  }

  /** The films that have a word, ascending; not to be changed. */
  filmsOf(word: number): Uint32Array {
    return this.#films.subarray(this.#filmOffsets[word]!, this.#filmOffsets[word + 1]!);
  }

  /** The word itself and those that begin with it. */
  findBeginnings(text: string): FoundWord[] {
    const found: FoundWord[] = [];
    for (let word = this.#findPlace(text); word < this.words.length && this.words[word]!.startsWith(text); word += 1) {
      found.push({ word, how: this.words[word] === text ? 'exact' : 'prefix' });
    }
    return found;
  }

  findExact(text: string): FoundWord[] {
    const word = this.#findPlace(text);
    return this.words[word] === text ? [{ word, how: 'exact' }] : [];
  }

  /** The words within the number of errors that a word of this length may have, other than itself. */
  findTypos(text: string): FoundWord[] {
    const limit = countAllowedErrors(text.length);
    if (limit === 0) return [];
    const touched: number[] = [];
    for (const bucket of listTrigrams(text)) {
      for (const word of this.#entries.subarray(this.#offsets[bucket]!, this.#offsets[bucket + 1]!)) {
        if (this.#shared[word] === 0) touched.push(word);
        if (this.#shared[word]! < 255) this.#shared[word]! += 1;
      }
    }
    const found: FoundWord[] = [];
    for (const word of touched) {
      const shared = this.#shared[word]!;
      this.#shared[word] = 0;
      const candidate = this.words[word]!;
      const needed = Math.max(text.length, candidate.length) + 2 - 4 * limit;
      if (shared < needed || candidate === text) continue;
      if (computeEditDistance(text, candidate, limit) <= limit) found.push({ word, how: 'typo' });
    }
    return found.sort((a, b) => a.word - b.word);
  }

  /** Where a text stands or would stand among the words. */
  #findPlace(text: string): number {
    let [low, high] = [0, this.words.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareWords(this.words[middle]!, text) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

interface Postings {
  /** Sorted. */
  readonly words: readonly string[];
  /** The films of word w are at offsets[w] up to offsets[w + 1]. */
  readonly offsets: Uint32Array;
  readonly films: Uint32Array;
}

function* listPostings(texts: Iterable<readonly string[]>): Steps<Postings> {
  // Words by their order of appearance; each film once for each of its words.
  const numbers = new Map<string, number>();
  const lastFilms: number[] = [];
  const pairWords: number[] = [];
  const pairFilms: number[] = [];
  let film = 0;
  for (const text of texts) {
    for (const word of text) {
      const number = numbers.get(word) ?? numbers.size;
      if (number === numbers.size) numbers.set(word, number);
      if (lastFilms[number] === film) continue;
      lastFilms[number] = film;
      pairWords.push(number);
      pairFilms.push(film);
    }
    if (isPause(film)) yield;
    film += 1;
  }
  // Without a comparison of its own it is by UTF-16 code units, as compareWords has them, and several times as fast.
  const words = [...numbers.keys()].sort();
  yield;
  const ranks = new Uint32Array(words.length);
  words.forEach((word, rank) => {
    ranks[numbers.get(word)!] = rank;
  });
  const offsets = new Uint32Array(words.length + 1);
  for (const number of pairWords) offsets[ranks[number]! + 1]! += 1;
  for (let word = 0; word < words.length; word += 1) offsets[word + 1]! += offsets[word]!;
  yield;
  const places = offsets.slice();
  const films = new Uint32Array(pairFilms.length);
  for (const [pair, number] of pairWords.entries()) {
    const rank = ranks[number]!;
    films[places[rank]!] = pairFilms[pair]!;
    places[rank]! += 1;
  }
  yield;
  return { words, offsets, films };
}

function compareWords(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The words of trigram bucket b are at offsets[b] up to offsets[b + 1] of the entries. */
interface TrigramRows {
  readonly offsets: Uint32Array;
  readonly entries: Uint32Array;
}

function* listTrigramRows(words: readonly string[]): Steps<TrigramRows> {
  const isIndexed = (word: string) => word.length >= SHORTEST_MISTYPED;
  const total = words.reduce((sum, word) => sum + (isIndexed(word) ? word.length + 2 : 0), 0);
  // The buckets of all words, one word after the other: they are needed twice.
  const buckets = new Uint16Array(total);
  const offsets = new Uint32Array(BUCKETS + 1);
  let end = 0;
  for (const [number, word] of words.entries()) {
    if (isIndexed(word)) end = writeTrigrams(word, buckets, end);
    if (isPause(number)) yield;
  }
  for (const bucket of buckets) offsets[bucket + 1]! += 1;
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) offsets[bucket + 1]! += offsets[bucket]!;
  yield;
  const places = offsets.slice();
  const entries = new Uint32Array(total);
  let at = 0;
  for (const [number, word] of words.entries()) {
    for (const wordEnd = isIndexed(word) ? at + word.length + 2 : at; at < wordEnd; at += 1) {
      const bucket = buckets[at]!;
      entries[places[bucket]!] = number;
      places[bucket]! += 1;
    }
    if (isPause(number)) yield;
  }
  return { offsets, entries };
}

/** The buckets of a word's trigrams. Trigrams that share a bucket make words seem more alike, never less. */
function listTrigrams(word: string): Uint16Array {
  const buckets = new Uint16Array(word.length + 2);
  writeTrigrams(word, buckets, 0);
  return buckets;
}

/** Writes them from `start` on; answers with where they end. */
function writeTrigrams(word: string, buckets: Uint16Array, start: number): number {
  let [first, second] = [0, 0];
  for (let place = 0; place < word.length + 2; place += 1) {
    const third = place < word.length ? word.charCodeAt(place) : 0;
    const mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b) ^ Math.imul(third, 0xc2b2ae35);
    buckets[start + place] = mixed >>> (32 - BUCKET_BITS);
    first = second;
    second = third;
  }
  return start + word.length + 2;
}
