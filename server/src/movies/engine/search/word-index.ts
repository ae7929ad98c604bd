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
  /** Films by word, ascending. */
  readonly films: readonly Uint32Array[];
  /** Words by trigram, in compressed rows: those of bucket b are at offsets[b] up to offsets[b + 1]. */
  readonly #offsets: Uint32Array;
  readonly #entries: Uint32Array;
  readonly #shared: Uint8Array;

  /** @param texts the words of every film; a word may come twice */
  constructor(texts: readonly (readonly string[])[]) {
    const postings = new Map<string, number[]>();
    texts.forEach((words, film) => {
      for (const word of words) {
        const films = postings.get(word);
        if (films === undefined) postings.set(word, [film]);
        else if (films.at(-1) !== film) films.push(film);
      }
    });
    this.words = [...postings.keys()].sort(compareWords);
    this.films = this.words.map((word) => Uint32Array.from(postings.get(word)!));
    const offsets = new Uint32Array(BUCKETS + 1);
    const eachEntry = (visit: (bucket: number, word: number) => void) => {
      this.words.forEach((word, number) => {
        if (word.length >= SHORTEST_MISTYPED) for (const bucket of listTrigrams(word)) visit(bucket, number);
      });
    };
    eachEntry((bucket) => {
      offsets[bucket + 1]! += 1;
    });
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) offsets[bucket + 1]! += offsets[bucket]!;
    const places = offsets.slice();
    this.#entries = new Uint32Array(offsets[BUCKETS]!);
    eachEntry((bucket, word) => {
      this.#entries[places[bucket]!] = word;
      places[bucket]! += 1;
    });
    this.#offsets = offsets;
    this.#shared = new Uint8Array(this.words.length);
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

function compareWords(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The buckets of a word's trigrams. Trigrams that share a bucket make words seem more alike, never less. */
function listTrigrams(word: string): number[] {
  const buckets: number[] = [];
  let [first, second] = [0, 0];
  for (let place = 0; place < word.length + 2; place += 1) {
    const third = place < word.length ? word.charCodeAt(place) : 0;
    const mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b) ^ Math.imul(third, 0xc2b2ae35);
    buckets.push(mixed >>> (32 - BUCKET_BITS));
    [first, second] = [second, third];
  }
  return buckets;
}
