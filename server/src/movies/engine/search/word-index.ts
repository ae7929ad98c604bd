import { computeEditDistance, countAllowedErrors } from './edit-distance.ts';

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
  readonly #trigrams = new Map<string, number[]>();
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
    this.words.forEach((word, number) => {
      if (word.length < 3) return;
      for (const trigram of listTrigrams(word)) {
        const words = this.#trigrams.get(trigram);
        if (words === undefined) this.#trigrams.set(trigram, [number]);
        else words.push(number);
      }
    });
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
    for (const trigram of listTrigrams(text)) {
      for (const word of this.#trigrams.get(trigram) ?? []) {
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

function listTrigrams(word: string): string[] {
  const framed = `^^${word}$$`;
  return Array.from({ length: framed.length - 2 }, (_, start) => framed.slice(start, start + 3));
}
