import type { Film } from '../film-engine.ts';
import { foldText } from '../folded-text.ts';
import { computeEditDistance, countAllowedErrors } from '../search/edit-distance.ts';
import type { WishToken } from './wish-tokens.ts';

/** Directors that were read: several who share a name are all meant. */
export interface ReadDirectors {
  readonly length: number;
  readonly names: readonly string[];
}

const MOST_WORDS = 5;
const after: ReadonlySet<string> = new Set(['film', 'films', 'movie', 'movies', 'brothers', 'sisters', 'style']);

/** The directors of films, by whole and by last names. */
export class DirectorNames {
  readonly #whole = new Map<string, Set<string>>();
  readonly #last = new Map<string, Set<string>>();

  constructor(films: readonly Film[]) {
    for (const name of new Set(films.flatMap(({ directors }) => directors))) {
      const folded = foldText(name);
      add(this.#whole, folded, name);
      add(this.#last, folded.split(' ').at(-1)!, name);
    }
  }

  /** Who is named where a director is expected: a whole name, a last one, or one with typing errors. */
  read(tokens: readonly WishToken[], start: number): ReadDirectors | undefined {
    const skipped = tokens[start]?.word === 'the' ? 1 : 0;
    const at = start + skipped;
    const found = this.#readWhole(tokens, at) ?? this.#readLast(tokens, at) ?? this.#readMistyped(tokens, at);
    return found === undefined ? undefined : { ...found, length: found.length + skipped };
  }

  /** Who is named anywhere: a whole name of two words or more, or a last one with `'s` or before `film` and the like. */
  readInPassing(tokens: readonly WishToken[], start: number): ReadDirectors | undefined {
    const whole = this.#readWhole(tokens, start);
    if (whole !== undefined && whole.length > 1) return whole;
    const { word, stem } = tokens[start]!;
    const next = tokens[start + 1]?.word ?? '';
    return word !== stem || after.has(next) ? this.#readLast(tokens, start) : undefined;
  }

  #readWhole(tokens: readonly WishToken[], start: number): ReadDirectors | undefined {
    for (let length = Math.min(MOST_WORDS, tokens.length - start); length > 0; length -= 1) {
      const run = tokens.slice(start, start + length);
      const words = run.map(({ word, stem }, place) => (place === length - 1 ? stem : word));
      const names = this.#whole.get(words.join(' '));
      if (names !== undefined) return { length, names: [...names] };
    }
    return undefined;
  }

  #readLast(tokens: readonly WishToken[], start: number): ReadDirectors | undefined {
    const token = tokens[start];
    if (token === undefined) return undefined;
    const names = this.#last.get(token.stem) ?? this.#last.get(token.word.replace(/s$/, ''));
    if (names === undefined) return undefined;
    const isFamily = ['brothers', 'sisters'].includes(tokens[start + 1]?.word ?? '');
    return { length: isFamily ? 2 : 1, names: [...names].sort() };
  }

  #readMistyped(tokens: readonly WishToken[], start: number): ReadDirectors | undefined {
    for (let length = Math.min(3, tokens.length - start); length > 0; length -= 1) {
      const text = tokens
        .slice(start, start + length)
        .map(({ stem }) => stem)
        .join(' ');
      const limit = countAllowedErrors(text.length);
      const near = [...(length === 1 ? this.#last : this.#whole)].filter(
        ([name]) => limit > 0 && computeEditDistance(text, name, limit) <= limit,
      );
      if (near.length === 1) return { length, names: [...near[0]![1]].sort() };
    }
    return undefined;
  }
}

function add(names: Map<string, Set<string>>, key: string, name: string): void {
  const set = names.get(key);
  if (set === undefined) names.set(key, new Set([name]));
  else set.add(name);
}
